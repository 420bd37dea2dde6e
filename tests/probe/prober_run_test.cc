#include "tests/probe/scene.h"

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <string>
#include <vector>

namespace netprobe::testing_support {
namespace prober_run_test {

using std::chrono::steady_clock;

void stay_silent(Peer& peer) { peer.wait_for_end(); }

TEST(Repeats, keep_the_earlier_failures) {
  const ScriptedServer server([](Peer& peer) { peer.read_some(); });
  ProbePlan plan = plan_of({direct_task(server.port())});
  plan.limits.retries = 2;
  const Observation seen = observe(plan);
  EXPECT_EQ(verdict(seen), "tls.reset at tls");
  EXPECT_EQ(seen.retries, 2);
  EXPECT_EQ(seen.earlier_failures.size(), 2U);
  EXPECT_EQ(server.connections(), 3);
}

TEST(Repeats, pass_when_a_later_try_does) {
  std::atomic<int> count = 0;
  const ScriptedServer server([&count](Peer& peer) {
    if (count++ > 0 && peer.start_tls(authorities().good)) {
      peer.read_until(end_of_headers);
      peer.write(good_answer);
    }
  });
  ProbePlan plan = plan_of({direct_task(server.port())});
  plan.limits.retries = 1;
  const Observation seen = observe(plan);
  EXPECT_EQ(verdict(seen), "ok");
  EXPECT_EQ(seen.retries, 1);
  ASSERT_EQ(seen.earlier_failures.size(), 1U);
}

TEST(Repeats, are_not_made_of_verdicts) {
  const ScriptedServer proxy([](Peer& peer) {
    peer.read_until(end_of_headers);
    peer.write("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n");
  });
  ProbePlan plan = plan_of({proxied_task(proxy.port())});
  plan.limits.retries = 3;
  EXPECT_EQ(observe(plan).retries, 0);
  EXPECT_EQ(proxy.connections(), 1);
}

TEST(Run, has_an_observation_for_each_task_in_order) {
  const ScriptedServer server([](Peer& peer) { peer.read_some(); });
  std::vector<ProbeTask> tasks(30, direct_task(server.port()));
  Prober prober = make_prober();
  std::size_t last = 0;
  const ProbeOutcome outcome =
      prober.run(plan_of(tasks), [&last](std::size_t finished, std::size_t total) {
        EXPECT_EQ(total, 30U);
        EXPECT_GE(finished, last);
        last = finished;
      });
  EXPECT_EQ(outcome.end, RunEnd::finished);
  EXPECT_EQ(last, 30U);
  ASSERT_EQ(outcome.observations.size(), 30U);
  for (TaskId id = 0; id < 30; ++id) {
    EXPECT_EQ(outcome.observations[id].task, id);
  }
}

TEST(Run, can_be_followed_by_another) {
  const ScriptedServer server([](Peer& peer) { peer.read_some(); });
  Prober prober = make_prober();
  for (int i = 0; i < 2; ++i) {
    const ProbeOutcome outcome = prober.run(plan_of({direct_task(server.port())}));
    ASSERT_EQ(outcome.observations.size(), 1U);
    EXPECT_EQ(verdict(outcome.observations[0]), "tls.reset at tls");
  }
}

TEST(Run, without_tasks_ends_at_once) {
  Prober prober = make_prober();
  const ProbeOutcome outcome = prober.run(plan_of({}));
  EXPECT_TRUE(outcome.observations.empty());
  EXPECT_EQ(outcome.end, RunEnd::finished);
}

TEST(Run, does_not_wait_for_controls) {
  const ScriptedServer slow(stay_silent);
  const ScriptedServer fast([](Peer& peer) { peer.read_some(); });
  ProbeTask control = direct_task(slow.port());
  control.control = ControlKind::unrelated_host;
  ProbePlan plan = plan_of({direct_task(fast.port()), control});
  plan.limits.attempt_timeout = Millis(5000);
  Prober prober = make_prober();
  const auto began = steady_clock::now();
  const ProbeOutcome outcome = prober.run(plan);
  EXPECT_LT(steady_clock::now() - began, Millis(1500));
  ASSERT_EQ(outcome.observations.size(), 2U);
  EXPECT_EQ(outcome.observations[1].outcome, Outcome::skipped);
  EXPECT_EQ(outcome.end, RunEnd::finished);
}

TEST(Deadline, ends_the_run_and_keeps_what_was_learnt) {
  const ScriptedServer slow(stay_silent);
  const ScriptedServer fast([](Peer& peer) { peer.read_some(); });
  ProbePlan plan = plan_of({direct_task(fast.port()), direct_task(slow.port())});
  plan.limits.attempt_timeout = Millis(5000);
  plan.limits.deadline = Millis(300);
  Prober prober = make_prober();
  const ProbeOutcome outcome = prober.run(plan);
  EXPECT_EQ(outcome.end, RunEnd::deadline);
  ASSERT_EQ(outcome.observations.size(), 2U);
  EXPECT_EQ(verdict(outcome.observations[0]), "tls.reset at tls");
  EXPECT_EQ(verdict(outcome.observations[1]), "skipped: the deadline passed");
}

TEST(Interrupt, ends_the_run_and_keeps_what_was_learnt) {
  // The signal comes once the silent server has been spoken to.
  const ScriptedServer slow([](Peer& peer) {
    peer.read_some();
    std::this_thread::sleep_for(Millis(50));
    kill(getpid(), SIGINT);
    peer.wait_for_end();
  });
  ProbePlan plan = plan_of({direct_task(slow.port())});
  plan.limits.attempt_timeout = Millis(5000);
  Prober prober = make_prober(&Interrupts::hold());
  const ProbeOutcome outcome = prober.run(plan);
  EXPECT_EQ(outcome.end, RunEnd::interrupted);
  ASSERT_EQ(outcome.observations.size(), 1U);
  EXPECT_EQ(verdict(outcome.observations[0]), "skipped: interrupted");
  EXPECT_TRUE(outcome.observations[0].timings.tcp);
  EXPECT_EQ(prober.run(plan).end, RunEnd::interrupted) << "the next one is not";
}

/// How many sockets of this process are connected to that port of this machine.
int connections_to(std::uint16_t port) {
  int count = 0;
  for (int descriptor = 0; descriptor < 256; ++descriptor) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    const bool connected =
        getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) == 0 &&
        peer.sin_family == AF_INET;
    count += connected && ntohs(peer.sin_port) == port ? 1 : 0;
  }
  return count;
}

