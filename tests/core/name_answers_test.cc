#include "netprobe/core/name_answers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace name_answers_test {

using Words = std::vector<std::string>;
using enum Cause;

/// What was said about the one name of a plan, and by whom: "run" by the first resolver, "system",
/// "below" a search domain, or a resolver by its name.
struct Said {
  std::string who;
  Words addresses;
  std::optional<Cause> cause;
  Words cname;
  Words file;  ///< the hosts file's addresses, where the run goes by it
};

struct Row {
  std::string name;
  std::vector<Said> said;
  Words differences;  ///< "WHO KIND"
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

struct Scene {
  ProbePlan plan;
  std::vector<Observation> seen;
};

void add(const Said& said, Scene& run) {
  ProbeTask task;
  task.id = static_cast<TaskId>(run.plan.tasks.size());
  task.host = said.who == "below" ? "a.test.corp" : "a.test";
  if (said.who != "run") {
    task.control = said.who == "system"  ? ControlKind::name_service
                   : said.who == "below" ? ControlKind::search_name
                                         : ControlKind::resolver;
    task.dns_server = task.control == ControlKind::resolver ? said.who : "";
  }
  run.plan.tasks.push_back(task);
  Observation seen;
  seen.task = task.id;
  seen.control = task.control;
  seen.outcome = said.cause ? Outcome::failed : Outcome::ok;
  if (said.cause) {
    seen.failure = Failure{.stage = Stage::dns, .cause = *said.cause};
  }
  DnsFacts& dns = seen.dns.emplace();
  dns.server = said.who == "run" ? "first" : said.who;
  dns.cname = said.cname;
  dns.from_hosts_file = !said.file.empty();
  for (const std::string& text : said.addresses) {
    const auto address = *IpAddress::parse(text);
    dns.from_hosts_file ? dns.resolver_addresses.push_back(address)
                        : dns.addresses.push_back({.address = address});
  }
  for (const std::string& text : said.file) {
    dns.addresses.push_back({.address = *IpAddress::parse(text)});
  }
  run.seen.push_back(seen);
}

std::string word_of(NameDifference::Kind kind) {
  switch (kind) {
    case NameDifference::Kind::silent:
      return "silent";
    case NameDifference::Kind::failing:
      return "failing";
    case NameDifference::Kind::missing:
      return "missing";
    case NameDifference::Kind::wrong:
      return "wrong";
    case NameDifference::Kind::elsewhere:
      return "elsewhere";
  }
  return "";
}

class NameAnswers : public testing::TestWithParam<Row> {};

TEST_P(NameAnswers, are_held_against_one_another) {
  Scene run;
  for (const Said& said : GetParam().said) {
    add(said, run);
  }
  Words found;
  for (const NameDifference& difference : name_differences(run.plan, run.seen)) {
    const ProbeTask& task = run.plan.tasks[difference.control->task];
    found.push_back(
        fmt::format("{} {}", task.control == ControlKind::name_service ? "system" : task.dns_server,
                    word_of(difference.kind)));
  }
  EXPECT_EQ(found, GetParam().differences);
}

const Said run_found = {"run", {"20.1.1.1", "20.1.1.2"}};

INSTANTIATE_TEST_SUITE_P(
    All, NameAnswers,
    testing::Values(
        Row{"all alike",
            {run_found,
             {"first", {"20.1.1.1"}},
             {"second", {"20.1.1.2", "20.1.1.1"}},
             {"system", {"20.1.1.1"}}},
            {}},
        Row{"silence", {run_found, {"second", {}, dns_timeout}}, {"second silent"}},
        Row{"silence of all is nobody's difference",
            {{"run", {}, dns_timeout}, {"first", {}, dns_timeout}, {"second", {}, dns_timeout}},
            {}},
        Row{"who used to answer the run is compared with others only",
            {run_found, {"first", {"20.1.1.1"}}, {"second", {}, dns_nxdomain}},
            {"second missing"}},
        Row{"the first filters, and the run goes by it",
            {{"run", {}, dns_nxdomain}, {"first", {}, dns_nxdomain}, {"second", {"20.1.1.1"}}},
            {"first missing"}},
        Row{"SERVFAIL and REFUSED",
            {run_found, {"second", {}, dns_servfail}, {"third", {}, dns_refused}},
            {"second failing", "third failing"}},
        Row{"no IPv4 address where there is none",
            {{"run", {"2603::1"}}, {"second", {}, dns_nodata}},
            {}},
        Row{"no IPv4 address where there is one",
            {run_found, {"second", {}, dns_nodata}},
            {"second missing"}},
        Row{"a sinkhole", {run_found, {"second", {"0.0.0.0"}, dns_sinkhole}}, {"second wrong"}},
        Row{"a sinkhole that all have",
            {{"run", {"0.0.0.0"}, dns_sinkhole},
             {"second", {"0.0.0.0"}, dns_sinkhole},
             {"system", {"0.0.0.0"}, dns_sinkhole}},
            {}},
        Row{"a private address", {run_found, {"second", {"10.9.9.9"}}}, {"second wrong"}},
        Row{"a private endpoint",
            {run_found, {"second", {"10.9.9.9"}, {}, {"a.privatelink.test"}}},
            {"second elsewhere"}},
        Row{"other public addresses", {run_found, {"second", {"20.2.2.2"}}}, {"second elsewhere"}},
        Row{"two who differ, each from the other",
            {run_found, {"first", {"20.1.1.1"}}, {"second", {"20.2.2.2"}}},
            {"first elsewhere", "second elsewhere"}},
        Row{"the system goes by the hosts file, as the run does",
            {{"run", {"20.1.1.1"}, {}, {}, {"10.9.9.9"}}, {"system", {"10.9.9.9"}}},
            {}},
        Row{"the system is told otherwise",
            {run_found, {"system", {"20.3.3.3"}}, {"below", {"20.3.3.3"}}},
            {"system elsewhere"}},
        Row{"the system knows nothing",
            {run_found, {"system", {}, dns_nodata}},
            {"system missing"}}));

TEST(NameAnswers, name_the_search_domain_whose_answer_it_is) {
  Scene run;
  for (const Said& said : {run_found, Said{"system", {"20.3.3.3"}}, Said{"below", {"20.3.3.3"}}}) {
    add(said, run);
  }
  EXPECT_EQ(search_name_behind(run.plan, run.seen, run.seen[1]), "a.test.corp");
  EXPECT_EQ(search_name_behind(run.plan, run.seen, run.seen[0]), "");
}

}  // namespace name_answers_test
}  // namespace netprobe
