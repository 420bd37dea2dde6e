#include "netprobe/probe/fetch.h"

#include "tests/probe/scene.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <atomic>
#include <ostream>
#include <string>

namespace netprobe::testing_support {
namespace fetch_test {

using testing::HasSubstr;

FetchOrder order_for(const ScriptedServer& server, const std::string& path,
                     const std::string& scheme = "http") {
  FetchOrder order;
  order.url = parse_url(fmt::format("{}://127.0.0.1:{}{}", scheme, server.port(), path)).value();
  order.most = 1000;
  order.limits.connect_timeout = Millis(2000);
  order.limits.attempt_timeout = Millis(400);
  order.limits.retries = 0;
  return order;
}

std::string answer(int status, const std::string& headers, const std::string& body) {
  return fmt::format("HTTP/1.1 {} Word\r\n{}Content-Length: {}\r\n\r\n{}", status, headers,
                     body.size(), body);
}

struct Row {
  std::string name;
  std::string answer;  ///< empty: silence
  std::string text;
  std::string problem;  ///< a part of it; empty: none
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Fetches : public testing::TestWithParam<Row> {};

TEST_P(Fetches, give_a_file_or_a_problem) {
  const Row& row = GetParam();
  const ScriptedServer server([&](Peer& peer) {
    peer.read_until(end_of_headers);
    row.answer.empty() ? peer.wait_for_end() : static_cast<void>(peer.write(row.answer));
  });
  Prober prober = make_prober();
  const Fetched fetched = fetch(prober, order_for(server, "/proxy.pac"));
  if (row.problem.empty()) {
    EXPECT_EQ(fetched.problem, "");
  } else {
    EXPECT_THAT(fetched.problem, HasSubstr(row.problem));
  }
  EXPECT_EQ(fetched.text, row.text);
  EXPECT_EQ(fetched.end, RunEnd::finished);
}

INSTANTIATE_TEST_SUITE_P(
    All, Fetches,
    testing::Values(
        Row{"a file", answer(200, "", "text"), "text", ""},
        Row{"an empty file", answer(200, "", ""), "", ""},
        Row{"a file without a length", "HTTP/1.1 200 OK\r\n\r\ntext", "text", ""},
        Row{"a large file is cut where it is too large", answer(200, "", std::string(5000, 'x')),
            std::string(1001, 'x'), ""},
        Row{"404", answer(404, "", "nothing here"), "", "the status 404"},
        Row{"403", answer(403, "", "no"), "", "the status 403"},
        Row{"407 is no file either", answer(407, "", "no"), "", "the status 407"},
        Row{"500", answer(500, "", "no"), "", "the status 500"},
        Row{"204", "HTTP/1.1 204 Nothing\r\n\r\n", "", "the status 204"},
        Row{"another scheme is not followed", answer(302, "Location: https://127.0.0.1/\r\n", ""),
            "", "which is not followed"},
        Row{"nor another host with a password",
            answer(302, "Location: http://u:hunter2@127.0.0.1/\r\n", ""), "",
            "302 to \"http://***@127.0.0.1/\", which is not followed"},
        Row{"nor nowhere", answer(302, "", ""), "", "302 to \"\", which is not followed"},
        Row{"a file that is cut off", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ntext", "",
            "http.reset"},
        Row{"no HTTP", "SSH-2.0-x\r\n", "", "http."}, Row{"silence", "", "", "http.timeout"}));

TEST(Fetch, tells_the_type) {
  const ScriptedServer server([&](Peer& peer) {
    peer.read_until(end_of_headers);
    peer.write(answer(200, "content-type: text/plain; charset=x\r\n", "text"));
  });
  Prober prober = make_prober();
  EXPECT_EQ(fetch(prober, order_for(server, "/")).content_type, "text/plain; charset=x");
}

TEST(Fetch, follows_three_redirects_and_no_more) {
  for (const int redirects : {3, 4}) {
    std::atomic<int> asked = 0;
    const ScriptedServer server([&](Peer& peer) {
      peer.read_until(end_of_headers);
      peer.write(asked++ < redirects ? answer(302, "Location: /next\r\n", "")
                                     : answer(200, "", "text"));
    });
    Prober prober = make_prober();
    const Fetched fetched = fetch(prober, order_for(server, "/"));
    EXPECT_EQ(fetched.text, redirects == 3 ? "text" : "");
    EXPECT_EQ(fetched.problem.empty(), redirects == 3) << fetched.problem;
    EXPECT_EQ(server.connections(), 4);
  }
}

TEST(Fetch, asks_for_the_path_at_the_host) {
  std::string request;
  const ScriptedServer server([&](Peer& peer) {
    request = peer.read_until(end_of_headers);
    peer.write(answer(200, "", "text"));
  });
  Prober prober = make_prober();
  fetch(prober, order_for(server, "/a/b.pac?c=d"));
  EXPECT_THAT(request, testing::StartsWith("GET /a/b.pac?c=d HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr(fmt::format("Host: 127.0.0.1:{}\r\n", server.port())));
}

TEST(Fetch, reads_the_whole_body_over_tls_too_and_checks_who_answers) {
  const Identity local = make_leaf(authorities().local, "127.0.0.1");
  for (const bool trusted : {true, false}) {
    const Identity stranger = make_leaf(authorities().stranger, "127.0.0.1");
    const ScriptedServer server([&](Peer& peer) {
      if (peer.start_tls(trusted ? local : stranger)) {
        peer.read_until(end_of_headers);
        peer.write(answer(200, "", std::string(900, 'x')));
      }
    });
    Prober prober = make_prober();
    const Fetched fetched = fetch(prober, order_for(server, "/", "https"));
    EXPECT_EQ(fetched.text, trusted ? std::string(900, 'x') : "") << fetched.problem;
    EXPECT_EQ(fetched.problem.starts_with("tls."), !trusted) << fetched.problem;
  }
}

TEST(Fetch, tells_where_nobody_listens) {
  std::uint16_t port = 0;
  {
    const ScriptedServer gone([](Peer&) {});
    port = gone.port();
  }
  FetchOrder order;
  order.url = parse_url(fmt::format("http://127.0.0.1:{}/", port)).value();
  order.limits.retries = 0;
  Prober prober = make_prober();
  EXPECT_THAT(fetch(prober, order).problem, testing::StartsWith("tcp.reset: "));
}

TEST(Fetch, ends_with_the_deadline) {
  const ScriptedServer server([](Peer& peer) { peer.wait_for_end(); });
  FetchOrder order = order_for(server, "/");
  order.limits.attempt_timeout = Millis(5000);
  order.limits.deadline = Millis(200);
  Prober prober = make_prober();
  const Fetched fetched = fetch(prober, order);
  EXPECT_EQ(fetched.end, RunEnd::deadline);
  EXPECT_EQ(fetched.problem, "it was not fetched: the deadline passed");
}

}  // namespace fetch_test
}  // namespace netprobe::testing_support
