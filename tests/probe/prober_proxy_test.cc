#include "tests/probe/scene.h"

#include <gmock/gmock.h>

#include <chrono>
#include <ostream>
#include <string>
#include <thread>

namespace netprobe::testing_support {
namespace prober_proxy_test {

ScriptedServer::Script refuses(std::string answer) {
  return [answer](Peer& peer) {
    peer.read_until(end_of_headers);
    peer.write(answer);
  };
}

void serve(Peer& peer) {
  if (peer.start_tls(authorities().good)) {
    peer.read_until(end_of_headers);
    peer.write(good_answer);
  }
}

void open_tunnel(Peer& peer) {
  peer.read_until(end_of_headers);
  peer.write("HTTP/1.1 200 Connection established\r\n\r\n");
  serve(peer);
}

/// What comes first is passed over; then the proxy answers as it would.
ScriptedServer::Script first(std::string interim, std::string then) {
  return [interim, then](Peer& peer) {
    peer.read_until(end_of_headers);
    peer.write(interim);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    peer.write(then);
    if ((interim + then).find(" 200 ") != std::string::npos) {
      serve(peer);
    }
  };
}

struct Row {
  std::string name;
  ScriptedServer::Script script;
  std::string expected;
  ProxyScheme scheme = ProxyScheme::http;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class ProxiedAttempt : public testing::TestWithParam<Row> {};

TEST_P(ProxiedAttempt, ends_at_one_stage_with_one_cause) {
  const ScriptedServer proxy(GetParam().script);
  const Observation seen =
      observe_for(proxied_task(proxy.port(), GetParam().scheme), GetParam().expected);
  EXPECT_EQ(verdict(seen), GetParam().expected) << (seen.failure ? seen.failure->detail : "");
  EXPECT_EQ(seen.target, "login.test:443");
  EXPECT_EQ(seen.address, IpAddress::parse("127.0.0.1"));
}

const std::string wait_a_bit = "HTTP/1.1 100 Continue\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    Interim, ProxiedAttempt,
    testing::Values(
        Row{"100 in one piece with 200", first(wait_a_bit + "HTTP/1.1 200 OK\r\n\r\n", ""), "ok"},
        Row{"100, and then 200", first(wait_a_bit, "HTTP/1.1 200 OK\r\n\r\n"), "ok"},
        Row{"three of them, with fields, and then 200",
            first(wait_a_bit + "HTTP/1.1 102 Processing\r\nX: y\r\n\r\n" +
                      "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
                  "HTTP/1.1 200 OK\r\n\r\n"),
            "ok"},
        Row{"100 that comes in two pieces",
            first("HTTP/1.1 100 Con", "tinue\r\n\r\nHTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"),
            "proxy.denied at proxy-connect"},
        Row{"100, and then 407",
            first(wait_a_bit,
                  "HTTP/1.1 407 Auth\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                  "Content-Length: 0\r\n\r\n"),
            "proxy.auth-required at proxy-connect"},
        Row{"100, and then nothing",
            [](Peer& peer) {
              peer.read_until(end_of_headers);
              peer.write(wait_a_bit);
              peer.wait_for_end();
            },
            "proxy.timeout at proxy-connect"},
        Row{"100, and the end", first(wait_a_bit, ""), "proxy.closed at proxy-connect"},
        Row{"101, which nobody asked for", first("HTTP/1.1 101 Switching\r\n\r\n", ""),
            "proxy.not-http at proxy-connect"}));

INSTANTIATE_TEST_SUITE_P(
    Http, ProxiedAttempt,
    testing::Values(
        Row{"a tunnel to the service", open_tunnel, "ok"},
        Row{"407",
            refuses("HTTP/1.1 407 Auth\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                    "Content-Length: 0\r\n\r\n"),
            "proxy.auth-required at proxy-connect"},
        Row{"403", refuses("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"),
            "proxy.denied at proxy-connect"},
        Row{"503 with a reason",
            refuses("HTTP/1.1 503 No\r\nX-Squid-Error: ERR_DNS_FAIL 0\r\n"
                    "Content-Length: 0\r\n\r\n"),
            "proxy.upstream-dns at proxy-connect"},
        Row{"504", refuses("HTTP/1.1 504 Slow\r\nContent-Length: 0\r\n\r\n"),
            "proxy.upstream-timeout at proxy-connect"},
        Row{"a web server", refuses("HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n"),
            "proxy.not-http at proxy-connect"},
        Row{"no answer", [](Peer& peer) { peer.read_some(); }, "proxy.closed at proxy-connect"},
        Row{"RST",
            [](Peer& peer) {
              peer.read_some();
              peer.reset();
            },
            "proxy.closed at proxy-connect"},
        Row{"silence", [](Peer& peer) { peer.wait_for_end(); }, "proxy.timeout at proxy-connect"},
        Row{"a tunnel into which nothing answers",
            [](Peer& peer) {
              peer.read_until(end_of_headers);
              peer.write("HTTP/1.1 200 OK\r\n\r\n");
              peer.wait_for_end();
            },
            "tls.timeout at tls"},
        Row{"a tunnel that is cut",
            [](Peer& peer) {
              peer.read_until(end_of_headers);
              peer.write("HTTP/1.1 200 OK\r\n\r\n");
              peer.read_some();
              peer.reset();
            },
            "tls.reset at tls"}));

/// SOCKS 5 (RFC 1928): greeting, method, request, reply.
ScriptedServer::Script socks(std::string method, std::string reply, bool then_serve = false) {
  return [method, reply, then_serve](Peer& peer) {
    peer.read_some();
    peer.write(method);
    if (!reply.empty()) {
      peer.read_some();
      peer.write(reply);
    }
    if (then_serve) {
      serve(peer);
    }
  };
}

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) {
    text.push_back(static_cast<char>(value));
  }
  return text;
}

std::string reply(int code) { return bytes({5, code, 0, 1, 0, 0, 0, 0, 0, 0}); }

const std::string no_method_needed = bytes({5, 0});

INSTANTIATE_TEST_SUITE_P(
    Socks, ProxiedAttempt,
    testing::Values(Row{"a tunnel to the service", socks(no_method_needed, reply(0), true), "ok",
                        ProxyScheme::socks5h},
                    Row{"no method accepted", socks(bytes({5, 0xff}), ""),
                        "proxy.auth-required at proxy-connect", ProxyScheme::socks5h},
                    Row{"reply 2", socks(no_method_needed, reply(2)),
                        "proxy.denied at proxy-connect", ProxyScheme::socks5h},
                    Row{"reply 4", socks(no_method_needed, reply(4)),
                        "proxy.upstream-failed at proxy-connect", ProxyScheme::socks5h},
                    Row{"reply 5", socks(no_method_needed, reply(5)),
                        "proxy.upstream-refused at proxy-connect", ProxyScheme::socks5h},
                    Row{"reply 6", socks(no_method_needed, reply(6)),
                        "proxy.upstream-timeout at proxy-connect", ProxyScheme::socks5h},
                    Row{"another protocol", socks("HTTP/1.1 400 Bad Request\r\n\r\n", ""),
                        "proxy.not-http at proxy-connect", ProxyScheme::socks5h},
                    Row{"silence", [](Peer& peer) { peer.wait_for_end(); },
                        "proxy.timeout at proxy-connect", ProxyScheme::socks5h}));

TEST(HttpProxy, is_sent_the_name_and_never_an_address) {
  std::string request;
  const ScriptedServer proxy([&request](Peer& peer) {
    request = peer.read_until(end_of_headers);
    peer.write("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
  });
  observe(proxied_task(proxy.port()));
  EXPECT_THAT(request, testing::StartsWith("CONNECT login.test:443 HTTP/1.1\r\n"));
  EXPECT_THAT(request, testing::Not(testing::HasSubstr("Proxy-Authorization")));
}

TEST(HttpProxy, gets_basic_credentials) {
  std::string request;
  const ScriptedServer proxy([&request](Peer& peer) {
    request = peer.read_until(end_of_headers);
    peer.write("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n");
  });
  ProbeTask task = proxied_task(proxy.port());
  task.route.proxy->credentials = Credentials{"user", Secret("pass")};
  task.route.proxy->auth = ProxyAuth::basic;
  EXPECT_EQ(verdict(observe(task)), "proxy.auth-rejected at proxy-connect");
  EXPECT_THAT(request, testing::HasSubstr("Proxy-Authorization: Basic dXNlcjpwYXNz\r\n"));
}

TEST(HttpProxy, that_is_not_there_is_refused) {
  std::uint16_t port = 0;
  {
    const ScriptedServer gone([](Peer&) {});
    port = gone.port();
  }
  EXPECT_EQ(verdict(observe(proxied_task(port))), "proxy.refused at proxy-tcp");
}

TEST(HttpProxy, that_greets_as_ssh_is_no_proxy) {
  const ScriptedServer stranger([](Peer& peer) {
    peer.write("SSH-2.0-OpenSSH_9.2\r\n");
    peer.wait_for_end();
  });
  EXPECT_EQ(verdict(observe(proxied_task(stranger.port()))), "proxy.not-http at proxy-connect");
}

TEST(HttpProxy, is_sent_the_address_of_a_range_and_carries_the_sign_in_name) {
  std::string request;
  const ScriptedServer proxy([&request](Peer& peer) {
    request = peer.read_until(end_of_headers);
    peer.write("HTTP/1.1 200 OK\r\n\r\n");
    if (peer.start_tls(authorities().good)) {
      peer.wait_for_end();
    }
  });
  ProbeTask task = proxied_task(proxy.port());
  task.host.clear();
  task.address = IpAddress::v4(0x14BE9701);
  task.depth = Depth::tls;
  EXPECT_EQ(verdict(observe(task)), "ok");
  EXPECT_THAT(request, testing::StartsWith("CONNECT 20.190.151.1:443 HTTP/1.1\r\n"));
}

TEST(HttpProxy, that_closes_a_plain_request_is_closed) {
  const ScriptedServer proxy([](Peer& peer) { peer.read_some(); });
  ProbeTask task = proxied_task(proxy.port());
  task.protocol = Protocol::http;
  EXPECT_EQ(verdict(observe(task)), "proxy.closed at proxy-connect");
}

TEST(HttpProxy, gets_plain_requests_whole) {
  std::string request;
  const ScriptedServer proxy([&request](Peer& peer) {
    request = peer.read_until(end_of_headers);
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntest");
  });
  ProbeTask task = proxied_task(proxy.port());
  task.protocol = Protocol::http;
  task.port = 80;
  task.path = "/connecttest.txt";
  task.identity.body = "test";
  EXPECT_EQ(verdict(observe(task)), "ok");
  EXPECT_THAT(request, testing::StartsWith("GET http://login.test/connecttest.txt HTTP/1.1\r\n"));
}

}  // namespace prober_proxy_test
}  // namespace netprobe::testing_support
