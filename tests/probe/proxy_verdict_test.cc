#include "netprobe/probe/proxy_verdict.h"

#include <curl/curl.h>
#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {
namespace proxy_verdict_test {

ProbeTask task_by(ProxyScheme scheme) {
  ProbeTask task{.host = "login.test", .server_name = "login.test"};
  task.route = {.kind = RouteKind::proxy,
                .proxy = Proxy{.scheme = scheme, .address = {"proxy.test", 3128}}};
  return task;
}

TransferTrace answered(int status, std::vector<std::pair<std::string, std::string>> headers,
                       bool complete = true) {
  TransferTrace trace{.curl_code = CURLE_RECV_ERROR};
  trace.proxy_blocks.push_back(
      {.status = status, .reason = "words", .headers = std::move(headers), .complete = complete});
  return trace;
}

TransferTrace socks(long proxy_error) {
  TransferTrace trace{.curl_code = CURLE_PROXY};
  trace.proxy_error = proxy_error;
  return trace;
}

TransferTrace logged_in(TransferTrace trace) {
  trace.login = ProxyAuth::basic;
  return trace;
}

TransferTrace interim() {
  TransferTrace trace{.curl_code = CURLE_RECV_ERROR};
  trace.interim_answer = true;
  trace.bytes_received = 25;
  return trace;
}

TransferTrace silent(TransferTrace trace) {
  trace.curl_code = 0;
  trace.expired = true;
  return trace;
}

TransferTrace padded(TransferTrace trace) {
  trace.too_many_headers = true;
  return trace;
}

struct Row {
  std::string name;
  ProxyScheme scheme;
  TransferTrace trace;
  Cause cause;
  std::string detail;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class ProxyVerdict : public testing::TestWithParam<Row> {};

TEST_P(ProxyVerdict, names_the_cause_and_says_why) {
  const Failure failure = judge_tunnel(GetParam().trace, task_by(GetParam().scheme));
  EXPECT_EQ(failure.stage, Stage::proxy_connect);
  EXPECT_EQ(name_of(failure.cause), name_of(GetParam().cause));
  EXPECT_THAT(failure.detail, testing::HasSubstr(GetParam().detail));
}

INSTANTIATE_TEST_SUITE_P(
    Http, ProxyVerdict,
    testing::Values(
        Row{"a redirect to a page of its own", ProxyScheme::http,
            answered(302, {{"Location", "https://sign-in.corp/page?session=4711"}}),
            Cause::proxy_denied, "302 words, which leads to https://sign-in.corp:443/page"},
        Row{"a redirect to the host that was asked for", ProxyScheme::http,
            answered(301, {{"location", "https://LOGIN.test/"}}), Cause::proxy_not_http,
            "301 words"},
        Row{"a redirect to a path", ProxyScheme::http, answered(301, {{"Location", "/login"}}),
            Cause::proxy_not_http, "301 words"},
        Row{"401 without a scheme", ProxyScheme::http, answered(401, {}),
            Cause::proxy_auth_required, "401 words"},
        Row{"401 with a server's scheme", ProxyScheme::http,
            answered(401, {{"WWW-Authenticate", "Basic realm=\"x\""}}), Cause::proxy_auth_required,
            "401 words"},
        Row{"401 in spite of credentials", ProxyScheme::http, logged_in(answered(401, {})),
            Cause::proxy_auth_rejected, "401 words"},
        Row{"429", ProxyScheme::http, answered(429, {{"retry-after", "30"}}), Cause::proxy_denied,
            "429 words (Retry-After: 30)"},
        Row{"an interim answer, and then silence", ProxyScheme::http, silent(interim()),
            Cause::proxy_timeout, "only an interim answer (1xx), never a final one"},
        Row{"an interim answer, and then the end", ProxyScheme::http, interim(),
            Cause::proxy_closed, "after an interim answer (1xx)"},
        Row{"interim answers without end", ProxyScheme::http, padded(interim()),
            Cause::proxy_not_http, "without end"},
        Row{"511", ProxyScheme::http, answered(511, {}), Cause::proxy_denied, "511 words"},
        Row{"200, and headers without end", ProxyScheme::http, padded(answered(200, {}, false)),
            Cause::proxy_not_http, "with headers without end"},
        Row{"200, and then silence within the headers", ProxyScheme::http,
            silent(answered(200, {}, false)), Cause::proxy_timeout, "did not come to the end"},
        Row{"200, and closed within the headers", ProxyScheme::http, answered(200, {}, false),
            Cause::proxy_closed, "closed the connection within its headers"},
        Row{"403 that is cut off", ProxyScheme::http, answered(403, {}, false), Cause::proxy_denied,
            "403 words"}));

INSTANTIATE_TEST_SUITE_P(
    Socks, ProxyVerdict,
    testing::Values(Row{"SOCKS 4 reply 91", ProxyScheme::socks4, socks(CURLPX_REQUEST_FAILED),
                        Cause::proxy_upstream_failed, "does not say which (reply 91)"},
                    Row{"SOCKS 4 reply 92", ProxyScheme::socks4a, socks(CURLPX_IDENTD),
                        Cause::proxy_auth_required, "identd"},
                    Row{"SOCKS 4 reply 93", ProxyScheme::socks4a, socks(CURLPX_IDENTD_DIFFER),
                        Cause::proxy_auth_rejected, "identd"},
                    Row{"a user that is too long", ProxyScheme::socks5h, socks(CURLPX_LONG_USER),
                        Cause::proxy_auth_rejected, "255 bytes"},
                    Row{"GSSAPI alone", ProxyScheme::socks5h, socks(CURLPX_NO_AUTH),
                        Cause::proxy_auth_required, "no method without credentials"}));

TEST(ProxyVerdict, of_a_method_refused_in_spite_of_credentials_says_so) {
  ProbeTask task = task_by(ProxyScheme::socks5h);
  task.route.proxy->credentials = Credentials{"user", Secret("password")};
  EXPECT_THAT(judge_tunnel(socks(CURLPX_NO_AUTH), task).detail,
              testing::HasSubstr("neither a user with a password nor none"));
}

TEST(ProxyFacts, list_every_scheme_that_was_offered_once) {
  TransferTrace trace = answered(407, {{"Proxy-Authenticate", "Negotiate, NTLM"},
                                       {"proxy-authenticate", "Basic realm=\"x\""}});
  trace.proxy_blocks.push_back(trace.proxy_blocks.front());
  const auto facts = proxy_facts(trace, task_by(ProxyScheme::http));
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->status, 407);
  EXPECT_THAT(facts->schemes_offered, testing::ElementsAre("Negotiate", "NTLM", "Basic"));
}

TEST(ProxyFacts, take_a_servers_field_for_an_offer_only_with_401) {
  const auto offered = [](int status) {
    const TransferTrace trace = answered(status, {{"WWW-Authenticate", "Basic realm=\"x\""}});
    return proxy_facts(trace, task_by(ProxyScheme::http))->schemes_offered;
  };
  EXPECT_THAT(offered(401), testing::ElementsAre("Basic"));
  EXPECT_THAT(offered(403), testing::IsEmpty());
}

}  // namespace proxy_verdict_test
}  // namespace netprobe
