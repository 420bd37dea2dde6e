// Names that stand for different things to different askers.

#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace names_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string host = "a.contoso.com";
const std::string first = "10.0.0.1:53";
const std::string second = "10.0.0.2:53";

/// A host that the run reaches at 20.1.1.1, which the first of two resolvers gives.
Scene good() {
  Scene scene;
  scene.row(host).passes(host);
  scene.last().dns->server = first;
  scene.known.names.resolvers = {{first, "line 1 of /etc/resolv.conf"},
                                 {second, "line 2 of /etc/resolv.conf"}};
  scene.known.names.search = "search corp.example, ndots:5 (/etc/resolv.conf)";
  scene.known.names.order = "hosts: files dns (/etc/nsswitch.conf)";
  return scene;
}

/// What one asker of the name is told: an address, or a cause.
struct Told {
  ControlKind kind = ControlKind::resolver;
  std::string server;
  std::string address;
  std::optional<Cause> cause;
  std::string name = host;
};

TaskId add(Scene& scene, const Told& told) {
  ProbeTask task;
  task.id = static_cast<TaskId>(scene.plan.tasks.size());
  task.host = task.server_name = told.name;
  task.depth = Depth::dns;
  task.control = told.kind;
  task.dns_server = told.server;
  scene.plan.tasks.push_back(task);
  Observation seen;
  seen.task = task.id;
  seen.control = told.kind;
  seen.target = told.name + ":443";
  seen.outcome = told.cause ? Outcome::failed : Outcome::ok;
  if (told.cause) {
    seen.failure = Failure{.stage = Stage::dns, .cause = *told.cause, .detail = "as the test says"};
  }
  DnsFacts& dns = seen.dns.emplace();
  dns.server = told.server;
  if (!told.address.empty()) {
    dns.addresses.push_back({.address = *IpAddress::parse(told.address)});
  }
  scene.seen.push_back(seen);
  return task.id;
}

/// What came of the attempt at the address that a control was given.
void try_it(Scene& scene, TaskId control, Experiment experiment, std::optional<Cause> cause) {
  ProbeTask task;
  task.id = static_cast<TaskId>(scene.plan.tasks.size());
  task.server_name = host;
  task.depth = Depth::tls;
  task.address = IpAddress::parse("20.3.3.3");
  task.follow_up = FollowUp{experiment, control, 0};
  scene.plan.tasks.push_back(task);
  Observation seen;
  seen.task = task.id;
  seen.follow_up = true;
  seen.address = task.address;
  seen.target = "20.3.3.3:443";
  seen.outcome = cause ? Outcome::failed : Outcome::ok;
  if (cause) {
    seen.failure =
        Failure{.stage = stage_of(*cause), .cause = *cause, .detail = "as the test says"};
  } else {
    seen.reached = Depth::tls;
  }
  scene.seen.push_back(seen);
}

TEST(Resolvers, that_say_the_same_are_nobodys_business) {
  Scene scene = good();
  add(scene, {ControlKind::resolver, first, "20.1.1.1"});
  add(scene, {ControlKind::resolver, second, "20.1.1.1"});
  add(scene, {ControlKind::name_service, "", "20.1.1.1"});
  EXPECT_THAT(scene.judge().diagnosis.findings, IsEmpty());
}

