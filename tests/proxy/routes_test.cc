#include "proxy/routes.h"

#include "proxy/bypass_list.h"
#include "proxy/hana.h"
#include "proxy/waagent.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace routes_test {

using enum RouteKind;

Proxy http_proxy(std::string host) {
  return {.scheme = ProxyScheme::http, .address = {std::move(host), 3128}};
}

const Route direct_route;
const Route secure_route{system, http_proxy("secure.corp")};
const Route plain_route{system, http_proxy("plain.corp")};
const Route agent_route{system, http_proxy("agent.corp")};
const Route given_route{proxy, http_proxy("given.corp")};

ProxySettings both() {
  return settings_from_environment({{"https_proxy", "http://secure.corp:3128"},
                                    {"http_proxy", "http://plain.corp:3128"},
                                    {"NO_PROXY", ".exempt.example,10.0.0.0/8"}});
}

/// The Azure Linux agent's settings, with this process's bypass list.
ProxySettings agent() {
  return waagent_settings("HttpProxy.Host=agent.corp\nHttpProxy.Port=3128", "/etc/waagent.conf",
                          {{"NO_PROXY", {".exempt.example,10.0.0.0/8", ""}}});
}

ProxySettings malformed() {
  return settings_from_environment({{"https_proxy", "gopher://secure.corp"}});
}

RouteInputs with(ProxySettings settings, std::vector<RouteKind> only = {}) {
  RouteInputs inputs;
  inputs.settings = std::move(settings);
  inputs.only = std::move(only);
  return inputs;
}

RouteInputs with_given(ProxySettings settings, std::vector<RouteKind> only = {}) {
  RouteInputs inputs = with(std::move(settings), std::move(only));
  inputs.given = ProxyPair{http_proxy("given.corp"), http_proxy("given.corp")};
  return inputs;
}

RouteInputs with_bypass(std::string list, std::vector<RouteKind> only = {}) {
  RouteInputs inputs = with_given({}, std::move(only));
  inputs.given_bypass = parse_bypass_list(list, "--proxy-bypass");
  return inputs;
}

RouteInputs with_agent(RouteInputs inputs) {
  inputs.vm = agent();
  return inputs;
}

const std::string secure_reason = "environment variable https_proxy sets http://secure.corp:3128";
const std::string given_reason = "--proxy gives http://given.corp:3128";
const std::string left_out = "--route leaves out the proxy that is set";
const std::string never = "this address is never reached through a proxy";

struct Row {
  std::string name;
  RouteInputs inputs;
  std::string host;
  HostRoutes expected;
  Protocol protocol = Protocol::https;
  bool never_proxy = false;
  bool only_vm_workload = false;
};

