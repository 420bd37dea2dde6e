#include "tests/probe/scene.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <string>
#include <vector>

namespace netprobe::testing_support {
namespace prober_login_test {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A proxy that wants one of its schemes, and lets in whoever sends what it takes for right. It
/// closes every connection after its answer.
class Doorkeeper {
 public:
  Doorkeeper(std::string challenges, std::string right, std::string wrong = "407 Who")
      : challenges_(std::move(challenges)),
        wrong_(std::move(wrong)),
        right_(std::move(right)),
        server_([this](Peer& peer) { answer(peer); }) {}

  [[nodiscard]] ProbeTask task(ProxyAuth wanted = ProxyAuth::any) const {
    ProbeTask task = proxied_task(server_.port());
    task.route.proxy->credentials = Credentials{"user", Secret("pass")};
    task.route.proxy->auth = wanted;
    return task;
  }
  /// What was sent as Proxy-Authorization on each connection, in the order of their coming.
  [[nodiscard]] std::vector<std::string> shown() const {
    const std::lock_guard lock(mutex_);
    return shown_;
  }

 private:
  void answer(Peer& peer) {
    const std::string request = peer.read_until(end_of_headers);
    const std::string field = "Proxy-Authorization: ";
    const std::size_t at = request.find(field);
    const std::string sent =
        at == std::string::npos
            ? ""
            : request.substr(at + field.size(), request.find('\r', at) - at - field.size());
    {
      const std::lock_guard lock(mutex_);
      shown_.push_back(sent);
    }
    if (sent == right_) {
      peer.write("HTTP/1.1 200 OK\r\n\r\n");
      if (peer.start_tls(authorities().good)) {
        peer.read_until(end_of_headers);
        peer.write(good_answer);
      }
      return;
    }
    // As tinyproxy does: 407 to who shows nothing, and perhaps another status to who is wrong.
    const bool is_asked_first = wrong_ != "407 Who" && sent.empty() &&
                                challenges_.find("Proxy-Authenticate") != std::string::npos;
    peer.write("HTTP/1.1 " + (is_asked_first ? "407 Who" : wrong_) + "\r\n" + challenges_ +
               "Content-Length: 0\r\n\r\n");
  }