struct Row {
  std::string name;
  std::vector<Told> told;
  std::vector<std::string> warnings;
  std::vector<std::string> words;  ///< of the first warning
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class OneResolver : public testing::TestWithParam<Row> {};

TEST_P(OneResolver, is_warned_of_and_turns_no_row) {
  Scene scene = good();
  for (const Told& told : GetParam().told) {
    add(scene, told);
  }
  const Judgement judgement = scene.judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
  EXPECT_THAT(accused(judgement, Severity::error), IsEmpty());
  EXPECT_EQ(accused(judgement, Severity::warning), GetParam().warnings);
  for (const std::string& word : GetParam().words) {
    const Finding& finding = judgement.diagnosis.findings.front();
    EXPECT_THAT(finding.title + finding.explanation + finding.remedy.text, HasSubstr(word));
  }
}

constexpr ControlKind by_resolver = ControlKind::resolver;

INSTANTIATE_TEST_SUITE_P(
    All, OneResolver,
    testing::Values(
        Row{"the second is silent",
            {{by_resolver, first, "20.1.1.1"}, {by_resolver, second, "", Cause::dns_timeout}},
            {"dns dns.timeout"},
            {"The resolver 10.0.0.2 does not answer", "line 2 of /etc/resolv.conf"}},
        Row{"the first is silent",
            {{by_resolver, first, "", Cause::dns_timeout}, {by_resolver, second, "20.1.1.1"}},
            {"dns dns.timeout"},
            {"10.0.0.1", "line 1 of /etc/resolv.conf", "five seconds"}},
        Row{"one answer of several is lost",
            {{by_resolver, second, "", Cause::dns_timeout}, {by_resolver, second, "20.1.1.1"}},
            {},
            {}},
        Row{"it filters",
            {{by_resolver, second, "", Cause::dns_nxdomain}},
            {"dns dns.nxdomain"},
            {"does not know names that another resolver knows"}},
        Row{"it refuses",
            {{by_resolver, second, "", Cause::dns_refused}},
            {"dns dns.refused"},
            {"refuses to answer this machine"}},
        Row{"it gives a private address",
            {{by_resolver, second, "10.9.9.9"}},
            {"dns dns.private"},
            {"cannot be right"}},
        Row{"other addresses by themselves are nothing odd",
            {{by_resolver, second, "20.2.2.2"}},
            {},
            {}}));

TEST(Resolvers, with_an_address_where_the_host_is_not_are_stale) {
  for (const bool fails : {true, false}) {
    Scene scene = good();
    const TaskId control = add(scene, {ControlKind::resolver, second, "20.3.3.3"});
    try_it(scene, control, Experiment::other_resolver,
           fails ? std::optional(Cause::tcp_timeout) : std::nullopt);
    const Judgement judgement = scene.judge();
    EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
    EXPECT_EQ(accused(judgement, Severity::warning),
              fails ? std::vector<std::string>{"dns dns.sinkhole"} : std::vector<std::string>());
  }
}

TEST(Resolvers, whose_address_fails_where_anothers_works_are_to_blame) {
  Scene scene;
  scene.row(host).row("www.fabrikam.net").passes("www.fabrikam.net");
  scene.fails(host, Cause::tcp_timeout);
  scene.last().dns->server = first;
  const TaskId control = add(scene, {ControlKind::resolver, second, "20.3.3.3"});
  try_it(scene, control, Experiment::other_resolver, std::nullopt);
  const Judgement judgement = scene.judge();
  EXPECT_THAT(accused(judgement, Severity::error), ElementsAre("dns tcp.timeout"));
  const Finding finding = finding_of(judgement, Cause::tcp_timeout, Blocker::dns);
  EXPECT_THAT(finding.explanation, HasSubstr("10.0.0.1:53 gives 20.1.1.1"));
  EXPECT_THAT(finding.explanation, HasSubstr("10.0.0.2:53 gives 20.3.3.3"));
}

TEST(NameService, that_sends_programs_to_a_wildcard_of_the_search_list_turns_the_row) {
  Scene scene = good();
  const TaskId control = add(scene, {ControlKind::name_service, "", "20.3.3.3"});
  add(scene, {ControlKind::search_name, "", "20.3.3.3", {}, host + ".corp.example"});
  try_it(scene, control, Experiment::name_service, Cause::tcp_timeout);
  const Judgement judgement = scene.judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::blocked);
  EXPECT_EQ(status_of(scene, judgement, host + ":443"), "blocked");
  const Finding finding = finding_of(judgement, Cause::dns_hosts_override, Blocker::dns);
  EXPECT_THAT(finding.title, HasSubstr(host));
  EXPECT_THAT(finding.explanation, HasSubstr(host + ".corp.example"));
  EXPECT_THAT(finding.explanation, HasSubstr("ndots:5"));
  EXPECT_THAT(finding.affected, ElementsAre(host + ":443"));
}

TEST(NameService, whose_wildcard_works_is_a_warning) {
  Scene scene = good();
  const TaskId control = add(scene, {ControlKind::name_service, "", "20.3.3.3"});
  add(scene, {ControlKind::search_name, "", "20.3.3.3", {}, host + ".corp.example"});
  try_it(scene, control, Experiment::name_service, std::nullopt);
  const Judgement judgement = scene.judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
  EXPECT_THAT(accused(judgement, Severity::warning), ElementsAre("dns dns.hosts-override"));
}

TEST(NameService, that_gives_other_addresses_accuses_nobody_while_they_work) {
  Scene scene = good();
  const TaskId control = add(scene, {ControlKind::name_service, "", "20.3.3.3"});
  try_it(scene, control, Experiment::name_service, std::nullopt);
  EXPECT_THAT(scene.judge().diagnosis.findings, IsEmpty());
}

TEST(NameService, that_knows_no_address_turns_the_row) {
  Scene scene = good();
  add(scene, {ControlKind::name_service, "", "", Cause::dns_nodata});
  const Judgement judgement = scene.judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::blocked);
  const Finding finding = finding_of(judgement, Cause::dns_hosts_override, Blocker::dns);
  EXPECT_THAT(finding.explanation, HasSubstr("hosts: files dns"));
}