const std::vector<Row> rows = {
    {"nothing is set", {}, "a.example", {{direct_route}, {0}, "no proxy is set"}},
    {"the system proxy is in force, direct is for comparison",
     with(both()),
     "a.example",
     {{direct_route, secure_route}, {1}, secure_reason}},
    {"plain HTTP has its own proxy",
     with(both()),
     "a.example",
     {{direct_route, plain_route},
      {1},
      "environment variable http_proxy sets http://plain.corp:3128"},
     Protocol::http},
    {"a bare TCP connect is a CONNECT",
     with(both()),
     "a.example",
     {{direct_route, secure_route}, {1}, secure_reason},
     Protocol::tcp},
    {"a look-up has no proxy",
     with_given(both()),
     "a.example",
     {{direct_route}, {0}, "a look-up goes through no proxy"},
     Protocol::dns},
    {"an exempt host is tried through the proxy all the same",
     with(both()),
     "a.exempt.example",
     {{direct_route, secure_route},
      {0},
      "the bypass list entry '.exempt.example' of NO_PROXY matches"}},
    {"an exempt address",
     with(both()),
     "10.1.2.3",
     {{direct_route, secure_route}, {0}, "the bypass list entry '10.0.0.0/8' of NO_PROXY matches"}},
    {"a given proxy is in force before all",
     with_given(both()),
     "a.example",
     {{direct_route, secure_route, given_route}, {2}, given_reason}},
    {"NO_PROXY does not touch a given proxy",
     with_given(both()),
     "a.exempt.example",
     {{direct_route, secure_route, given_route}, {2}, given_reason}},
    {"a given proxy alone",
     with_given({}),
     "a.example",
     {{direct_route, given_route}, {1}, given_reason}},
    {"--route direct leaves direct",
     with_given(both(), {direct}),
     "a.example",
     {{direct_route}, {0}, left_out}},
    {"--route system",
     with_given(both(), {system}),
     "a.example",
     {{secure_route}, {0}, secure_reason}},
    {"--route proxy", with_given(both(), {proxy}), "a.example", {{given_route}, {0}, given_reason}},
    {"--route direct and system, with a given proxy",
     with_given(both(), {system, direct}),
     "a.example",
     {{direct_route, secure_route}, {1}, secure_reason}},
    {"--route system with an exempt host: what remains is in force",
     with(both(), {system}),
     "a.exempt.example",
     {{secure_route},
      {0},
      "--route leaves out direct, which the bypass list entry '.exempt.example' of NO_PROXY asks "
      "for"}},
    {"--route system where only the other protocol has a proxy",
     with(settings_from_environment({{"http_proxy", "http://plain.corp:3128"}}), {system}),
     "a.example",
     {{}, {}, "no proxy is set for it: environment variable http_proxy does not hold here"}},
    {"http_proxy alone is tried for HTTPS too, and is not in force there",
     with(settings_from_environment({{"http_proxy", "http://plain.corp:3128"}})),
     "a.example",
     {{direct_route, plain_route},
      {0},
      "no proxy is set for it: environment variable http_proxy does not hold here"}},
    {"https_proxy alone is tried for plain HTTP too",
     with(settings_from_environment({{"https_proxy", "http://secure.corp:3128"}})),
     "a.example",
     {{direct_route, secure_route},
      {0},
      "no proxy is set for it: environment variable https_proxy does not hold here"},
     Protocol::http},
    {"upper case alone is tried where lower case counts",
     with(settings_from_environment({{"HTTP_PROXY", "http://plain.corp:3128"}})),
     "a.example",
     {{direct_route, plain_route},
      {0},
      "no proxy is set for it: environment variable HTTP_PROXY does not hold here"},
     Protocol::http},
    {"what the bypass list exempts would go directly anyway",
     with(settings_from_environment(
         {{"http_proxy", "http://plain.corp:3128"}, {"no_proxy", ".exempt.example"}})),
     "a.exempt.example",
     {{direct_route}, {0}, "no proxy is set"}},
    {"a variable for the other protocol that cannot be used is nobody's",
     with(settings_from_environment({{"http_proxy", "gopher://plain.corp"}})),
     "a.example",
     {{direct_route}, {0}, "no proxy is set"}},
    {"all_proxy holds for both",
     with(settings_from_environment(
         {{"ALL_PROXY", "http://plain.corp:3128"}, {"http_proxy", "http://secure.corp:3128"}})),
     "a.example",
     {{direct_route, plain_route},
      {1},
      "environment variable ALL_PROXY sets http://plain.corp:3128"}},
    {"a malformed variable gives no proxy and is named",
     with(malformed()),
     "a.example",
     {{direct_route},
      {0},
      "environment variable https_proxy sets a proxy that cannot be used: found the proxy scheme "
      "\"gopher\", expected http, https, socks4, socks4a, socks5 or socks5h"}},
    {"the platform's address never goes through a proxy",
     with_agent(with_given(both())),
     "168.63.129.16",
     {{direct_route}, {0}, never}},
    {"nor does the metadata service",
     with_given(both()),
     "169.254.169.254",
     {{direct_route}, {0}, never},
     Protocol::http},
    {"without direct it goes nowhere",
     with_given(both(), {system, proxy}),
     "169.254.169.254",
     {{}, {}, never}},
    {"a row that must not be proxied",
     with(both()),
     "a.example",
     {{direct_route}, {0}, never},
     Protocol::https,
     true},
    {"waagent.conf overrides the environment for the vm workload",
     with_agent(with(both())),
     "a.example",
     {{direct_route, agent_route}, {1}, "/etc/waagent.conf sets http://agent.corp:3128"},
     Protocol::https,
     false,
     true},
    {"waagent.conf is nothing to other workloads",
     with_agent(with(both())),
     "a.example",
     {{direct_route, secure_route}, {1}, secure_reason}},
    {"the bypass list holds for the agent's proxy too",
     with_agent(with(both())),
     "a.exempt.example",
     {{direct_route, agent_route},
      {0},
      "the bypass list entry '.exempt.example' of NO_PROXY matches (the Linux agent's own rules)"},
     Protocol::https,
     false,
     true},
    {"without waagent.conf the vm workload takes the environment's proxy",
     with(both()),
     "a.example",
     {{direct_route, secure_route}, {1}, secure_reason},
     Protocol::https,
     false,
     true},
    {"a given list of Windows' own exempts by WinINET's rules",
     with_bypass("*.exempt.example;<local>"),
     "a.exempt.example",
     {{direct_route, given_route},
      {0},
      "the bypass list entry '*.exempt.example' of --proxy-bypass matches (WinINET's rules)"}},
    {"a given list exempts by libcurl's rules",
     with_bypass("exempt.example"),
     "a.exempt.example",
     {{direct_route, given_route},
      {0},
      "the bypass list entry 'exempt.example' of --proxy-bypass matches"}},
    {"a given list that does not name the host",
     with_bypass("exempt.example"),
     "a.example",
     {{direct_route, given_route}, {1}, given_reason}},
    {"a given list and no direct",
     with_bypass("exempt.example", {proxy}),
     "a.exempt.example",
     {{given_route},
      {0},
      "--route leaves out direct, which the bypass list entry 'exempt.example' of --proxy-bypass "
      "asks for"}},
};

