#include "netprobe/probe/transfer_verdict.h"

#include <curl/curl.h>
#include <gmock/gmock.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>

#include <cerrno>
#include <functional>
#include <optional>
#include <ostream>
#include <string>

namespace netprobe {
namespace transfer_verdict_test {

/// Which path a recorded transfer took.
enum class Path { direct, plain, http_proxy, plain_by_proxy, https_proxy, socks };

ProbeTask task_on(Path path) {
  ProbeTask task{.host = "login.test", .server_name = "login.test"};
  Proxy proxy{.address = {"proxy.test", 3128}};
  switch (path) {
    case Path::direct:
      return task;
    case Path::plain:
      task.protocol = Protocol::http;
      return task;
    case Path::plain_by_proxy:
      task.protocol = Protocol::http;
      break;
    case Path::https_proxy:
      proxy.scheme = ProxyScheme::https;
      break;
    case Path::socks:
      proxy.scheme = ProxyScheme::socks5h;
      break;
    case Path::http_proxy:
      break;
  }
  task.route = {.kind = RouteKind::proxy, .proxy = proxy};
  return task;
}

HeaderBlock block(int status, std::vector<std::pair<std::string, std::string>> headers = {}) {
  return {.status = status, .reason = "words", .headers = std::move(headers), .complete = true};
}

TransferTrace ended(int curl_code, long os_errno = 0) {
  return {.curl_code = curl_code, .os_errno = os_errno};
}
TransferTrace silent() { return {.expired = true}; }

TransferTrace in_tls(TransferTrace trace) {
  trace.tunnel_open = true;
  trace.tls.began = true;
  return trace;
}
TransferTrace past_tls(TransferTrace trace) {
  trace = in_tls(std::move(trace));
  trace.tls.finished = true;
  trace.request_sent = true;
  return trace;
}
TransferTrace past_proxy_tls(TransferTrace trace) {
  trace.proxy_tls.finished = true;
  return trace;
}
TransferTrace answered(TransferTrace trace, HeaderBlock by_service) {
  trace.blocks.push_back(std::move(by_service));
  return trace;
}
TransferTrace refused_tunnel(HeaderBlock by_proxy) {
  TransferTrace trace = ended(CURLE_RECV_ERROR);
  trace.tunnel_asked = true;
  trace.proxy_blocks.push_back(std::move(by_proxy));
  return trace;
}
TransferTrace logged_in(TransferTrace trace) {
  trace.login = ProxyAuth::ntlm;
  return trace;
}
TransferTrace said(TransferTrace trace, const char* text) {
  trace.curl_text = text;
  return trace;
}
/// OpenSSL's own reason.
TransferTrace because(TransferTrace trace, int reason) {
  trace.tls.reason = reason;
  return trace;
}
/// As the message callback notes it: the number to judge by, the words to report.
TransferTrace alerted(TransferTrace trace, int alert) {
  trace.tls.alert = alert;
  trace.tls.facts.alert = SSL_alert_desc_string_long(alert);
  return trace;
}
TransferTrace strange(TransferTrace trace) {
  trace.tls.strange_record = true;
  return trace;
}
TransferTrace with_bytes(TransferTrace trace, std::uint64_t count) {
  trace.bytes_received = count;
  return trace;
}
TransferTrace with_record(TransferTrace trace) {
  trace.tls.any_record = true;
  return trace;
}
TransferTrace with_strange_line(TransferTrace trace) {
  trace.strange_line = true;
  return trace;
}
TransferTrace socks(long proxy_error) {
  TransferTrace trace = ended(CURLE_PROXY);
  trace.proxy_error = proxy_error;
  return trace;
}

struct Row {
  std::string name;
  Path path;
  TransferTrace trace;
  std::optional<Stage> stage;
  std::optional<Cause> cause;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class TransferVerdict : public testing::TestWithParam<Row> {};

TEST_P(TransferVerdict, names_the_first_stage_that_failed) {
  const Row& row = GetParam();
  const auto failure = judge_transfer(row.trace, task_on(row.path));
  ASSERT_EQ(failure.has_value(), row.cause.has_value());
  if (failure) {
    EXPECT_EQ(name_of(failure->stage), name_of(*row.stage));
    EXPECT_EQ(name_of(failure->cause), name_of(*row.cause));
    EXPECT_FALSE(failure->detail.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Tls, TransferVerdict,
    testing::Values(
        Row{"RST after the ClientHello", Path::direct,
            in_tls(ended(CURLE_SSL_CONNECT_ERROR, ECONNRESET)), Stage::tls, Cause::tls_reset},
        Row{"EOF after the ClientHello", Path::direct, in_tls(ended(CURLE_SSL_CONNECT_ERROR)),
            Stage::tls, Cause::tls_reset},
        Row{"silence after the ClientHello", Path::direct, in_tls(silent()), Stage::tls,
            Cause::tls_timeout},
        Row{"an alert about the version", Path::direct,
            because(alerted(in_tls(ended(CURLE_SSL_CONNECT_ERROR)), SSL_AD_PROTOCOL_VERSION),
                    SSL_R_TLSV1_ALERT_PROTOCOL_VERSION),
            Stage::tls, Cause::tls_version},
        Row{"an alert about a fallback", Path::direct,
            because(alerted(in_tls(ended(CURLE_SSL_CONNECT_ERROR)), SSL_AD_INAPPROPRIATE_FALLBACK),
                    SSL_R_TLSV1_ALERT_INAPPROPRIATE_FALLBACK),
            Stage::tls, Cause::tls_version},
        Row{"an old ServerHello", Path::direct,
            because(in_tls(ended(CURLE_SSL_CONNECT_ERROR)), SSL_R_UNSUPPORTED_PROTOCOL), Stage::tls,
            Cause::tls_version},
        Row{"any other alert is somebody who hangs up", Path::direct,
            because(alerted(in_tls(ended(CURLE_SSL_CONNECT_ERROR)), SSL_AD_ACCESS_DENIED),
                    SSL_R_TLSV1_ALERT_ACCESS_DENIED),
            Stage::tls, Cause::tls_reset},
        Row{"a word of libcurl's that only sounds like it", Path::direct,
            said(in_tls(ended(CURLE_SSL_CONNECT_ERROR)), "wrong version number, protocol version"),
            Stage::tls, Cause::tls_reset},
        Row{"a record of no version", Path::direct,
            because(with_record(in_tls(ended(CURLE_SSL_CONNECT_ERROR))),
                    SSL_R_WRONG_VERSION_NUMBER),
            Stage::tls, Cause::tls_not_tls},
        Row{"a record of no length", Path::direct,
            because(with_record(in_tls(ended(CURLE_SSL_CONNECT_ERROR))),
                    SSL_R_PACKET_LENGTH_TOO_LONG),
            Stage::tls, Cause::tls_not_tls},
        Row{"an HTTP request, of all things", Path::direct,
            because(in_tls(ended(CURLE_SSL_CONNECT_ERROR)), SSL_R_HTTP_REQUEST), Stage::tls,
            Cause::tls_not_tls},
        Row{"EOF, as OpenSSL 3 words it", Path::direct,
            because(in_tls(ended(CURLE_SSL_CONNECT_ERROR)), SSL_R_UNEXPECTED_EOF_WHILE_READING),
            Stage::tls, Cause::tls_reset},
        Row{"no TLS record", Path::direct, strange(in_tls(ended(CURLE_SSL_CONNECT_ERROR))),
            Stage::tls, Cause::tls_not_tls},
        Row{"no TLS record, and then silence", Path::direct, strange(in_tls(silent())), Stage::tls,
            Cause::tls_not_tls},
        Row{"less than a record, and EOF", Path::direct,
            with_bytes(in_tls(ended(CURLE_SSL_CONNECT_ERROR)), 3), Stage::tls, Cause::tls_not_tls},
        Row{"a record, and EOF", Path::direct,
            with_bytes(with_record(in_tls(ended(CURLE_SSL_CONNECT_ERROR))), 300), Stage::tls,
            Cause::tls_reset},
        Row{"behind a tunnel the proxy's bytes say nothing of TLS", Path::http_proxy,
            with_bytes(in_tls(ended(CURLE_SSL_CONNECT_ERROR)), 39), Stage::tls, Cause::tls_reset},
        Row{"behind a tunnel the stage is still the far end's", Path::http_proxy,
            in_tls(ended(CURLE_SSL_CONNECT_ERROR, ECONNRESET)), Stage::tls, Cause::tls_reset},
        Row{"the proxy's own TLS is silent", Path::https_proxy, silent(), Stage::proxy_tls,
            Cause::tls_timeout},
        Row{"the proxy's own TLS is cut", Path::https_proxy, ended(CURLE_SSL_CONNECT_ERROR),
            Stage::proxy_tls, Cause::tls_reset}));

INSTANTIATE_TEST_SUITE_P(
    VerifiedHttp, TransferVerdict,
    testing::Values(
        Row{"200", Path::direct, answered(past_tls(ended(CURLE_OK)), block(200)), {}, {}},
        Row{"404 of the service",
            Path::direct,
            answered(past_tls(ended(CURLE_OK)), block(404)),
            {},
            {}},
        Row{"503 of the service",
            Path::direct,
            answered(past_tls(ended(CURLE_OK)), block(503)),
            {},
            {}},
        Row{"407 of the service, which is no proxy",
            Path::direct,
            answered(past_tls(ended(CURLE_OK)), block(407)),
            {},
            {}},
        Row{"the body was cut by us",
            Path::direct,
            answered(past_tls(ended(CURLE_WRITE_ERROR)), block(200)),
            {},
            {}},
        Row{"the body came too slowly",
            Path::direct,
            answered(past_tls(silent()), block(200)),
            {},
            {}},
        Row{"silence after the request", Path::direct, past_tls(silent()), Stage::http,
            Cause::http_timeout},
        Row{"RST after the request", Path::direct, past_tls(ended(CURLE_RECV_ERROR, ECONNRESET)),
            Stage::http, Cause::http_reset},
        Row{"an answer that is no HTTP", Path::direct, past_tls(ended(CURLE_UNSUPPORTED_PROTOCOL)),
            Stage::http, Cause::http_unexpected_status},
        Row{"EOF after the request", Path::direct, past_tls(ended(CURLE_GOT_NOTHING)), Stage::http,
            Cause::http_reset}));

INSTANTIATE_TEST_SUITE_P(
    Connect, TransferVerdict,
    testing::Values(
        Row{"407 without credentials", Path::http_proxy, refused_tunnel(block(407)),
            Stage::proxy_connect, Cause::proxy_auth_required},
        Row{"407 in spite of credentials", Path::http_proxy, logged_in(refused_tunnel(block(407))),
            Stage::proxy_connect, Cause::proxy_auth_rejected},
        Row{"403", Path::http_proxy, refused_tunnel(block(403)), Stage::proxy_connect,
            Cause::proxy_denied},
        Row{"451", Path::http_proxy, refused_tunnel(block(451)), Stage::proxy_connect,
            Cause::proxy_denied},
        Row{"a web server's 405", Path::http_proxy, refused_tunnel(block(405)),
            Stage::proxy_connect, Cause::proxy_not_http},
        Row{"a web server's redirect", Path::http_proxy, refused_tunnel(block(301)),
            Stage::proxy_connect, Cause::proxy_not_http},
        Row{"504", Path::http_proxy, refused_tunnel(block(504)), Stage::proxy_connect,
            Cause::proxy_upstream_timeout},
        Row{"502 without a reason", Path::http_proxy, refused_tunnel(block(502)),
            Stage::proxy_connect, Cause::proxy_upstream_failed},
        Row{"squid cannot resolve", Path::http_proxy,
            refused_tunnel(block(503, {{"X-Squid-Error", "ERR_DNS_FAIL 0"}})), Stage::proxy_connect,
            Cause::proxy_upstream_dns},
        Row{"squid 5 cannot resolve", Path::http_proxy,
            refused_tunnel(block(500, {{"X-Squid-Error", "ERR_CANNOT_FORWARD 0"}})),
            Stage::proxy_connect, Cause::proxy_upstream_dns},
        Row{"squid was refused", Path::http_proxy,
            refused_tunnel(block(503, {{"x-squid-error", "ERR_CONNECT_FAIL 111"}})),
            Stage::proxy_connect, Cause::proxy_upstream_refused},
        Row{"squid waited in vain", Path::http_proxy,
            refused_tunnel(block(503, {{"X-Squid-Error", "ERR_CONNECT_FAIL 110"}})),
            Stage::proxy_connect, Cause::proxy_upstream_timeout},
        Row{"closed without an answer", Path::http_proxy, ended(CURLE_RECV_ERROR),
            Stage::proxy_connect, Cause::proxy_closed},
        Row{"another protocol's banner", Path::http_proxy,
            with_strange_line(ended(CURLE_WRITE_ERROR)), Stage::proxy_connect,
            Cause::proxy_not_http},
        Row{"a few bytes without a line, and then silence", Path::http_proxy,
            with_bytes(silent(), 7), Stage::proxy_connect, Cause::proxy_not_http},
        Row{"an HTTPS proxy that is silent after its handshake", Path::https_proxy,
            past_proxy_tls(with_bytes(silent(), 2000)), Stage::proxy_connect, Cause::proxy_timeout},
        Row{"silence", Path::http_proxy, silent(), Stage::proxy_connect, Cause::proxy_timeout}));

INSTANTIATE_TEST_SUITE_P(
    PlainByProxy, TransferVerdict,
    testing::Values(
        Row{"the proxy asks for credentials", Path::plain_by_proxy,
            answered(ended(CURLE_OK), block(407)), Stage::proxy_connect,
            Cause::proxy_auth_required},
        Row{"the proxy rejects a password as a server would", Path::plain_by_proxy,
            logged_in(answered(ended(CURLE_OK), block(401))), Stage::proxy_connect,
            Cause::proxy_auth_rejected},
        Row{"the proxy has had enough requests", Path::plain_by_proxy,
            answered(ended(CURLE_OK), block(429)), Stage::proxy_connect, Cause::proxy_denied},
        Row{"the proxy shows a page to sign in at", Path::plain_by_proxy,
            answered(ended(CURLE_OK), block(511)), Stage::proxy_connect, Cause::proxy_denied},
        Row{"squid denies", Path::plain_by_proxy,
            answered(ended(CURLE_OK), block(403, {{"X-Squid-Error", "ERR_ACCESS_DENIED 0"}})),
            Stage::proxy_connect, Cause::proxy_denied},
        Row{"the proxy stays silent", Path::plain_by_proxy, silent(), Stage::proxy_connect,
            Cause::proxy_timeout},
        Row{"the proxy closes", Path::plain_by_proxy, ended(CURLE_GOT_NOTHING),
            Stage::proxy_connect, Cause::proxy_closed},
        Row{"the proxy speaks another protocol", Path::plain_by_proxy,
            ended(CURLE_UNSUPPORTED_PROTOCOL), Stage::proxy_connect, Cause::proxy_not_http},
        Row{"the service's own answer",
            Path::plain_by_proxy,
            answered(ended(CURLE_OK), block(200)),
            {},
            {}}));

INSTANTIATE_TEST_SUITE_P(
    Socks, TransferVerdict,
    testing::Values(
        Row{"no method accepted", Path::socks, socks(CURLPX_NO_AUTH), Stage::proxy_connect,
            Cause::proxy_auth_required},
        Row{"credentials rejected", Path::socks, socks(CURLPX_USER_REJECTED), Stage::proxy_connect,
            Cause::proxy_auth_rejected},
        Row{"reply 2", Path::socks, socks(CURLPX_REPLY_NOT_ALLOWED), Stage::proxy_connect,
            Cause::proxy_denied},
        Row{"reply 3", Path::socks, socks(CURLPX_REPLY_NETWORK_UNREACHABLE), Stage::proxy_connect,
            Cause::proxy_upstream_failed},
        Row{"reply 4", Path::socks, socks(CURLPX_REPLY_HOST_UNREACHABLE), Stage::proxy_connect,
            Cause::proxy_upstream_failed},
        Row{"reply 5", Path::socks, socks(CURLPX_REPLY_CONNECTION_REFUSED), Stage::proxy_connect,
            Cause::proxy_upstream_refused},
        Row{"reply 6", Path::socks, socks(CURLPX_REPLY_TTL_EXPIRED), Stage::proxy_connect,
            Cause::proxy_upstream_timeout},
        Row{"another protocol", Path::socks, socks(CURLPX_BAD_VERSION), Stage::proxy_connect,
            Cause::proxy_not_http},
        Row{"closed", Path::socks, socks(CURLPX_CLOSED), Stage::proxy_connect, Cause::proxy_closed},
        Row{"silence", Path::socks, silent(), Stage::proxy_connect, Cause::proxy_timeout}));

struct Identity {
  std::string name;
  ServiceIdentity identity;
  HeaderBlock block;
  std::string body;
  std::optional<Cause> cause;
};

void PrintTo(const Identity& row, std::ostream* out) { *out << row.name; }

class PlainIdentity : public testing::TestWithParam<Identity> {};

TEST_P(PlainIdentity, is_what_the_service_is_known_to_answer) {
  const Identity& row = GetParam();
  ProbeTask task = task_on(Path::plain);
  task.identity = row.identity;
  TransferTrace trace = answered(ended(CURLE_OK), row.block);
  trace.body = row.body;
  const auto failure = judge_transfer(trace, task);
  EXPECT_EQ(failure ? std::optional(failure->cause) : std::nullopt, row.cause);
}

const ServiceIdentity connect_test{.statuses = {200}, .body = "Microsoft Connect Test"};

INSTANTIATE_TEST_SUITE_P(
    ConnectivityTest, PlainIdentity,
    testing::Values(Identity{"the exact body", connect_test, block(200), connect_test.body, {}},
                    Identity{"another page", connect_test, block(200), "<html>log in",
                             Cause::http_captive_portal},
                    Identity{"a redirect elsewhere", connect_test,
                             block(302, {{"Location", "http://portal.test/"}}), "",
                             Cause::http_captive_portal},
                    Identity{"a longer body", connect_test, block(200), connect_test.body + "x",
                             Cause::http_captive_portal}));

INSTANTIATE_TEST_SUITE_P(
    Others, PlainIdentity,
    testing::Values(
        Identity{"a known status", {.statuses = {200, 404}}, block(404), "", {}},
        Identity{"a filter's 403", {.statuses = {200}}, block(403), "", Cause::http_block_page},
        Identity{"a 403 that the service is known for", {.statuses = {403}}, block(403), "", {}},
        Identity{"an unknown status",
                 {.statuses = {200}},
                 block(500),
                 "",
                 Cause::http_unexpected_status},
        Identity{"the service's header",
                 {.statuses = {200}, .headers = {{"Server", "ECAcc"}}},
                 block(200, {{"server", "ECAcc (bsb/2789)"}}),
                 "",
                 {}},
        Identity{"a stranger's header",
                 {.statuses = {200}, .headers = {{"Server", "ECAcc"}}},
                 block(200, {{"Server", "nginx"}}),
                 "",
                 Cause::http_unexpected_status},
        Identity{"nothing is asked", {}, block(418), "", {}}));

TEST(Transfer, that_only_had_to_open_a_tunnel_is_done_with_it) {
  ProbeTask task = task_on(Path::http_proxy);
  task.depth = Depth::tcp;
  TransferTrace trace = ended(CURLE_OK);
  trace.tunnel_open = true;
  EXPECT_FALSE(judge_transfer(trace, task));
}

}  // namespace transfer_verdict_test
}  // namespace netprobe