TEST(NameService, that_has_not_answered_in_time_accuses_nobody) {
  Scene scene = good();
  add(scene, {ControlKind::name_service, "", "", Cause::dns_timeout});
  const Judgement judgement = scene.judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
  ASSERT_EQ(judgement.diagnosis.findings.size(), 1U);
  const Finding& finding = judgement.diagnosis.findings.front();
  EXPECT_EQ(finding.severity, Severity::info);
  EXPECT_EQ(finding.title, "The system's own name lookup did not answer in time");
  // Where it has answered about another name it was slow once, and no more.
  add(scene, {ControlKind::name_service, "", "20.1.1.1"});
  EXPECT_THAT(scene.judge().diagnosis.findings, IsEmpty());
}

TEST(HostsFile, that_pins_a_name_which_works_is_a_warning) {
  for (const std::string resolver : {"20.9.9.9", "20.1.1.1"}) {
    Scene scene = good();
    scene.last().dns->from_hosts_file = true;
    scene.last().dns->server = "/etc/hosts";
    scene.last().dns->resolver_addresses = {*IpAddress::parse(resolver)};
    const Judgement judgement = scene.judge();
    EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
    EXPECT_EQ(accused(judgement, Severity::warning),
              resolver == "20.9.9.9" ? std::vector<std::string>{"dns dns.hosts-override"}
                                     : std::vector<std::string>());
  }
}

TEST(PrivateZones, without_a_record_are_named_with_it) {
  struct Chain {
    std::vector<std::string> cname;
    bool is_private = false;
  };
  for (const Chain& chain :
       {Chain{{"a.privatelink.contoso.com"}, true},
        Chain{{"a.privatelink.contoso.com", "a.store.contoso.com"}, false}, Chain{{}, false}}) {
    Scene scene;
    scene.row(host).row("www.fabrikam.net").passes("www.fabrikam.net");
    scene.fails(host, Cause::dns_nxdomain);
    scene.last().dns.emplace().cname = chain.cname;
    const Judgement judgement = scene.judge();
    EXPECT_THAT(
        accused(judgement, Severity::error),
        ElementsAre(chain.is_private ? "private-endpoint dns.nxdomain" : "dns dns.nxdomain"));
    if (chain.is_private) {
      EXPECT_EQ(judgement.diagnosis.findings.front().title,
                "The private DNS zone privatelink.contoso.com has no record for a");
    }
  }
}

TEST(PrivateZones, are_told_of_once) {
  for (const bool is_named : {true, false}) {
    Scene scene;
    scene.row("*.contoso.com", {host, "b.contoso.com"}, {.kind = EndpointKind::wildcard});
    if (is_named) {
      scene.row(host);
    }
    scene.passes("b.contoso.com");
    scene.fails(host, Cause::dns_nxdomain);
    scene.last().dns.emplace().cname = {"a.privatelink.contoso.com"};
    const Judgement judgement = scene.judge();
    EXPECT_EQ(accused(judgement, Severity::error).size(), is_named ? 1U : 0U);
    EXPECT_EQ(accused(judgement, Severity::warning).size(), is_named ? 0U : 1U);
    const Finding& finding = judgement.diagnosis.findings.front();
    EXPECT_THAT(finding.remedy.text, HasSubstr("add an A record a to privatelink.contoso.com"));
    EXPECT_THAT(finding.remedy.commands, testing::Each(HasSubstr("-z privatelink.contoso.com")));
  }
}

TEST(LongAnswers, without_tcp_are_not_a_silent_resolver) {
  for (const Cause cause : {Cause::dns_timeout, Cause::dns_unreachable}) {
    Scene scene;
    scene.row(host).row("www.fabrikam.net").passes("www.fabrikam.net");
    scene.fails(host, cause);
    scene.last().dns.emplace().truncated = true;
    const Judgement judgement = scene.judge();
    ASSERT_EQ(accused(judgement, Severity::error).size(), 1U);
    const Finding& finding = judgement.diagnosis.findings.front();
    EXPECT_EQ(finding.blocker, cause == Cause::dns_timeout ? Blocker::firewall : Blocker::dns);
    EXPECT_THAT(finding.title, HasSubstr("TCP 53"));
    EXPECT_THAT(finding.title, Not(HasSubstr("does not answer")));
  }
}

TEST(Ipv6Alone, is_not_told_to_get_a_default_route) {
  Scene scene;
  scene.row(host).row("www.fabrikam.net").passes("www.fabrikam.net", "2603::1");
  scene.fails(host, Cause::tcp_no_route, "20.1.1.1");
  const Judgement judgement = scene.judge();
  EXPECT_THAT(accused(judgement, Severity::error), ElementsAre("network tcp.no-route"));
  EXPECT_THAT(judgement.diagnosis.findings.front().title, HasSubstr("only IPv6"));
}

}  // namespace names_test
}  // namespace netprobe
