#include "netprobe/plan/trials.h"

#include "netprobe/plan/follow_ups.h"
#include "netprobe/plan/make_plan.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace netprobe {
namespace trials_test {

using testing::ElementsAre;
using testing::IsEmpty;
using Words = std::vector<std::string>;

Route through(ProxyScheme scheme) {
  return {RouteKind::proxy, Proxy{scheme, {"proxy.corp", 3128}, std::nullopt, ProxyAuth::any}};
}

RouteChooser direct() {
  return [](const RouteQuestion& /*question*/) { return HostRoutes{{Route{}}, {0}, ""}; };
}

/// Direct is tested too, and the proxy is in force.
RouteChooser by_proxy(ProxyScheme scheme = ProxyScheme::http) {
  return [scheme](const RouteQuestion& /*question*/) {
    return HostRoutes{{Route{}, through(scheme)}, {1}, "--proxy"};
  };
}

CatalogRow row(std::string id, EndpointKind kind, std::string name, std::string tag,
               std::vector<std::string> hosts) {
  CatalogRow made;
  made.id = std::move(id);
  made.kind = kind;
  made.name = std::move(name);
  made.required_for = {Workload::mars, Workload::hana};
  made.ports = {443};
  made.comparison_ports = {8443};
  made.service_tag = std::move(tag);
  made.representatives = std::move(hosts);
  return made;
}

Catalog catalog() {
  Catalog catalog;
  catalog.rows = {
      row("control", EndpointKind::wildcard, "*.backup.example", "AzureBackup",
          {"pod01.we.backup.example", "pod02.we.backup.example"}),
      row("wide", EndpointKind::wildcard, "*.example", "", {"account.blob.example"}),
      row("blob", EndpointKind::wildcard, "*.blob.example", "Storage", {"account.blob.example"}),
      row("queue", EndpointKind::wildcard, "*.queue.example", "Storage", {"account.queue.example"}),
      row("token", EndpointKind::fqdn, "login.example", "AzureActiveDirectory", {})};
  return catalog;
}

PlanRequest request_for(std::vector<Workload> workloads) {
  PlanRequest request;
  request.workloads = std::move(workloads);
  return request;
}

/// "kind host as name @route (varies host@route)"
Words trials_of(const Catalog& catalog, const PlanRequest& request, const RouteChooser& routes) {
  Words words;
  const ProbePlan plan = make_plan(catalog, request, routes);
  for (const ProbeTask& task : plan.tasks) {
    if (!task.is_trial()) {
      continue;
    }
    const std::string kind = task.control == ControlKind::upload          ? "upload"
                             : task.control == ControlKind::unlisted_name ? "name"
                                                                          : "windows";
    const ProbeTask& varied = plan.tasks.at(task.varies.value_or(0));
    EXPECT_EQ(varied.route, task.route);
    EXPECT_FALSE(varied.control);
    EXPECT_EQ(task.padding > 0, task.control == ControlKind::upload);
    EXPECT_EQ(task.windows_tls, task.control == ControlKind::windows_tls);
    EXPECT_EQ(task.id, static_cast<TaskId>(&task - plan.tasks.data()));
    words.push_back(fmt::format("{} {} as {} @{}", kind, task.host, task.server_name,
                                name_of(task.route.kind)));
  }
  return words;
}

TEST(Trials, vary_the_attempts_that_an_agent_makes) {
  EXPECT_THAT(
      trials_of(catalog(), request_for({Workload::mars}), direct()),
      ElementsAre("upload account.blob.example as account.blob.example @direct",
                  "upload account.queue.example as account.queue.example @direct",
                  "name pod01.we.backup.example as netprobeunlisted0.we.backup.example @direct",
                  "name account.blob.example as netprobeunlisted0.blob.example @direct",
                  "name account.queue.example as netprobeunlisted0.queue.example @direct",
                  "windows pod01.we.backup.example as pod01.we.backup.example @direct",
                  "windows account.blob.example as account.blob.example @direct",
                  "windows account.queue.example as account.queue.example @direct",
                  "windows login.example as login.example @direct"));
}

TEST(Trials, ask_a_proxy_for_the_name_itself_and_upload_on_every_route) {
  EXPECT_THAT(
      trials_of(catalog(), request_for({Workload::hana}), by_proxy()),
      ElementsAre("upload account.blob.example as account.blob.example @proxy",
                  "upload account.queue.example as account.queue.example @proxy",
                  "upload account.blob.example as account.blob.example @direct",
                  "upload account.queue.example as account.queue.example @direct",
                  "name netprobeunlisted0.we.backup.example as "
                  "netprobeunlisted0.we.backup.example @proxy",
                  "name netprobeunlisted0.blob.example as netprobeunlisted0.blob.example @proxy",
                  "name netprobeunlisted0.queue.example as netprobeunlisted0.queue.example @proxy"))
      << "HANA runs on Linux, which speaks no TLS of Windows";
}

TEST(Trials, have_no_name_for_a_proxy_that_is_sent_addresses) {
  for (const std::string& trial :
       trials_of(catalog(), request_for({Workload::mars}), by_proxy(ProxyScheme::socks5))) {
    EXPECT_FALSE(trial.starts_with("name ")) << trial;
  }
}

TEST(Trials, upload_to_one_host_of_a_route_that_leads_to_no_storage) {
  PlanRequest request = request_for({});
  ExtraTarget one;
  one.host = "a.test";
  ExtraTarget two;
  two.host = "b.test";
  request.extra = {one, two};
  EXPECT_THAT(trials_of(catalog(), request, direct()),
              ElementsAre("upload a.test as a.test @direct"));
}

TEST(Trials, upload_to_the_callers_own_storage_account_too) {
  PlanRequest request = request_for({Workload::mars});
  ExtraTarget account;
  account.host = "contoso.blob.example";
  request.extra = {account};
  EXPECT_THAT(trials_of(catalog(), request, direct()),
              testing::Contains("upload contoso.blob.example as contoso.blob.example @direct"));
}

TEST(Trials, go_no_deeper_than_the_run_and_are_left_out_with_the_controls) {
  PlanRequest shallow = request_for({Workload::mars});
  shallow.depth = Depth::tls;
  for (const std::string& trial : trials_of(catalog(), shallow, direct())) {
    EXPECT_FALSE(trial.starts_with("upload ")) << trial;
  }
  shallow.depth = Depth::tcp;
  EXPECT_THAT(trials_of(catalog(), shallow, direct()), IsEmpty());
  PlanRequest unwanted = request_for({Workload::mars});
  unwanted.controls = false;
  EXPECT_THAT(trials_of(catalog(), unwanted, direct()), IsEmpty());
}

TEST(Trials, are_thirty_at_most) {
  Catalog wide = catalog();
  for (int i = 0; i < 40; ++i) {
    wide.rows.push_back(row(fmt::format("blob{}", i), EndpointKind::wildcard,
                            fmt::format("*.b{}.example", i), "Storage",
                            {fmt::format("x.b{}.example", i)}));
  }
  EXPECT_EQ(trials_of(wide, request_for({Workload::mars}), by_proxy()).size(), 30U);
}

// --- what is tried where they fail

/// A run of the plan in which everything passes but this trial.
struct Round {
  ProbePlan plan;
  std::vector<Observation> seen;