TEST(Routes, of_a_host) {
  for (const Row& row : rows) {
    const ProxyQuestion target{row.host, row.protocol};
    const auto found = routes_for(row.inputs, {target, row.never_proxy, row.only_vm_workload});
    EXPECT_EQ(found.tested, row.expected.tested) << row.name;
    EXPECT_EQ(found.in_force, row.expected.in_force) << row.name;
    EXPECT_EQ(found.reason, row.expected.reason) << row.name;
    EXPECT_TRUE(found.own.empty()) << row.name;
  }
}

HostRoutes route_of(const RouteInputs& inputs, const ProxyQuestion& question) {
  return routes_for(inputs, {question});
}

TEST(Routes, of_a_given_pair_are_by_protocol) {
  RouteInputs inputs = with(both());
  inputs.given = ProxyPair{http_proxy("given.corp"), std::nullopt};
  EXPECT_EQ(route_of(inputs, {"a.example"}),
            (HostRoutes{{direct_route, secure_route, given_route}, {2}, given_reason}));
  EXPECT_EQ(route_of(inputs, {"a.example", Protocol::http, 80}),
            (HostRoutes{{direct_route, plain_route}, {0}, "--proxy names no proxy for HTTP"}));
  inputs.only = {proxy};
  EXPECT_EQ(route_of(inputs, {"a.example", Protocol::http, 80}),
            (HostRoutes{{}, {}, "--proxy names no proxy for HTTP, and --route leaves out direct"}));
}

