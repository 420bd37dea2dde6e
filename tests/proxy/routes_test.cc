#include "proxy/routes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace {

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

ProxySettings with_agent(ProxySettings settings) {
  settings.waagent =
      waagent_setting("HttpProxy.Host=agent.corp\nHttpProxy.Port=3128", "/etc/waagent.conf");
  return settings;
}

ProxySettings malformed() {
  return settings_from_environment({{"https_proxy", "gopher://secure.corp"}});
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
     {both(), {}, {}},
     "a.example",
     {{direct_route, secure_route}, {1}, secure_reason}},
    {"plain HTTP has its own proxy",
     {both(), {}, {}},
     "a.example",
     {{direct_route, plain_route},
      {1},
      "environment variable http_proxy sets http://plain.corp:3128"},
     Protocol::http},
    {"a bare TCP connect is a CONNECT",
     {both(), {}, {}},
     "a.example",
     {{direct_route, secure_route}, {1}, secure_reason},
     Protocol::tcp},
    {"a look-up has no proxy",
     {both(), http_proxy("given.corp"), {}},
     "a.example",
     {{direct_route}, {0}, "a look-up goes through no proxy"},
     Protocol::dns},
    {"an exempt host is tried through the proxy all the same",
     {both(), {}, {}},
     "a.exempt.example",
     {{direct_route, secure_route},
      {0},
      "the bypass list entry '.exempt.example' of NO_PROXY matches"}},
    {"an exempt address",
     {both(), {}, {}},
     "10.1.2.3",
     {{direct_route, secure_route}, {0}, "the bypass list entry '10.0.0.0/8' of NO_PROXY matches"}},
    {"a given proxy is in force before all",
     {both(), http_proxy("given.corp"), {}},
     "a.example",
     {{direct_route, secure_route, given_route}, {2}, given_reason}},
    {"NO_PROXY does not touch a given proxy",
     {both(), http_proxy("given.corp"), {}},
     "a.exempt.example",
     {{direct_route, secure_route, given_route}, {2}, given_reason}},
    {"a given proxy alone",
     {{}, http_proxy("given.corp"), {}},
     "a.example",
     {{direct_route, given_route}, {1}, given_reason}},
    {"--route direct leaves direct",
     {both(), http_proxy("given.corp"), {direct}},
     "a.example",
     {{direct_route}, {0}, left_out}},
    {"--route system",
     {both(), http_proxy("given.corp"), {system}},
     "a.example",
     {{secure_route}, {0}, secure_reason}},
    {"--route proxy",
     {both(), http_proxy("given.corp"), {proxy}},
     "a.example",
     {{given_route}, {0}, given_reason}},
    {"--route direct and system, with a given proxy",
     {both(), http_proxy("given.corp"), {system, direct}},
     "a.example",
     {{direct_route, secure_route}, {1}, secure_reason}},
    {"--route system with an exempt host: what remains is in force",
     {both(), {}, {system}},
     "a.exempt.example",
     {{secure_route},
      {0},
      "--route leaves out direct, which the bypass list entry '.exempt.example' of NO_PROXY asks "
      "for"}},
    {"--route system where only the other protocol has a proxy",
     {settings_from_environment({{"http_proxy", "http://plain.corp:3128"}}), {}, {system}},
     "a.example",
     {{}, {}, "no proxy is set"}},
    {"a malformed variable gives no proxy and is named",
     {malformed(), {}, {}},
     "a.example",
     {{direct_route},
      {0},
      "environment variable https_proxy sets a proxy that cannot be used: found the proxy scheme "
      "\"gopher\", expected http, https, socks4, socks4a, socks5 or socks5h"}},
    {"the platform's address never goes through a proxy",
     {with_agent(both()), http_proxy("given.corp"), {}},
     "168.63.129.16",
     {{direct_route}, {0}, never}},
    {"nor does the metadata service",
     {both(), http_proxy("given.corp"), {}},
     "169.254.169.254",
     {{direct_route}, {0}, never},
     Protocol::http},
    {"without direct it goes nowhere",
     {both(), http_proxy("given.corp"), {system, proxy}},
     "169.254.169.254",
     {{}, {}, never}},
    {"a row that must not be proxied",
     {both(), {}, {}},
     "a.example",
     {{direct_route}, {0}, never},
     Protocol::https,
     true},
    {"waagent.conf overrides the environment for the vm workload",
     {with_agent(both()), {}, {}},
     "a.example",
     {{direct_route, agent_route}, {1}, "/etc/waagent.conf sets http://agent.corp:3128"},
     Protocol::https,
     false,
     true},
    {"waagent.conf is nothing to other workloads",
     {with_agent(both()), {}, {}},
     "a.example",
     {{direct_route, secure_route}, {1}, secure_reason}},
    {"the bypass list holds for the agent's proxy too",
     {with_agent(both()), {}, {}},
     "a.exempt.example",
     {{direct_route, agent_route},
      {0},
      "the bypass list entry '.exempt.example' of NO_PROXY matches"},
     Protocol::https,
     false,
     true},
    {"without waagent.conf the vm workload takes the environment's proxy",
     {both(), {}, {}},
     "a.example",
     {{direct_route, secure_route}, {1}, secure_reason},
     Protocol::https,
     false,
     true},
};

TEST(Routes, of_a_host) {
  for (const Row& row : rows) {
    const auto found =
        routes_for(row.inputs, row.host, row.protocol, row.never_proxy, row.only_vm_workload);
    EXPECT_EQ(found.tested, row.expected.tested) << row.name;
    EXPECT_EQ(found.in_force, row.expected.in_force) << row.name;
    EXPECT_EQ(found.reason, row.expected.reason) << row.name;
  }
}

TEST(Routes, keep_the_credentials_of_their_proxy) {
  const RouteInputs inputs{
      settings_from_environment({{"https_proxy", "http://ann:secret@secure.corp:3128"}}), {}, {}};
  const auto found = routes_for(inputs, "a.example", Protocol::https, false, false);
  ASSERT_EQ(found.tested.size(), 2);
  EXPECT_EQ(found.tested.back().proxy->credentials, (Credentials{"ann", Secret("secret")}));
  EXPECT_EQ(found.reason, secure_reason);
}

TEST(Routes, know_whether_there_is_a_system_proxy) {
  EXPECT_FALSE(has_system_proxy({}));
  EXPECT_TRUE(has_system_proxy(both()));
  EXPECT_TRUE(has_system_proxy(with_agent({})));
  EXPECT_TRUE(has_system_proxy(malformed()));
}

}  // namespace
}  // namespace netprobe
