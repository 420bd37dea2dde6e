#include "tests/probe/scene.h"

#include <gmock/gmock.h>
#include <openssl/tls1.h>

#include <ostream>
#include <string>

namespace netprobe::testing_support {
namespace prober_test {

using std::chrono::hours;

void answer(Peer& peer) {
  peer.read_until(end_of_headers);
  peer.write(good_answer);
}

ScriptedServer::Script over_tls(const Identity& identity, ScriptedServer::Script then = answer) {
  return [&identity, then](Peer& peer) {
    if (peer.start_tls(identity)) {
      then(peer);
    }
  };
}

struct Row {
  std::string name;
  ScriptedServer::Script script;
  std::string for_service;
  Expectation expectation = Expectation::service;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class DirectAttempt : public testing::TestWithParam<Row> {};

TEST_P(DirectAttempt, ends_at_one_stage_with_one_cause) {
  const ScriptedServer server(GetParam().script);
  ProbeTask task = direct_task(server.port());
  task.expectation = GetParam().expectation;
  const Observation seen = observe_for(task, GetParam().for_service);
  EXPECT_EQ(verdict(seen), GetParam().for_service) << (seen.failure ? seen.failure->detail : "");
  EXPECT_EQ(seen.address, IpAddress::parse("127.0.0.1"));
  EXPECT_TRUE(seen.timings.tcp);
  EXPECT_EQ(server.connections(), 1);
}

const Identity& signed_by_company() {
  static const Identity made = make_leaf(authorities().local, "login.test");
  return made;
}
const Identity& signed_by_stranger() {
  static const Identity made = make_leaf(authorities().stranger, "login.test");
  return made;
}
const Identity& expired() {
  static const Identity made = make_leaf(authorities().service, "login.test", hours(-2), hours(-1));
  return made;
}
const Identity& of_tomorrow() {
  static const Identity made = make_leaf(authorities().service, "login.test", hours(1), hours(2));
  return made;
}
const Identity& of_another_name() {
  static const Identity made = make_leaf(authorities().service, "other.test");
  return made;
}

INSTANTIATE_TEST_SUITE_P(
    Certificates, DirectAttempt,
    testing::Values(
        Row{"an expected root", over_tls(authorities().good), "ok"},
        Row{"a root of this machine's own", over_tls(signed_by_company()),
            "tls.intercepted at tls"},
        Row{"which is enough for any other host", over_tls(signed_by_company()), "ok",
            Expectation::verified},
        Row{"a root that nobody trusts", over_tls(signed_by_stranger()), "tls.untrusted at tls"},
        Row{"a self-signed certificate", over_tls(authorities().stranger), "tls.untrusted at tls"},
        Row{"expired", over_tls(expired()), "tls.expired at tls"},
        Row{"not yet valid", over_tls(of_tomorrow()), "tls.not-yet-valid at tls"},
        Row{"for another name", over_tls(of_another_name()), "tls.name-mismatch at tls"}));

INSTANTIATE_TEST_SUITE_P(
    Handshake, DirectAttempt,
    testing::Values(
        Row{"RST after the ClientHello",
            [](Peer& peer) {
              peer.read_some();
              peer.reset();
            },
            "tls.reset at tls"},
        Row{"EOF after the ClientHello", [](Peer& peer) { peer.read_some(); }, "tls.reset at tls"},
        Row{"silence after the ClientHello", [](Peer& peer) { peer.wait_for_end(); },
            "tls.timeout at tls"},
        Row{"an answer in plain HTTP",
            [](Peer& peer) {
              peer.read_some();
              peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
            },
            "tls.not-tls at tls"},
        Row{"less than the header of a record, and EOF",
            [](Peer& peer) {
              peer.read_some();
              peer.write("no\n");
            },
            "tls.not-tls at tls"},
        Row{"a banner, and then silence",
            [](Peer& peer) {
              peer.write("SSH-2.0-OpenSSH_9.2\r\n");
              peer.wait_for_end();
            },
            "tls.not-tls at tls"},
        Row{"TLS 1.1 only", [](Peer& peer) { peer.start_tls(authorities().good, TLS1_1_VERSION); },
            "tls.version at tls"},
        Row{"TLS 1.2 only",
            [](Peer& peer) {
              if (peer.start_tls(authorities().good, TLS1_2_VERSION)) {
                answer(peer);
              }
            },
            "ok"}));

INSTANTIATE_TEST_SUITE_P(
    Http, DirectAttempt,
    testing::Values(
        Row{"silence after the request",
            over_tls(authorities().good, [](Peer& peer) { peer.wait_for_end(); }),
            "http.timeout at http"},
        Row{"RST after the request",
            over_tls(authorities().good,
                     [](Peer& peer) {
                       peer.read_until(end_of_headers);
                       peer.reset();
                     }),
            "http.reset at http"},
        Row{"EOF after the request",
            over_tls(authorities().good, [](Peer& peer) { peer.read_until(end_of_headers); }),
            "http.reset at http"},
        Row{"headers without end",
            over_tls(authorities().good,
                     [](Peer& peer) {
                       peer.read_until(end_of_headers);
                       peer.write("HTTP/1.1 200 OK\r\n");
                       while (peer.write("X-Again: " + std::string(1000, 'x') + "\r\n")) {
                       }
                     }),
            "http.unexpected-status at http"},
        Row{"headers byte by byte",
            over_tls(authorities().good,
                     [](Peer& peer) {
                       peer.read_until(end_of_headers);
                       peer.write("HTTP/1.1 200 OK\r\nX-Slow: ");
                       while (peer.write("x")) {
                         std::this_thread::sleep_for(Millis(20));
                       }
                     }),
            "http.timeout at http"},
        Row{"a body without end is an answer",
            over_tls(authorities().good,
                     [](Peer& peer) {
                       peer.read_until(end_of_headers);
                       peer.write("HTTP/1.1 200 OK\r\n\r\n");
                       while (peer.write(std::string(9000, 'x'))) {
                       }
                     }),
            "ok"}));

TEST(DirectAttemptFacts, hold_what_the_far_end_showed) {
  std::string request;
  const ScriptedServer server(over_tls(authorities().good, [&request](Peer& peer) {
    request = peer.read_until(end_of_headers);
    peer.write(
        "HTTP/1.1 403 No\r\nServer: thing/1\r\nDate: Sat, 21 Nov 2026 01:00:00 GMT\r\n"
        "Content-Length: 0\r\n\r\n");
  }));
  ProbeTask task = direct_task(server.port());
  task.path = "/a?b=c";
  const Observation seen = observe(task);
  ASSERT_EQ(verdict(seen), "ok");
  EXPECT_EQ(seen.reached, Depth::http);
  EXPECT_THAT(request, testing::StartsWith("GET /a?b=c HTTP/1.1\r\nHost: login.test"));
  EXPECT_THAT(request, testing::HasSubstr("User-Agent: netprobe/"));
  ASSERT_TRUE(seen.tls && seen.http);
  EXPECT_EQ(seen.tls->version, "TLSv1.3");
  EXPECT_FALSE(seen.tls->cipher.empty());
  EXPECT_EQ(seen.tls->anchor_kind, AnchorKind::expected);
  ASSERT_EQ(seen.tls->chain.size(), 1U);
  EXPECT_EQ(seen.tls->chain[0].subject, "CN=login.test");
  EXPECT_EQ(seen.tls->chain[0].issuer, "CN=Service Root");
  EXPECT_THAT(seen.tls->chain[0].names, testing::ElementsAre("login.test"));
  EXPECT_EQ(seen.tls->chain[0].sha256.size(), 64U);
  EXPECT_EQ(seen.http->status, 403);
  EXPECT_EQ(seen.http->server, "thing/1");
  EXPECT_TRUE(seen.http->date && seen.http->received);
  EXPECT_TRUE(seen.timings.tls && seen.timings.first_byte && seen.timings.total);
}

TEST(DirectAttemptFacts, keep_the_chain_of_a_stranger) {
  const ScriptedServer server(over_tls(signed_by_stranger()));
  const Observation seen = observe(direct_task(server.port()));
  ASSERT_TRUE(seen.tls);
  ASSERT_FALSE(seen.tls->chain.empty());
  EXPECT_EQ(seen.tls->chain[0].issuer, "CN=Stranger Root");
  EXPECT_EQ(seen.tls->anchor_kind, AnchorKind::unverified);
  EXPECT_NE(seen.tls->verify_result, 0);
  EXPECT_EQ(seen.reached, Depth::tcp);
  EXPECT_FALSE(seen.http);
}

TEST(Depth, ends_an_attempt_where_it_should) {
  for (const Depth depth : {Depth::tcp, Depth::tls}) {
    const ScriptedServer server(
        over_tls(authorities().good, [](Peer& peer) { peer.wait_for_end(); }));
    ProbeTask task = direct_task(server.port());
    task.depth = depth;
    const Observation seen = observe(task);
    EXPECT_EQ(verdict(seen), "ok") << name_of(depth);
    EXPECT_EQ(seen.reached, depth);
    EXPECT_FALSE(seen.http);
  }
}

TEST(Connect, to_a_port_where_nobody_listens_is_reset) {
  std::uint16_t port = 0;
  {
    const ScriptedServer gone([](Peer&) {});
    port = gone.port();
  }
  const Observation seen = observe(direct_task(port));
  EXPECT_EQ(verdict(seen), "tcp.reset at tcp");
  EXPECT_FALSE(seen.reached);
}

}  // namespace prober_test
}  // namespace netprobe::testing_support