TEST(Routes, of_another_component_have_this_process_beside_them) {
  const Route unit_route{system, http_proxy("unit.corp")};
  const std::string unit_reason = "https_proxy in unit:2 sets http://unit.corp:3128";
  const auto unit = settings_from_variables({{"https_proxy", {"http://unit.corp:3128", "unit:2"}}});
  struct OwnRow {
    std::string name;
    ProxySettings settings;
    ProxySettings own;
    std::string host;
    HostRoutes expected;
  };
  const std::vector<OwnRow> own_rows = {
      {"each has a proxy",
       unit,
       both(),
       "a.example",
       {{direct_route, unit_route, secure_route}, {1}, unit_reason, {2}, secure_reason}},
      {"this process alone has one",
       {},
       both(),
       "a.example",
       {{direct_route, secure_route}, {0}, "no proxy is set", {1}, secure_reason}},
      {"this process has none",
       unit,
       {},
       "a.example",
       {{direct_route, unit_route}, {1}, unit_reason, {0}, "no proxy is set"}},
      {"this process's list exempts the host: its proxy is not asked",
       unit,
       both(),
       "a.exempt.example",
       {{direct_route, unit_route},
        {1},
        unit_reason,
        {0},
        "the bypass list entry '.exempt.example' of NO_PROXY matches"}},
      {"both have the same, which is tried once",
       both(),
       both(),
       "a.example",
       {{direct_route, secure_route}, {1}, secure_reason, {1}, secure_reason}},
      {"the platform's address belongs to nobody's proxy",
       unit,
       both(),
       "168.63.129.16",
       {{direct_route}, {0}, never}},
  };
  for (const OwnRow& row : own_rows) {
    RouteInputs inputs = with(row.settings);
    inputs.own = row.own;
    EXPECT_EQ(route_of(inputs, {row.host}), row.expected) << row.name;
  }
}

TEST(Routes, of_the_hana_extension_are_by_service) {
  RouteInputs inputs = with(hana_settings(
      R"({"UseProxyForAAD": true, "ProxyServerAddress": "http://hana.corp:3128"})", "file", {}));
  inputs.own = both();
  inputs.own_only_for = {"AzureActiveDirectory"};
  const Route hana_route{system, http_proxy("hana.corp")};
  EXPECT_EQ(route_of(inputs, {"a.example", Protocol::https, 443, "AzureActiveDirectory"}),
            (HostRoutes{{direct_route, hana_route, secure_route},
                        {1},
                        "ProxyServerAddress in file sets http://hana.corp:3128",
                        {2},
                        secure_reason}));
  EXPECT_EQ(route_of(inputs, {"a.example", Protocol::https, 443, "Storage"}),
            (HostRoutes{{direct_route}, {0}, "file turns no proxy on for it"}));
  EXPECT_EQ(route_of(inputs, {"a.example"}), (HostRoutes{{direct_route}, {0}, "no proxy is set"}));
}

TEST(Routes, keep_the_credentials_of_their_proxy) {
  const auto found = route_of(
      with(settings_from_environment({{"https_proxy", "http://ann:secret@secure.corp:3128"}})),
      {"a.example"});
  ASSERT_EQ(found.tested.size(), 2);
  EXPECT_EQ(found.tested.back().proxy->credentials, (Credentials{"ann", Secret("secret")}));
  EXPECT_EQ(found.reason, secure_reason);
}

TEST(Routes, know_whether_there_is_a_system_proxy) {
  RouteInputs own;
  own.own = both();
  RouteInputs by_tag = with(hana_settings(
      R"({"UseProxyForAAD": true, "ProxyServerAddress": "http://hana.corp:3128"})", "file", {}));
  EXPECT_FALSE(has_system_proxy({}));
  EXPECT_TRUE(has_system_proxy(with(both())));
  EXPECT_TRUE(has_system_proxy(with_agent({})));
  EXPECT_TRUE(has_system_proxy(own));
  EXPECT_TRUE(has_system_proxy(by_tag));
  EXPECT_TRUE(has_system_proxy(with(malformed())));
}

}  // namespace routes_test
}  // namespace netprobe