  Round(const RouteChooser& routes, ControlKind kind, Cause cause, bool varied_passes = true)
      : plan(make_plan(catalog(), request_for({Workload::mars}), routes)) {
    const auto failing = std::find_if(plan.tasks.begin(), plan.tasks.end(),
                                      [&](const ProbeTask& task) { return task.control == kind; });
    for (const ProbeTask& task : plan.tasks) {
      Observation one;
      one.task = task.id;
      one.route = task.route.kind;
      one.proxy = task.route.proxy ? std::optional(task.route.proxy->url()) : std::nullopt;
      one.address = IpAddress::parse(one.proxy                        ? "10.0.0.1"
                                     : task.host.starts_with("login") ? "20.190.151.7"
                                                                      : "52.239.213.4");
      one.control = task.control;
      const bool fails =
          task.id == failing->id || (!varied_passes && task.id == failing->varies.value_or(0));
      one.outcome = fails ? Outcome::failed : Outcome::ok;
      one.reached = fails ? Depth::tcp : task.depth;
      if (fails) {
        one.failure = Failure{.stage = Stage::tls, .cause = cause};
      }
      seen.push_back(one);
    }
  }

  [[nodiscard]] Words follow_ups() const {
    Words words;
    for (const ProbeTask& task : plan_trial_follow_ups(plan, seen)) {
      EXPECT_FALSE(task.control);
      EXPECT_FALSE(task.varies);
      words.push_back(fmt::format(
          "{} {} as {}{}{}", name_of(task.follow_up->experiment),
          task.address ? task.address->to_string() : task.host, task.server_name,
          task.maximum_segment ? fmt::format(" segments {}", *task.maximum_segment) : "",
          task.padding > 0 ? fmt::format(" padding {}", task.padding) : ""));
    }
    return words;
  }
};

TEST(FailedTrials, that_hang_are_sent_again_in_small_segments_and_short) {
  EXPECT_THAT(Round(direct(), ControlKind::upload, Cause::http_timeout).follow_ups(),
              ElementsAre("repeat 52.239.213.4 as account.blob.example padding 6000",
                          "small-segments 52.239.213.4 as account.blob.example segments 536 "
                          "padding 6000",
                          "short-upload 52.239.213.4 as account.blob.example padding 1400"));
}

TEST(FailedTrials, by_a_proxy_are_sent_again_by_name) {
  EXPECT_THAT(Round(by_proxy(), ControlKind::upload, Cause::http_timeout).follow_ups(),
              ElementsAre("repeat account.blob.example as account.blob.example padding 6000",
                          "small-segments account.blob.example as account.blob.example segments "
                          "536 padding 6000",
                          "short-upload account.blob.example as account.blob.example padding "
                          "1400"));
}

TEST(FailedTrials, of_names_are_made_again_and_at_a_strangers_address) {
  EXPECT_THAT(Round(direct(), ControlKind::unlisted_name, Cause::tls_reset).follow_ups(),
              ElementsAre("repeat 52.239.213.4 as netprobeunlisted0.we.backup.example",
                          "name-elsewhere 20.190.151.7 as netprobeunlisted0.we.backup.example"));
}

TEST(FailedTrials, of_windows_are_made_again) {
  EXPECT_THAT(Round(direct(), ControlKind::windows_tls, Cause::tls_timeout).follow_ups(),
              ElementsAre("repeat 52.239.213.4 as pod01.we.backup.example"));
}

TEST(FailedTrials, are_let_be_where_they_say_it_themselves_or_the_other_fails_too) {
  EXPECT_THAT(Round(by_proxy(), ControlKind::unlisted_name, Cause::proxy_denied).follow_ups(),
              IsEmpty());
  EXPECT_THAT(Round(direct(), ControlKind::upload, Cause::http_reset).follow_ups(), IsEmpty());
  EXPECT_THAT(Round(direct(), ControlKind::windows_tls, Cause::tls_version).follow_ups(),
              IsEmpty());
  EXPECT_THAT(Round(direct(), ControlKind::windows_tls, Cause::tls_reset, false).follow_ups(),
              IsEmpty());
  Round good(direct(), ControlKind::upload, Cause::http_timeout);
  for (Observation& seen : good.seen) {
    seen.outcome = Outcome::ok;
    seen.failure.reset();
  }
  EXPECT_THAT(plan_follow_ups(good.plan, good.seen, {}), IsEmpty());
}

}  // namespace trials_test
}  // namespace netprobe