  std::string challenges_, wrong_, right_;
  mutable std::mutex mutex_;
  std::vector<std::string> shown_;
  ScriptedServer server_;
};

const std::string basic = "Basic dXNlcjpwYXNz";
const std::string offers_basic = "Proxy-Authenticate: Basic realm=\"x\"\r\n";
const std::string offers_both =
    "Proxy-Authenticate: NTLM\r\nProxy-Authenticate: Basic realm=\"x\"\r\n";

std::vector<std::string> tries(const Observation& seen) {
  std::vector<std::string> words;
  for (const TriedScheme& tried : seen.proxy_auth->tried) {
    words.push_back(std::string(name_of(tried.scheme)) + " " + std::string(name_of(tried.outcome)));
  }
  return words;
}

TEST(Login, shows_nothing_before_it_is_asked) {
  const Doorkeeper proxy("", "");
  const Observation seen = observe(proxy.task());
  EXPECT_EQ(verdict(seen), "ok");
  EXPECT_THAT(proxy.shown(), ElementsAre(""));
  EXPECT_FALSE(seen.proxy_auth);
}

TEST(Login, goes_over_a_connection_of_its_own) {
  const Doorkeeper proxy(offers_basic, basic);
  const Observation seen = observe(proxy.task());
  EXPECT_EQ(verdict(seen), "ok");
  EXPECT_THAT(proxy.shown(), ElementsAre("", basic));
  ASSERT_TRUE(seen.proxy_auth);
  EXPECT_THAT(seen.proxy_auth->offered, ElementsAre("Basic"));
  EXPECT_THAT(tries(seen), ElementsAre("basic passed"));
  EXPECT_EQ(seen.retries, 0);
}

TEST(Login, by_a_scheme_that_fails_hides_no_other) {
  const Doorkeeper proxy(offers_both, basic);
  const Observation seen = observe(proxy.task());
  EXPECT_EQ(verdict(seen), "ok");
  EXPECT_THAT(seen.proxy_auth->offered, ElementsAre("NTLM", "Basic"));
  EXPECT_THAT(tries(seen), testing::Contains("basic passed"));
  EXPECT_THAT(tries(seen).front(), testing::StartsWith("ntlm "));
}

TEST(Login, that_nothing_passes_is_rejected) {
  const Doorkeeper proxy(offers_basic, "nothing");
  const Observation seen = observe(proxy.task());
  EXPECT_EQ(verdict(seen), "proxy.auth-rejected at proxy-connect");
  EXPECT_THAT(proxy.shown(), ElementsAre("", basic));
  EXPECT_THAT(seen.failure->detail, AllOf(HasSubstr("407 Who"), HasSubstr("basic rejected")));
  EXPECT_THAT(seen.proxy_answer->schemes_offered, ElementsAre("Basic"));
}

TEST(Login, that_is_answered_with_401_is_rejected) {
  const Doorkeeper proxy(offers_basic, "nothing", "401 Unauthorized");
  const Observation seen = observe(proxy.task());
  EXPECT_EQ(verdict(seen), "proxy.auth-rejected at proxy-connect");
  EXPECT_THAT(proxy.shown(), ElementsAre("", basic));
  EXPECT_THAT(tries(seen), ElementsAre("basic rejected"));
}

TEST(Login, is_tried_by_what_a_401_names) {
  const Doorkeeper proxy("WWW-Authenticate: Digest realm=\"x\", nonce=\"y\", Basic realm=\"x\"\r\n",
                         basic, "401 Unauthorized");
  const Observation seen = observe(proxy.task());
  EXPECT_EQ(verdict(seen), "ok");
  EXPECT_THAT(seen.proxy_auth->offered, ElementsAre("Digest", "Basic"));
  EXPECT_THAT(tries(seen), ElementsAre("basic passed")) << "Digest has no challenge to answer";
}

TEST(Login, that_a_401_asks_for_without_a_scheme_sends_nothing) {
  const Doorkeeper proxy("", "nothing", "401 Unauthorized");
  const Observation seen = observe(proxy.task());
  EXPECT_EQ(verdict(seen), "proxy.auth-required at proxy-connect");
  EXPECT_THAT(seen.failure->detail, HasSubstr("--proxy-auth names one"));
  EXPECT_THAT(proxy.shown(), ElementsAre(""));
  EXPECT_EQ(verdict(observe(proxy.task(ProxyAuth::basic))), "proxy.auth-rejected at proxy-connect");
}

TEST(Login, by_a_named_scheme_sends_no_other) {
  const Doorkeeper proxy(offers_both, basic);
  EXPECT_EQ(verdict(observe(proxy.task(ProxyAuth::basic))), "ok");
  EXPECT_THAT(proxy.shown(), ElementsAre("", basic));
}

TEST(Login, by_a_scheme_that_is_not_offered_sends_nothing) {
  const Doorkeeper proxy("Proxy-Authenticate: NTLM\r\n", basic);
  const Observation seen = observe(proxy.task(ProxyAuth::basic));
  EXPECT_EQ(verdict(seen), "proxy.auth-required at proxy-connect");
  EXPECT_THAT(seen.failure->detail, HasSubstr("it offers NTLM, and not basic"));
  EXPECT_THAT(proxy.shown(), ElementsAre(""));
  EXPECT_THAT(seen.proxy_auth->tried, IsEmpty());
}

TEST(Login, without_credentials_records_what_is_offered) {
  const Doorkeeper proxy(offers_both, basic);
  ProbeTask task = proxy.task();
  task.route.proxy->credentials.reset();
  const Observation seen = observe(task);
  EXPECT_EQ(verdict(seen), "proxy.auth-required at proxy-connect");
  ASSERT_TRUE(seen.proxy_auth);
  EXPECT_THAT(seen.proxy_auth->offered, ElementsAre("NTLM", "Basic"));
}

std::vector<Observation> run_many(const ProbeTask& task, int count, int concurrency) {
  std::vector<ProbeTask> tasks(static_cast<std::size_t>(count), task);
  ProbePlan plan = plan_of(std::move(tasks));
  plan.limits.attempts_in_flight = concurrency;
  return make_prober().run(plan).observations;
}

class LoginOfMany : public testing::TestWithParam<int> {};

TEST_P(LoginOfMany, learns_once_what_passes) {
  const Doorkeeper proxy(offers_both, basic);
  const auto seen = run_many(proxy.task(), 20, GetParam());
  ASSERT_EQ(seen.size(), 20U);
  int ntlm = 0;
  for (const Observation& one : seen) {
    EXPECT_EQ(verdict(one), "ok");
    EXPECT_EQ(one.proxy_auth->used(), ProxyAuth::basic);
    ntlm += tries(one).size() > 1 ? 1 : 0;
  }
  EXPECT_EQ(ntlm, 1);
}

TEST_P(LoginOfMany, sends_a_wrong_password_a_few_times) {
  const Doorkeeper proxy(offers_basic, "nothing");
  const auto seen = run_many(proxy.task(), 20, GetParam());
  ASSERT_EQ(seen.size(), 20U);
  for (const Observation& one : seen) {
    EXPECT_EQ(verdict(one), "proxy.auth-rejected at proxy-connect");
  }
  const auto shown = proxy.shown();
  EXPECT_EQ(std::count(shown.begin(), shown.end(), basic), 4);
}

INSTANTIATE_TEST_SUITE_P(Concurrency, LoginOfMany, testing::Values(1, 2, 1024));

TEST(Login, to_a_plain_request_works_the_same_way) {
  const ScriptedServer proxy([](Peer& peer) {
    const std::string request = peer.read_until(end_of_headers);
    const bool right = request.find(basic) != std::string::npos;
    peer.write(right ? "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntest"
                     : "HTTP/1.1 407 Who\r\n" + offers_basic + "Content-Length: 0\r\n\r\n");
  });
  ProbeTask task = proxied_task(proxy.port());
  task.route.proxy->credentials = Credentials{"user", Secret("pass")};
  task.protocol = Protocol::http;
  task.port = 80;
  task.identity.body = "test";
  const Observation seen = observe(task);
  EXPECT_EQ(verdict(seen), "ok");
  EXPECT_THAT(tries(seen), ElementsAre("basic passed"));
}

TEST(Login, by_kerberos_without_a_ticket_is_none) {
  // Nothing of this machine's own Kerberos, and no look-up of names.
  const std::string settings = testing::TempDir() + "krb5.conf";
  std::ofstream(settings) << "[libdefaults]\n  dns_canonicalize_hostname = false\n";
  setenv("KRB5_CONFIG", settings.c_str(), 1);
  setenv("KRB5CCNAME", "FILE:/nonexistent/ticket", 1);
  const Doorkeeper proxy("Proxy-Authenticate: Negotiate\r\n", "nothing");
  const Observation seen = observe(proxy.task());
  EXPECT_EQ(verdict(seen), "proxy.auth-required at proxy-connect");
  EXPECT_THAT(tries(seen), ElementsAre("negotiate unavailable"));
  EXPECT_THAT(proxy.shown(), Each(Not(HasSubstr("Negotiate"))));
}

}  // namespace prober_login_test
}  // namespace netprobe::testing_support
