#include "proxy/pac_routes.h"

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <vector>

namespace netprobe {
namespace pac_routes_test {

using enum RouteKind;

Proxy http_proxy(std::string host) {
  return {.scheme = ProxyScheme::http, .address = {std::move(host), 3128}};
}

const Route direct_route;
const Route a{proxy, http_proxy("a.corp")};
const Route b{proxy, http_proxy("b.corp")};
const Route c{proxy, http_proxy("c.corp")};
const Route secure{system, http_proxy("secure.corp")};

const PacQuestion asked{"https://host.example/", "host.example"};

/// What a script says of `asked`, and of others before and after it.
PacDecisions decisions(const std::string& answer, const std::vector<std::string>& others = {}) {
  std::vector<PacQuestion> questions = {asked};
  PacOutcome outcome;
  outcome.replies.push_back({answer, ""});
  for (const std::string& other : others) {
    questions.push_back({other, other});
    outcome.replies.push_back({other, ""});
  }
  return pac_decisions("--pac p.pac", questions, outcome, {});
}

PacDecisions failing(const std::string& problem_of_host, const std::string& problem) {
  PacOutcome outcome;
  outcome.problem = problem;
  if (problem.empty()) {
    outcome.replies.push_back({"", problem_of_host});
  }
  return pac_decisions("--pac p.pac", {asked}, outcome, {});
}

struct Row {
  std::string name;
  PacDecisions decisions;
  HostRoutes expected;
  std::vector<RouteKind> only;
  bool with_system = false;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

/// What the system's settings alone give, under `--route`.
HostRoutes of_system(const Row& row) {
  RouteInputs inputs;
  inputs.only = row.only;
  if (row.with_system) {
    inputs.settings = settings_from_environment({{"https_proxy", "http://secure.corp:3128"}});
  }
  return routes_for(inputs, {{asked.host}});
}

class PacRoutes : public testing::TestWithParam<Row> {};

TEST_P(PacRoutes, follow_the_answer) {
  const Row& row = GetParam();
  EXPECT_EQ(routes_by_pac(of_system(row), row.decisions, asked, row.only), row.expected);
}

INSTANTIATE_TEST_SUITE_P(
    Answers, PacRoutes,
    testing::Values(
        Row{"one proxy, and direct to compare",
            decisions("PROXY a.corp:3128"),
            {{direct_route, a}, {1}, "--pac p.pac answers \"PROXY a.corp:3128\""},
            {}},
        Row{"a list, in its order",
            decisions("PROXY b.corp:3128; PROXY a.corp:3128; DIRECT"),
            {{direct_route, b, a},
             {1, 2, 0},
             "--pac p.pac answers \"PROXY b.corp:3128; PROXY a.corp:3128; DIRECT\""},
            {}},
        Row{"direct, where no proxy is known",
            decisions("DIRECT"),
            {{direct_route}, {0}, "--pac p.pac answers \"DIRECT\""},
            {}},
        Row{"direct, with proxies of other hosts to compare",
            decisions("DIRECT", {"PROXY b.corp:3128", "DIRECT", "PROXY a.corp:3128; DIRECT"}),
            {{direct_route, b, a}, {0}, "--pac p.pac answers \"DIRECT\""},
            {}},
        Row{"no more than two of them",
            decisions("DIRECT", {"PROXY b.corp:3128; PROXY a.corp:3128; PROXY c.corp:3128"}),
            {{direct_route, b, a}, {0}, "--pac p.pac answers \"DIRECT\""},
            {}},
        Row{"none of them where the host has a proxy of its own",
            decisions("PROXY a.corp:3128", {"PROXY b.corp:3128"}),
            {{direct_route, a}, {1}, "--pac p.pac answers \"PROXY a.corp:3128\""},
            {}},
        Row{"the system's proxy is for comparison",
            decisions("PROXY a.corp:3128"),
            {{direct_route, secure, a}, {2}, "--pac p.pac answers \"PROXY a.corp:3128\""},
            {},
            true}));

INSTANTIATE_TEST_SUITE_P(
    Limited, PacRoutes,
    testing::Values(
        Row{"--route proxy",
            decisions("PROXY a.corp:3128; DIRECT"),
            {{a}, {0}, "--pac p.pac answers \"PROXY a.corp:3128; DIRECT\""},
            {proxy}},
        Row{"--route direct",
            decisions("PROXY a.corp:3128; DIRECT"),
            {{direct_route}, {0}, "--pac p.pac answers \"PROXY a.corp:3128; DIRECT\""},
            {direct}},
        Row{"--route direct, which the answer leaves out",
            decisions("PROXY a.corp:3128"),
            {{direct_route},
             {0},
             "--route leaves out what --pac p.pac answers \"PROXY a.corp:3128\""},
            {direct}},
        Row{"--route proxy, for a host that is sent directly",
            decisions("DIRECT", {"PROXY a.corp:3128"}),
            {{a}, {0}, "--route leaves out what --pac p.pac answers \"DIRECT\""},
            {proxy}},
        Row{"--route proxy, where there is none",
            decisions("DIRECT"),
            {{}, {}, "--pac p.pac answers \"DIRECT\""},
            {proxy}},
        Row{"--route system",
            decisions("PROXY a.corp:3128"),
            {{secure}, {0}, "--route leaves out what --pac p.pac answers \"PROXY a.corp:3128\""},
            {system},
            true}));

INSTANTIATE_TEST_SUITE_P(
    Failures, PacRoutes,
    testing::Values(Row{"a script that cannot be used",
                        failing("", "line 1: SyntaxError: x"),
                        {{direct_route}, {0}, "the script of --pac p.pac cannot be used"},
                        {}},
                    Row{"a client then does not ask the system",
                        failing("", "line 1: SyntaxError: x"),
                        {{direct_route, secure}, {0}, "the script of --pac p.pac cannot be used"},
                        {},
                        true},
                    Row{"a script that fails for the host",
                        failing("line 3: ReferenceError: y", ""),
                        {{direct_route}, {0}, "the script of --pac p.pac fails for it"},
                        {}},
                    Row{"an answer that nobody understands",
                        decisions("yes"),
                        {{direct_route}, {0}, "the script of --pac p.pac fails for it"},
                        {}},
                    Row{"with --route proxy nothing is left",
                        failing("", "line 1: SyntaxError: x"),
                        {{}, {}, "the script of --pac p.pac cannot be used"},
                        {proxy}}));

TEST(PacDecisions, give_the_credentials_to_every_proxy) {
  PacOutcome outcome;
  outcome.replies = {{"PROXY a.corp:3128; DIRECT", ""}};
  const Credentials ann{"ann", Secret("secret")};
  const PacDecisions found = pac_decisions("--pac x", {asked}, outcome, {ann, ProxyAuth::basic});
  ASSERT_EQ(found.named.size(), 1);
  EXPECT_EQ(found.named[0].credentials, ann);
  EXPECT_EQ(found.named[0].auth, ProxyAuth::basic);
}

TEST(PacDecisions, say_which_function_of_the_script_was_asked) {
  PacDecisions found = decisions("DIRECT");
  EXPECT_EQ(routes_by_pac({}, found, asked, {}).reason, "--pac p.pac answers \"DIRECT\"");
  found.is_extended = true;
  EXPECT_EQ(routes_by_pac({}, found, asked, {}).reason,
            "--pac p.pac answers \"DIRECT\" (from its FindProxyForURLEx, which Windows calls in "
            "place of FindProxyForURL)");
}

TEST(PacDecisions, never_show_user_information) {
  const PacDecisions found = decisions("PROXY ann:secret@a.corp:1; DIRECT");
  EXPECT_EQ(found.of.at(asked).answer.find("secret"), std::string::npos);
}

TEST(PacDecisions, list_every_proxy_with_where_it_is_from) {
  EXPECT_EQ(list_pac_settings(decisions("PROXY a.corp:3128", {"PROXY b.corp:3128; DIRECT"})),
            (std::vector<ProxySetting>{{"--pac p.pac", "http://a.corp:3128", {}, ""},
                                       {"--pac p.pac", "http://b.corp:3128", {}, ""}}));
  EXPECT_EQ(list_pac_settings(decisions("DIRECT")),
            (std::vector<ProxySetting>{{"--pac p.pac", "", {}, ""}}));
  EXPECT_EQ(list_pac_settings(failing("", "broken")),
            (std::vector<ProxySetting>{{"--pac p.pac", "", {}, "broken"}}));
}

TEST(PacDecisions, list_the_hosts_that_the_script_fails_for) {
  EXPECT_EQ(pac_failures(failing("line 3: x", "")),
            (std::vector<PacFailure>{{"host.example", "line 3: x"}}));
  EXPECT_EQ(pac_failures(decisions("DIRECT")), std::vector<PacFailure>());
  EXPECT_EQ(pac_failures(decisions("yes")).size(), 1);
}

}  // namespace pac_routes_test
}  // namespace netprobe
