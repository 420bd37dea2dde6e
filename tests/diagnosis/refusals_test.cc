#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace netprobe {
namespace refusals_test {

using Words = std::vector<std::string>;

const std::string login = "login.microsoftonline.com";
const std::string blob = "ceuswatcab01.blob.core.windows.net";
const std::string backup = "pod01-manag1.we.backup.windowsazure.com";
const std::string world = "www.example.com";

/// A small MARS plan whose proxy is in force.
Scene by_proxy() {
  Scene scene;
  const Scene::RowOptions options = {.routes = {RouteKind::direct, RouteKind::system},
                                     .in_force = RouteKind::system};
  scene.known.proxies = {{"environment variable https_proxy", Scene::proxy_url, {}, ""}};
  scene.row(login, {login}, options).row(blob, {blob}, options).row(backup, {backup}, options);
  return scene.control(world).control("192.0.2.1", ControlKind::unrouted_address);
}

struct Unset {
  std::string source;
  Protocol protocol;
  Words errors;
  std::string variable, words;
};

TEST(Variables, that_are_not_set_are_named) {
  const std::string here = "environment variable ";
  const Words unset = {"proxy-settings tcp.timeout"};
  for (const Unset& row :
       {Unset{here + "http_proxy", Protocol::https, unset, "https_proxy",
              "applies to plain HTTP only,"},
        Unset{"http_proxy in /etc/environment:3", Protocol::https, unset, "https_proxy",
              "applies to plain HTTP only,"},
        Unset{here + "HTTP_PROXY", Protocol::https, unset, "https_proxy", "plain HTTP at most"},
        Unset{here + "HTTP_PROXY", Protocol::http, unset, "http_proxy", "read only the lower-case"},
        Unset{here + "HTTPS_PROXY", Protocol::http, unset, "http_proxy", "applies to HTTPS only,"},
        Unset{here + "ALL_PROXY", Protocol::https, unset, "", "off the proxy"}}) {
    for (const bool passes : {true, false}) {
      Scene scene;
      scene.row(login, {login}, {.routes = {RouteKind::direct, RouteKind::system}});
      for (ProbeTask& task : scene.plan.tasks) {
        task.protocol = row.protocol;
      }
      scene.known.proxies = {{row.source, Scene::proxy_url, {}, ""}};
      scene.fails(login, Cause::tcp_timeout);
      if (passes) {
        scene.passes(login, "10.0.0.1", RouteKind::system);
      } else {
        scene.fails(login, Cause::proxy_timeout, "10.0.0.1", RouteKind::system);
      }
      const Judgement judgement = scene.judge();
      const std::string id = judgement.diagnosis.findings.front().id;
      EXPECT_EQ(id.starts_with("proxy-settings.unset/"), passes && !row.variable.empty())
          << row.source << " " << id;
      EXPECT_EQ(accused(judgement, Severity::error) == row.errors, passes) << row.source;
      const Finding& finding = judgement.diagnosis.findings.front();
      if (passes) {
        EXPECT_THAT(finding.title + finding.explanation, testing::HasSubstr(row.words));
        EXPECT_THAT(finding.remedy.text + finding.title, testing::HasSubstr(row.variable));
      }
    }
  }
}

/// Every CONNECT is refused with that status.
Scene refused_with(long status, Cause cause = Cause::proxy_denied) {
  Scene scene = by_proxy();
  for (const std::string& host : {login, blob, backup}) {
    scene.passes(host).fails(host, cause, "10.0.0.1", RouteKind::system);
  }
  scene.passes(world);
  for (Observation& seen : scene.seen) {
    if (seen.failure) {
      seen.failure->raw.push_back({"http", status, "words"});
    }
  }
  return scene;
}

struct Refusal {
  long status;
  Cause cause;
  std::string id, remedy;
  Confidence confidence;
};

TEST(Refusals, of_a_proxy_are_told_apart_by_their_status) {
  const std::string at = "@" + Scene::proxy_url;
  for (const Refusal& row :
       {Refusal{403, Cause::proxy_denied, "proxy.refusal/proxy.denied", "allow these hosts",
                Confidence::certain},
        Refusal{429, Cause::proxy_denied, "proxy.rate-limit/proxy.denied", "request limit",
                Confidence::certain},
        Refusal{511, Cause::proxy_denied, "proxy.sign-in/proxy.denied", "sign-in page",
                Confidence::certain},
        Refusal{302, Cause::proxy_denied, "proxy.sign-in/proxy.denied", "sign-in page",
                Confidence::certain},
        Refusal{407, Cause::proxy_auth_required, "proxy.refusal/proxy.auth-required", "credentials",
                Confidence::certain},
        Refusal{401, Cause::proxy_auth_required, "proxy.refusal/proxy.auth-required", "credentials",
                Confidence::likely}}) {
    const Finding finding =
        finding_of(refused_with(row.status, row.cause).judge(), row.cause, Blocker::proxy);
    EXPECT_EQ(finding.id, row.id + at);
    EXPECT_EQ(finding.confidence, row.confidence) << row.status;
    EXPECT_THAT(finding.remedy.text, testing::HasSubstr(row.remedy)) << row.status;
    EXPECT_EQ(finding.remedy.text.find("allow these hosts") != std::string::npos,
              row.status == 403);
  }
}

TEST(Refusals, by_a_limit_are_no_matter_of_ports) {
  for (const long status : {403L, 429L, 511L}) {
    Scene scene;
    const std::vector<RouteKind> proxied = {RouteKind::system};
    scene.row(login, {login}, {.routes = proxied, .in_force = RouteKind::system});
    scene.row(login + " too", {login},
              {.port = 8443, .routes = proxied, .in_force = RouteKind::system});
    scene.passes(login, "10.0.0.1", RouteKind::system);
    scene.fails(login, Cause::proxy_denied, "10.0.0.1", RouteKind::system, 8443);
    scene.last().failure->raw.push_back({"http", status, "words"});
    EXPECT_EQ(accused(scene.judge(), Severity::error),
              Words{status == 403 ? "proxy proxy.port-denied" : "proxy proxy.denied"});
  }
}

/// 8443 is tried for comparison. What a proxy says to every request of this machine is no refusal
/// of that port, and must not send anybody to have it opened.
TEST(Refusals, of_whoever_asks_are_told_of_no_port) {
  struct Row {
    long status;
    Cause cause;
    bool is_of_the_port;
  };
  for (const Row& row :
       {Row{403, Cause::proxy_denied, true}, Row{429, Cause::proxy_denied, false},
        Row{511, Cause::proxy_denied, false}, Row{302, Cause::proxy_denied, false},
        Row{407, Cause::proxy_auth_required, false}, Row{401, Cause::proxy_auth_required, false},
        Row{407, Cause::proxy_auth_rejected, false}}) {
    Scene scene;
    Scene::RowOptions options = {.routes = {RouteKind::system}, .in_force = RouteKind::system};
    scene.row(login, {login}, options);
    options.port = 8443;
    options.required = false;
    options.comparison = true;
    scene.row(login + ":8443", {login}, options);
    scene.passes(login, "10.0.0.1", RouteKind::system);
    scene.fails(login, row.cause, "10.0.0.1", RouteKind::system, 8443);
    scene.last().failure->raw.push_back({"http", row.status, "words"});
    const std::vector<Finding> findings = scene.judge().diagnosis.findings;
    const bool is_told = std::any_of(findings.begin(), findings.end(), [](const Finding& one) {
      return one.id.starts_with("comparison.");
    });
    EXPECT_EQ(is_told, row.is_of_the_port) << row.status << " " << name_of(row.cause);
  }
}

}  // namespace refusals_test
}  // namespace netprobe
