#include "netprobe/probe/attempt_script.h"

#include "tests/probe/script_play.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace netprobe::testing_support {

void PrintTo(const Scene& scene, std::ostream* out) { *out << scene.name; }

namespace attempt_script_test {

ProbeTask direct(Depth depth = Depth::http) {
  ProbeTask task{.host = "login.test", .depth = depth, .server_name = "login.test"};
  task.expectation = Expectation::verified;
  return task;
}

ProbeTask comparison() {
  ProbeTask task = direct();
  task.comparison = true;
  return task;
}

ProbeTask experiment() {
  ProbeTask task = direct(Depth::tcp);
  task.follow_up = FollowUp{};
  return task;
}

ProbeTask proxied(bool with_password, ProxyAuth auth = ProxyAuth::any,
                  ProxyScheme scheme = ProxyScheme::http) {
  ProbeTask task = direct();
  Proxy proxy{.scheme = scheme, .address = {"proxy.test", 3128}};
  proxy.auth = auth;
  if (with_password) {
    proxy.credentials = Credentials{"user", Secret("password")};
  }
  task.route = {.kind = RouteKind::proxy, .proxy = proxy};
  return task;
}

const std::vector<std::string> three = {"Negotiate", "NTLM", "Basic"};

std::vector<Scene> scenes() {
  return {
      {.name = "a connect and no more", .task = direct(Depth::tcp), .far_end = {}},
      {.name = "a request to a host", .task = direct(), .far_end = {}},
      {.name = "three repeats are allowed", .task = direct(), .far_end = {}, .retries = 3},
      {.name = "a port that nobody needs", .task = comparison(), .far_end = {}},
      {.name = "an experiment", .task = experiment(), .far_end = {}},
      {.name = "a proxy that lets all in", .task = proxied(false), .far_end = {}},
      {.name = "a proxy with three addresses",
       .task = proxied(false),
       .far_end = {},
       .addresses = 3},
      {.name = "a SOCKS proxy",
       .task = proxied(true, ProxyAuth::any, ProxyScheme::socks5h),
       .far_end = {}},
      {.name = "a proxy that asks, and there is nothing to show",
       .task = proxied(false),
       .far_end = {.proxy_offers = three}},
      {.name = "a proxy that takes the first scheme",
       .task = proxied(true),
       .far_end = {.proxy_offers = three, .proxy_accepts = ProxyAuth::negotiate},
       .attempts = 2},
      {.name = "a proxy that takes the last scheme",
       .task = proxied(true),
       .far_end = {.proxy_offers = three, .proxy_accepts = ProxyAuth::basic},
       .attempts = 2},
      {.name = "a proxy that takes none",
       .task = proxied(true),
       .far_end = {.proxy_offers = three},
       .attempts = 2},
      {.name = "a proxy that takes Kerberos, and no ticket",
       .task = proxied(false, ProxyAuth::negotiate),
       .far_end = {.proxy_offers = {"Negotiate"},
                   .proxy_accepts = ProxyAuth::negotiate,
                   .has_ticket = false},
       .attempts = 2},
  };
}

/// What holds of an observation whatever happened.
std::string fault_of(const Observation& seen, const Scene& scene) {
  if ((seen.outcome == Outcome::failed) != seen.failure.has_value()) {
    return "failed and no failure, or the other way round";
  }
  if ((seen.outcome == Outcome::skipped) != !seen.skipped_because.empty()) {
    return "skipped and no reason, or the other way round";
  }
  if (seen.outcome != Outcome::skipped && !seen.timings.total) {
    return "no total time";
  }
  // What goes slowly may meet the limit again: it does so three times beside its repeats.
  const int most = scene.retries + (seen.repeated_alone && scene.retries > 0 ? 3 : 0);
  if (seen.retries > most ||
      seen.earlier_failures.size() != static_cast<std::size_t>(seen.retries)) {
    return fmt::format("{} repeats, {} earlier failures", seen.retries,
                       seen.earlier_failures.size());
  }
  return (scene.task.comparison || scene.task.follow_up) && seen.retries > 0
             ? "repeated what is not to be repeated"
             : "";
}

/// What is wrong with how a scene was played; empty where nothing is.
std::string fault_of(const Played& played, const Scene& scene) {
  if (played.stuck > 0) {
    return fmt::format("{} attempts wait for ever", played.stuck);
  }
  for (const Observation& seen : played.ended) {
    if (const std::string fault = fault_of(seen, scene); !fault.empty()) {
      return fault;
    }
  }
  const bool all = played.ended.size() == scene.attempts;
  return all || played.destroyed > 0 ? "" : "an attempt has no observation";
}

std::string words_of(const std::vector<At>& mishaps) {
  std::vector<std::string> words;
  for (const At& at : mishaps) {
    words.push_back(fmt::format("{} at wait {}", word_of(at.mishap), at.wait));
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

class EveryWait : public testing::TestWithParam<Scene> {};

TEST_P(EveryWait, may_fail_and_each_attempt_still_ends_with_its_observation) {
  const Scene& scene = GetParam();
  const Played good = play(scene, {});
  ASSERT_EQ(fault_of(good, scene), "");
  std::size_t plays = 0;
  std::set<std::string> kinds(good.waits.begin(), good.waits.end());
  for (std::size_t first = 0; first < good.waits.size(); ++first) {
    for (const Mishap mishap : every_mishap) {
      const Played once = play(scene, {{first, mishap}});
      ASSERT_EQ(fault_of(once, scene), "") << words_of({{first, mishap}});
      ++plays;
      // And whatever comes after it fails too, one by one.
      for (std::size_t second = first + 1; second < once.waits.size(); ++second) {
        for (const Mishap more : {Mishap::refused, Mishap::cancelled}) {
          const std::vector<At> both = {{first, mishap}, {second, more}};
          ASSERT_EQ(fault_of(play(scene, both), scene), "") << words_of(both);
          ++plays;
        }
      }
    }
  }
  fmt::print("{}: {} waits ({}), {} plays\n", scene.name, good.waits.size(), fmt::join(kinds, ", "),
             plays);
}

INSTANTIATE_TEST_SUITE_P(Scenes, EveryWait, testing::ValuesIn(scenes()));

TEST(EveryWait, of_every_kind_is_failed) {
  std::set<std::string> kinds;
  for (const Scene& scene : scenes()) {
    const Played played = play(scene, {});
    kinds.insert(played.waits.begin(), played.waits.end());
  }
  EXPECT_THAT(kinds, testing::ElementsAre("connect", "login", "queue", "token", "transfer"));
}

std::vector<std::string> lives(const Scene& scene, const std::vector<At>& mishaps) {
  const Played played = play(scene, mishaps);
  std::vector<std::string> lines = {fmt::format("{}", fmt::join(played.waits, " "))};
  for (const Observation& seen : played.ended) {
    lines.push_back(seen.failure
                        ? fmt::format("{} at {}, repeated {}", name_of(seen.failure->cause),
                                      name_of(seen.failure->stage), seen.retries)
                        : fmt::format("{}, repeated {}", name_of(seen.outcome), seen.retries));
  }
  return lines;
}

struct Life {
  std::string name;
  Scene scene;
  std::vector<At> mishaps;
  std::vector<std::string> expected;
};
void PrintTo(const Life& life, std::ostream* out) { *out << life.name; }

class AttemptLife : public testing::TestWithParam<Life> {};
TEST_P(AttemptLife, is_told_in_order) {
  EXPECT_EQ(lives(GetParam().scene, GetParam().mishaps), GetParam().expected);
}

const Scene host = {.name = "", .task = direct(), .far_end = {}};
const Scene nobody_needs = {.name = "", .task = comparison(), .far_end = {}};
const Scene two_doors = {.name = "", .task = proxied(false), .far_end = {}, .addresses = 2};
const Scene asks = {.name = "",
                    .task = proxied(true),
                    .far_end = {.proxy_offers = {"Basic"}, .proxy_accepts = ProxyAuth::basic},
                    .attempts = 2};

INSTANTIATE_TEST_SUITE_P(
    Scenes, AttemptLife,
    testing::Values(
        Life{"nothing goes wrong", host, {}, {"queue connect transfer", "ok, repeated 0"}},
        Life{"a refused connect is repeated",
             host,
             {{1, Mishap::refused}},
             {"queue connect queue connect transfer", "ok, repeated 1"}},
        Life{"and counts when it is refused again",
             host,
             {{1, Mishap::refused}, {3, Mishap::refused}},
             {"queue connect queue connect", "tcp.reset at tcp, repeated 1"}},
        Life{"what is refused in a crowd is repeated too",
             host,
             {{1, Mishap::crowded}},
             {"queue connect alone connect transfer", "ok, repeated 1"}},
        Life{"whatever befell it before",
             host,
             {{1, Mishap::silence}, {3, Mishap::crowded}},
             {"queue connect queue connect alone connect transfer", "ok, repeated 2"}},
        Life{"and counts when it is refused alone",
             host,
             {{1, Mishap::crowded}, {3, Mishap::refused}},
             {"queue connect alone connect", "tcp.reset at tcp, repeated 1"}},
        Life{"what stays unanswered in a crowd is repeated slowly",
             host,
             {{1, Mishap::minded}},
             {"queue connect slowly connect transfer", "ok, repeated 1"}},
        Life{"and more than once, where the limit is met again",
             host,
             {{1, Mishap::minded}, {3, Mishap::minded}, {5, Mishap::minded}, {7, Mishap::minded}},
             {"queue connect slowly connect slowly connect slowly connect",
              "tcp.timeout at tcp, repeated 3"}},
        Life{"but not where slowness does not help",
             host,
             {{1, Mishap::minded}, {3, Mishap::silence}},
             {"queue connect slowly connect", "tcp.timeout at tcp, repeated 1"}},
        Life{"what the kernel refuses is not repeated",
             host,
             {{1, Mishap::no_way}},
             {"queue connect", "tcp.no-route at tcp, repeated 0"}},
        Life{"silence while this process was busy is not a try",
             host,
             {{2, Mishap::starved}},
             {"queue connect transfer queue connect transfer", "ok, repeated 0"}},
        Life{"but only once",
             host,
             {{2, Mishap::starved}, {5, Mishap::starved}, {8, Mishap::starved}},
             {"queue connect transfer queue connect transfer queue connect transfer",
              "tls.timeout at tls, repeated 1"}},
        Life{"a port that nobody needs is asked once",
             nobody_needs,
             {{1, Mishap::silence}},
             {"queue connect", "tcp.timeout at tcp, repeated 0"}},
        Life{"the proxy's next address is no repeat",
             two_doors,
             {{1, Mishap::refused}},
             {"queue connect queue connect transfer", "ok, repeated 0"}},
        Life{"one attempt logs in, the other waits for it",
             asks,
             {},
             {"queue queue connect connect transfer queue transfer connect transfer login queue "
              "connect "
              "transfer",
              "ok, repeated 0", "ok, repeated 0"}}));

}  // namespace attempt_script_test
}  // namespace netprobe::testing_support