/// libcurl 8.10 and later would keep a connection for its TLS shutdown, and call what belonged to
/// the transfer when the far end's close_notify comes.
TEST(Farewell, of_the_far_end_finds_nobody_and_nothing_is_kept_open_for_it) {
  const auto late = [](const std::string& answer) {
    return [answer](Peer& peer) {
      if (peer.start_tls(authorities().good)) {
        peer.read_until(end_of_headers);
        peer.write(answer);
        std::this_thread::sleep_for(Millis(100));
        peer.say_farewell();
        std::this_thread::sleep_for(Millis(50));
      }
    };
  };
  const ScriptedServer service(late(std::string(good_answer)));
  const ScriptedServer proxy(late("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"));
  const ScriptedServer silent(stay_silent);
  ProbeTask by_proxy = proxied_task(proxy.port(), ProxyScheme::https);
  by_proxy.route.proxy->address.host = "127.0.0.1";
  Prober prober = make_prober();
  const ProbeOutcome first = prober.run(plan_of({direct_task(service.port()), by_proxy}));
  EXPECT_EQ(verdict(first.observations.at(0)), "ok");
  EXPECT_EQ(connections_to(service.port()), 0);
  EXPECT_EQ(connections_to(proxy.port()), 0);
  ProbePlan second = plan_of({direct_task(silent.port())});  // the loop goes on meanwhile
  second.limits.attempt_timeout = Millis(250);
  EXPECT_EQ(verdict(prober.run(second).observations.at(0)), "tls.timeout at tls");
}

TEST(Names, without_any_resolver_are_unreachable_at_once) {
  ProbePlan plan = plan_of({{.host = "login.test", .server_name = "login.test"}});
  plan.resolvers = {"127.0.0.1:1"};
  const auto began = steady_clock::now();
  const Observation seen = observe(plan);
  EXPECT_EQ(verdict(seen), "dns.unreachable at dns");
  EXPECT_LT(steady_clock::now() - began, Millis(2500));
  EXPECT_FALSE(seen.address);
}

}  // namespace prober_run_test
}  // namespace netprobe::testing_support
