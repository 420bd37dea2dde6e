#include "netprobe/plan/make_plan.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace netprobe {
namespace make_plan_test {

HostRoutes only_direct(const RouteQuestion& /*question*/) { return {{Route{}}, {0}, ""}; }

Route through(RouteKind kind) {
  return {kind, Proxy{ProxyScheme::http, {"proxy.corp", 3128}, std::nullopt, ProxyAuth::any}};
}

/// A proxy that is in force for everything but what must never be proxied.
HostRoutes with_proxy(const RouteQuestion& question) {
  if (question.never_proxy) {
    return only_direct(question);
  }
  return {{Route{}, through(RouteKind::proxy)}, {1}, "--proxy"};
}

CatalogRow row(std::string id, EndpointKind kind, std::string name) {
  CatalogRow made;
  made.id = std::move(id);
  made.kind = kind;
  made.name = std::move(name);
  made.required_for = {Workload::mars};
  made.ports = {443};
  return made;
}

Catalog small_catalog() {
  Catalog catalog;
  catalog.default_geo_codes = {"we", "eus"};
  catalog.sign_in_hosts = {"login.example"};
  catalog.rows.push_back(row("token", EndpointKind::fqdn, "login.example"));
  return catalog;
}

PlanRequest mars() {
  PlanRequest request;
  request.workloads = {Workload::mars};
  request.controls = false;
  return request;
}

/// One line a row: "id required|optional|comparison: host@route host@route", or its reason.
std::string sketch(const ProbePlan& plan) {
  std::string out;
  for (const PlannedRow& planned : plan.rows) {
    out += fmt::format("{} {}:", planned.id,
                       planned.comparison ? "comparison"
                       : planned.required ? "required"
                                          : "optional");
    for (const RowProbe& probe : planned.probes) {
      for (const TaskId id : probe.tasks) {
        const ProbeTask& task = plan.tasks.at(id);
        out += fmt::format(" {}{}@{}", task.host.empty() ? task.address->to_string() : task.host,
                           probe.guess ? "?" : "", name_of(task.route.kind));
      }
    }
    out += planned.untested.empty() ? "\n" : " untested\n";
  }
  return out;
}

TEST(MakePlan, tests_8443_beside_443_and_never_requires_it) {
  Catalog catalog = small_catalog();
  catalog.rows.front().comparison_ports = {8443};
  EXPECT_EQ(sketch(make_plan(catalog, mars(), only_direct)),
            "token:443 required: login.example@direct\n"
            "token:8443 comparison: login.example@direct\n");
}

TEST(MakePlan, requires_exactly_the_ports_that_are_asked_for) {
  Catalog catalog = small_catalog();
  catalog.rows.front().comparison_ports = {8443};
  PlanRequest request = mars();
  request.ports = std::vector<std::uint16_t>{443, 8443};
  EXPECT_EQ(sketch(make_plan(catalog, request, only_direct)),
            "token:443 required: login.example@direct\n"
            "token:8443 required: login.example@direct\n");
}

TEST(MakePlan, guesses_regions_when_none_is_given_and_says_so) {
  Catalog catalog = small_catalog();
  catalog.rows.front() = row("control", EndpointKind::wildcard, "*.backup.example");
  catalog.rows.front().representatives = {"pod01-manag1.{geo}.backup.example"};
  const ProbePlan guessed = make_plan(catalog, mars(), only_direct);
  EXPECT_EQ(sketch(guessed),
            "control:443 required: pod01-manag1.we.backup.example?@direct "
            "pod01-manag1.eus.backup.example?@direct\n");
  EXPECT_EQ(guessed.notes.size(), 1U);
  PlanRequest request = mars();
  request.geo_codes = {"jpe"};
  const ProbePlan known = make_plan(catalog, request, only_direct);
  EXPECT_EQ(sketch(known), "control:443 required: pod01-manag1.jpe.backup.example@direct\n");
  EXPECT_TRUE(known.notes.empty());
}

TEST(MakePlan, asks_hosts_of_a_region_by_its_name_where_they_carry_that) {
  Catalog catalog = small_catalog();
  catalog.rows.front() = row("regional", EndpointKind::wildcard, "*.login.example");
  catalog.rows.front().representatives = {"{region}.login.example", "westus2.login.example"};
  PlanRequest request = mars();
  request.region_names = {"westeurope", "eastus"};
  EXPECT_EQ(sketch(make_plan(catalog, request, only_direct)),
            "regional:443 required: westeurope.login.example?@direct "
            "eastus.login.example?@direct westus2.login.example@direct\n");
  request.geo_codes = {"we"};
  request.region_names = {"westeurope"};
  EXPECT_EQ(sketch(make_plan(catalog, request, only_direct)),
            "regional:443 required: westeurope.login.example@direct "
            "westus2.login.example?@direct\n")
      << "what is not of the region that was asked for is a guess";
  request.region_names.clear();
  EXPECT_EQ(sketch(make_plan(catalog, request, only_direct)),
            "regional:443 required: westus2.login.example?@direct\n")
      << "a code of which no name is known";
}

TEST(MakePlan, guesses_by_hosts_of_other_regions_where_one_is_asked_for) {
  Catalog catalog = small_catalog();
  catalog.rows.front() = row("blob", EndpointKind::wildcard, "*.blob.example");
  catalog.rows.front().representatives = {"eus01.blob.example", "wus01.blob.example"};
  catalog.rows.front().service_tag = "Storage";
  catalog.rows.push_back(row("sign-in", EndpointKind::wildcard, "*.login.example"));
  catalog.rows.back().representatives = {"www.login.example"};
  catalog.rows.back().service_tag = "AzureActiveDirectory";
  PlanRequest request = mars();
  EXPECT_EQ(sketch(make_plan(catalog, request, only_direct)),
            "blob:443 required: eus01.blob.example@direct wus01.blob.example@direct\n"
            "sign-in:443 required: www.login.example@direct\n");
  request.geo_codes = {"we"};
  request.extra = {{.host = "mine.blob.example"}};
  const std::string sketched = sketch(make_plan(catalog, request, only_direct));
  EXPECT_EQ(sketched.substr(0, sketched.find("mine.blob.example:443")),
            "blob:443 required: eus01.blob.example?@direct wus01.blob.example?@direct "
            "mine.blob.example@direct\n"
            "sign-in:443 required: www.login.example@direct\n")
      << "sign-in answers from every region, and what the caller names is no guess";
}

TEST(MakePlan, says_which_lists_ask_for_a_range_that_the_newest_has_not) {
  struct Row {
    std::vector<std::string> lists;
    std::string note;
  };
  for (const Row& one :
       {Row{{"2019", "2021"},
            "asked for by Microsoft's lists of 2019 and 2021; later ones ask for names"},
        Row{{"2021", "2025"}, ""}, Row{{"sql:2019"}, ""}, Row{{}, ""}}) {
    Catalog catalog = small_catalog();
    catalog.rows.front() = row("range", EndpointKind::range, "20.190.128.0/18");
    catalog.rows.front().lists = one.lists;
    EXPECT_EQ(make_plan(catalog, mars(), only_direct).rows.front().note, one.note);
  }
}

TEST(MakePlan, says_that_one_list_alone_is_asked_for) {
  PlanRequest request = mars();
  request.list = "2019";
  EXPECT_THAT(make_plan(small_catalog(), request, only_direct).notes,
              testing::Contains(testing::HasSubstr("list of 2019")));
}

TEST(MakePlan, shares_an_attempt_that_several_rows_need) {
  Catalog catalog = small_catalog();
  catalog.rows.push_back(row("wide", EndpointKind::wildcard, "*.example"));
  catalog.rows.back().representatives = {"login.example"};
  const ProbePlan plan = make_plan(catalog, mars(), with_proxy);
  EXPECT_EQ(plan.tasks.size(), 2U);
  EXPECT_EQ(plan.rows[0].probes[0].tasks, plan.rows[1].probes[0].tasks);
}

TEST(MakePlan, tests_a_range_at_its_sign_in_hosts_and_at_a_spread_sample) {
  Catalog catalog = small_catalog();
  catalog.rows.front() = row("range", EndpointKind::range, "20.190.128.0/18");
  PlanRequest request = mars();
  request.samples = 2;
  const ProbePlan plan = make_plan(catalog, request, with_proxy);
  EXPECT_EQ(sketch(plan),
            "range:443 required: login.example@direct login.example@proxy 20.190.144.1@direct "
            "20.190.176.1@direct\n");
  const ProbeTask& sample = plan.tasks.at(plan.rows[0].probes[1].tasks[0]);
  EXPECT_EQ(sample.server_name, "login.example");
  EXPECT_EQ(sample.depth, Depth::tls);
  EXPECT_EQ(sample.expectation, Expectation::service);
}

TEST(MakePlan, samples_only_required_ranges) {
  Catalog catalog = small_catalog();
  catalog.rows.front() = row("range", EndpointKind::range, "20.190.128.0/18");
  std::swap(catalog.rows.front().required_for, catalog.rows.front().optional_for);
  EXPECT_EQ(sketch(make_plan(catalog, mars(), only_direct)),
            "range:443 optional: login.example@direct\n");
}

TEST(MakePlan, never_proxies_what_must_not_be) {
  Catalog catalog = small_catalog();
  catalog.rows.front() = row("wire-server", EndpointKind::range, "168.63.129.16/32");
  catalog.rows.front().never_proxy = true;
  catalog.rows.front().protocol = Protocol::http;
  catalog.rows.front().ports = {80};
  EXPECT_EQ(sketch(make_plan(catalog, mars(), with_proxy)),
            "wire-server:80 required: 168.63.129.16@direct\n");
}

TEST(MakePlan, makes_a_given_host_a_row_and_a_representative) {
  Catalog catalog = small_catalog();
  catalog.rows.front() = row("blob", EndpointKind::wildcard, "*.blob.example");
  catalog.rows.front().representatives = {"a.blob.example"};
  PlanRequest request = mars();
  ExtraTarget mine;
  mine.host = "mine.blob.example";
  mine.port = 443;
  ExtraTarget other;
  other.host = "other.test";
  other.port = 8443;
  request.extra = {mine, other};
  const ProbePlan plan = make_plan(catalog, request, only_direct);
  EXPECT_EQ(sketch(plan),
            "blob:443 required: a.blob.example@direct mine.blob.example@direct\n"
            "mine.blob.example:443 required: mine.blob.example@direct\n"
            "other.test:8443 required: other.test@direct\n");
  EXPECT_EQ(plan.tasks.at(plan.rows[1].probes[0].tasks[0]).expectation, Expectation::service);
  EXPECT_EQ(plan.tasks.at(plan.rows[2].probes[0].tasks[0]).expectation, Expectation::verified);
}

TEST(MakePlan, plans_targets_alone_when_no_workload_is_asked_for) {
  PlanRequest request = mars();
  request.workloads = {};
  ExtraTarget address;
  address.range = Cidr::parse("10.0.0.4");
  address.port = 443;
  ExtraTarget range;
  range.range = Cidr::parse("10.1.0.0/30");
  range.port = 443;
  request.extra = {address, range};
  EXPECT_EQ(sketch(make_plan(small_catalog(), request, only_direct)),
            "10.0.0.4:443 required: 10.0.0.4@direct\n"
            "10.1.0.0/30:443 required: 10.1.0.0@direct 10.1.0.1@direct 10.1.0.2@direct "
            "10.1.0.3@direct\n");
}

TEST(MakePlan, says_why_a_row_cannot_be_tested) {
  Catalog catalog = small_catalog();
  catalog.rows.front() = row("vault", EndpointKind::fqdn, "<vaultId>-ab-pod01.privatelink.example");
  EXPECT_EQ(sketch(make_plan(catalog, mars(), only_direct)), "vault:443 required: untested\n");
}

TEST(MakePlan, looks_names_up_directly_at_depth_dns) {
  PlanRequest request = mars();
  request.depth = Depth::dns;
  const ProbePlan plan = make_plan(small_catalog(), request, only_direct);
  EXPECT_EQ(sketch(plan), "token:443 required: login.example@direct\n");
  EXPECT_EQ(plan.tasks.at(0).depth, Depth::dns);
}

TEST(MakePlan, decides_nothing_at_depth_dns_of_names_that_a_proxy_looks_up) {
  PlanRequest request = mars();
  request.depth = Depth::dns;
  EXPECT_EQ(sketch(make_plan(small_catalog(), request, with_proxy)),
            "token:443 required: login.example@direct untested\n");
  const auto by_socks = [](const RouteQuestion& question) {
    HostRoutes routes = with_proxy(question);
    routes.tested.back().proxy->scheme = ProxyScheme::socks5;
    return routes;
  };
  EXPECT_EQ(sketch(make_plan(small_catalog(), request, by_socks)),
            "token:443 required: login.example@direct\n")
      << "which is sent addresses, looked up here";
  Catalog two = small_catalog();
  two.rows.front() = row("sign-in", EndpointKind::wildcard, "*.example");
  two.rows.front().representatives = {"login.example", "direct.example"};
  const auto one_directly = [](const RouteQuestion& question) {
    return question.host == "direct.example" ? only_direct(question) : with_proxy(question);
  };
  EXPECT_EQ(sketch(make_plan(two, request, one_directly)),
            "sign-in:443 required: direct.example@direct\n");
}

TEST(MakePlan, makes_one_attempt_of_what_two_rows_know_of_one_host) {
  Catalog catalog = small_catalog();
  catalog.rows.front().identity.statuses = {200, 302};
  catalog.rows.push_back(row("wild", EndpointKind::wildcard, "*.example"));
  catalog.rows.back().representatives = {"login.example"};
  catalog.rows.back().identity.statuses = {404};
  EXPECT_EQ(make_plan(catalog, mars(), only_direct).tasks.size(), 1U);
  for (CatalogRow& one : catalog.rows) {
    one.protocol = Protocol::http;  // where the answer is what proves who gave it
  }
  EXPECT_EQ(make_plan(catalog, mars(), only_direct).tasks.size(), 2U);
}

TEST(MakePlan, keeps_ids_unique) {
  PlanRequest request = mars();
  ExtraTarget one;
  one.host = "a.test";
  one.port = 443;
  ExtraTarget two = one;
  two.path = "/x";
  request.workloads = {};
  request.extra = {one, two};
  const ProbePlan plan = make_plan(small_catalog(), request, only_direct);
  EXPECT_EQ(plan.rows[0].id, "a.test:443");
  EXPECT_EQ(plan.rows[1].id, "a.test:443#2");
}

TEST(MakePlan, sends_controls_on_every_route_and_unrouted_ones_directly) {
  Catalog catalog = small_catalog();
  catalog.rows.clear();
  catalog.controls = {{"other", ControlKind::unrelated_host, "www.example.com"},
                      {"invalid", ControlKind::must_not_resolve, "netprobe-control.invalid"},
                      {"nowhere", ControlKind::unrouted_address, "192.0.2.1"}};
  PlanRequest request = mars();
  request.controls = true;
  const ProbePlan plan = make_plan(catalog, request, with_proxy);
  std::vector<std::string> seen;
  for (const ProbeTask& task : plan.tasks) {
    seen.push_back(fmt::format("{}@{} {}",
                               task.host.empty() ? task.address->to_string() : task.host,
                               name_of(task.route.kind), name_of(task.depth)));
  }
  EXPECT_EQ(seen, (std::vector<std::string>{
                      "www.example.com@direct http", "www.example.com@proxy http",
                      "netprobe-control.invalid@direct dns", "192.0.2.1@direct tcp"}));
}

TEST(MakePlan, asks_azures_own_addresses_directly_unless_a_row_does_or_nobody_wants_it) {
  Catalog catalog = small_catalog();
  CatalogRow metadata;
  metadata.id = "metadata";
  metadata.kind = EndpointKind::range;
  metadata.name = "169.254.169.254/32";
  metadata.protocol = Protocol::http;
  metadata.optional_for = {Workload::vm};
  metadata.ports = {80};
  metadata.path = "/metadata/instance";
  metadata.inside_azure_only = true;
  catalog.rows = {metadata};
  const auto controls = [&](const PlanRequest& request) {
    std::vector<std::string> seen;
    for (const ProbeTask& task : make_plan(catalog, request, only_direct).tasks) {
      if (task.control == ControlKind::azure_platform) {
        seen.push_back(fmt::format("{}:{}{}", task.address->to_string(), task.port, task.path));
      }
    }
    return seen;
  };
  PlanRequest request = mars();
  request.controls = true;
  EXPECT_EQ(controls(request), std::vector<std::string>{"169.254.169.254:80/metadata/instance"});
  PlanRequest unwanted = request;
  unwanted.azure_platform = false;
  EXPECT_TRUE(controls(unwanted).empty());
  PlanRequest of_the_vm = request;
  of_the_vm.workloads = {Workload::vm};
  EXPECT_TRUE(controls(of_the_vm).empty()) << "the row asks already";
  PlanRequest audit = request;
  audit.workloads = {};
  EXPECT_TRUE(controls(audit).empty());
  PlanRequest shallow = request;
  shallow.depth = Depth::tcp;
  EXPECT_TRUE(controls(shallow).empty());
}

TEST(SpreadSample, covers_the_range_evenly_and_repeatably) {
  const Cidr range = *Cidr::parse("20.190.128.0/18");
  const auto sample = spread_sample(range, 8);
  EXPECT_EQ(sample, spread_sample(range, 8));
  EXPECT_EQ(sample.size(), 8U);
  EXPECT_EQ(sample.front().to_string(), "20.190.132.1");
  EXPECT_EQ(sample.back().to_string(), "20.190.188.1");
  EXPECT_EQ(spread_sample(*Cidr::parse("10.0.0.4"), 8).size(), 1U);
  EXPECT_TRUE(spread_sample(range, 0).empty());
}

}  // namespace make_plan_test
}  // namespace netprobe
