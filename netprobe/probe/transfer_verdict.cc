#include "netprobe/probe/transfer_verdict.h"

#include "netprobe/core/text.h"
#include "netprobe/probe/block_pages.h"
#include "netprobe/probe/proxy_verdict.h"
#include "netprobe/probe/tcp_socket.h"
#include "netprobe/probe/verdict_parts.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>

#include <algorithm>
#include <cerrno>

namespace netprobe {

namespace {

// --- the TLS stage
// --------------------------------------------------------------------------------

/// SSL_R_RECORD_LAYER_FAILURE, which OpenSSL has from 3.2 on.
constexpr int record_layer_failure = 313;

/// Reasons and alerts, not OpenSSL's sentences, whose words differ from version to version.
bool is_version_error(const TlsTrace& tls) {
  switch (tls.reason) {
    case SSL_R_UNSUPPORTED_PROTOCOL:  // a ServerHello of less than what we take
    case SSL_R_NO_PROTOCOLS_AVAILABLE:
    case SSL_R_INAPPROPRIATE_FALLBACK:
    case SSL_R_VERSION_TOO_LOW:
      return true;
    default:
      return tls.alert == SSL_AD_PROTOCOL_VERSION || tls.alert == SSL_AD_INAPPROPRIATE_FALLBACK;
  }
}

bool is_no_tls(const TransferTrace& trace, const TlsTrace& tls, bool alone) {
  // Less than the header of a record never reaches OpenSSL's callback.
  const bool crumbs = alone && !tls.any_record && trace.bytes_received > 0;
  switch (tls.reason) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case record_layer_failure:
      return true;
    default:
      return tls.strange_record || crumbs;
  }
}

/// `alone`: nothing but this TLS session was on the connection.
Failure judge_tls(const TransferTrace& trace, const TlsTrace& tls, Stage stage, bool alone) {
  if (tls.certificate_failure) {
    return *tls.certificate_failure;
  }
  if (is_no_tls(trace, tls, alone)) {
    return failed(stage, Cause::tls_not_tls, "the answer to the ClientHello is no TLS record");
  }
  if (is_version_error(tls)) {
    return failed(stage, Cause::tls_version, "no TLS version from 1.2 up in common");
  }
  if (trace.expired || trace.curl_code == CURLE_OPERATION_TIMEDOUT) {
    return failed(stage, Cause::tls_timeout, "silence after the ClientHello");
  }
  if (!tls.facts.alert.empty()) {
    return failed(stage, Cause::tls_reset,
                  fmt::format("the far end ended TLS with the alert \"{}\"", tls.facts.alert));
  }
  return failed(stage, Cause::tls_reset,
                trace.os_errno == ECONNRESET ? "RST after the ClientHello"
                                             : "the connection was closed after the ClientHello");
}

// --- HTTP
// -----------------------------------------------------------------------------------------

bool headers_fit(const ServiceIdentity& identity, const HeaderBlock& block) {
  return std::all_of(identity.headers.begin(), identity.headers.end(), [&](const auto& wanted) {
    const auto found = header(block, wanted.first);
    return found && starts_with_ignoring_case(*found, wanted.second);
  });
}

/// RFC 6585, 4. A filter would not say it, and a proxy does to a client of which it has had enough.
constexpr int too_many_requests = 429;

bool looks_like_filter(const HeaderBlock& block) {
  return block.status == 403 || block.status == 451 || block.status == 511 || block.status == 407;
}

std::optional<std::string> product_of(const HeaderBlock& block, const std::string& body) {
  const auto product = block_page_product(block.status, block.headers, body);
  return product ? std::optional(std::string(*product)) : std::nullopt;
}

/// A page that names the product which shows it, whatever its status.
std::optional<Failure> judge_named_page(const TransferTrace& trace, const HeaderBlock& block) {
  const auto product = product_of(block, trace.body);
  return product ? std::optional(failed(Stage::http, Cause::http_block_page,
                                        fmt::format("answered {} {} with the block page of {}",
                                                    block.status, block.reason, *product)))
                 : std::nullopt;
}

bool is_expected(const ServiceIdentity& identity, int status) {
  return std::find(identity.statuses.begin(), identity.statuses.end(), status) !=
         identity.statuses.end();
}

/// A plain request that an HTTP proxy answered itself. Not every proxy says so; but it is the
/// likelier one to answer as a filter does, where the service never would.
bool is_proxy_speaking(const HeaderBlock& block, const ProbeTask& task) {
  const bool is_strange = looks_like_filter(block) || block.status == too_many_requests;
  return asks_who_it_is(block, task) || header(block, "X-Squid-Error") ||
         header(block, "Proxy-Authenticate") ||
         (is_strange && !is_expected(task.identity, block.status));
}

/// Plain HTTP proves nobody: what answers must be what the service is known to answer.
std::optional<Failure> judge_identity(const TransferTrace& trace, const ProbeTask& task,
                                      const HeaderBlock& block) {
  const ServiceIdentity& identity = task.identity;
  const bool status_fits = identity.statuses.empty() || is_expected(identity, block.status);
  if (!identity.body.empty()) {
    const bool body_fits = trace.body == identity.body;
    if (block.status == 200 && body_fits) {
      return std::nullopt;
    }
    if (auto named = judge_named_page(trace, block)) {
      return named;
    }
    const std::string elsewhere = header(block, "Location").value_or("");
    const std::string leads =
        elsewhere.empty() ? "" : fmt::format(", which leads to {}", elsewhere.substr(0, 200));
    return failed(Stage::http, Cause::http_captive_portal,
                  fmt::format("the connectivity test was answered with {} and {}{}", block.status,
                              body_fits ? "a redirect" : "another page", leads));
  }
  if (auto named = judge_named_page(trace, block)) {
    return named;
  }
  if (looks_like_filter(block) && !(status_fits && !identity.statuses.empty())) {
    return failed(Stage::http, Cause::http_block_page,
                  fmt::format("answered {} {}, as a filter does", block.status, block.reason));
  }
  if (status_fits && headers_fit(identity, block)) {
    return std::nullopt;
  }
  const std::string_view without = status_fits ? ", without the headers of the service" : "";
  return failed(Stage::http, Cause::http_unexpected_status,
                fmt::format("answered {} {}{}", block.status, block.reason, without));
}

/// Did the body come whole, or as far as it is wanted (then it was us who ended it)? What the
/// status means is for who asked for it to say.
std::optional<Failure> judge_body(const TransferTrace& trace) {
  if (!trace.expired && (trace.curl_code == CURLE_OK || trace.curl_code == CURLE_WRITE_ERROR)) {
    return std::nullopt;
  }
  const bool silent = trace.expired || trace.curl_code == CURLE_OPERATION_TIMEDOUT;
  return failed(Stage::http, silent ? Cause::http_timeout : Cause::http_reset,
                "the answer began and did not come to its end");
}

std::optional<Failure> judge_http(const TransferTrace& trace, const ProbeTask& task) {
  if (task.whole_body && !trace.blocks.empty() && trace.blocks.back().complete) {
    return judge_body(trace);
  }
  const bool by_http_proxy = task.route.proxy && !is_socks(task) && task.protocol == Protocol::http;
  if (!trace.blocks.empty() && trace.blocks.back().complete) {
    const HeaderBlock& block = trace.blocks.back();
    if (by_http_proxy && is_proxy_speaking(block, task)) {
      return judge_proxy_answer(block, trace, task);
    }
    const bool must_show_itself = task.protocol == Protocol::http && task.connect_for.empty();
    return must_show_itself ? judge_identity(trace, task, block) : std::nullopt;
  }
  if (trace.too_many_headers) {
    return failed(Stage::http, Cause::http_unexpected_status,
                  "the headers of the answer have no end");
  }
  if (by_http_proxy && trace.blocks.empty()) {
    return judge_unanswered(trace, task);
  }
  if (is_no_http(trace)) {
    return failed(Stage::http, Cause::http_unexpected_status, "the answer is no HTTP");
  }
  if (trace.expired || trace.curl_code == CURLE_OPERATION_TIMEDOUT) {
    return failed(Stage::http, Cause::http_timeout, "no answer to the request");
  }
  return failed(Stage::http, Cause::http_reset,
                "the connection ended without an answer to the request");
}

std::optional<Failure> judge_stages(const TransferTrace& trace, const ProbeTask& task) {
  const bool https_proxy = task.route.proxy && task.route.proxy->scheme == ProxyScheme::https;
  if (https_proxy && !trace.proxy_tls.finished) {
    return judge_tls(trace, trace.proxy_tls, Stage::proxy_tls, true);
  }
  const bool plain_by_http_proxy =
      task.protocol == Protocol::http && task.depth == Depth::http && !is_socks(task);
  if (task.route.proxy && !plain_by_http_proxy && !trace.tunnel_open) {
    return judge_tunnel(trace, task);
  }
  if (task.depth == Depth::tcp) {
    return std::nullopt;
  }
  if (task.protocol == Protocol::https && !trace.tls.finished) {
    return judge_tls(trace, trace.tls, Stage::tls, !task.route.proxy);
  }
  return task.depth == Depth::http ? judge_http(trace, task) : std::nullopt;
}

}  // namespace

std::optional<Failure> judge_transfer(const TransferTrace& trace, const ProbeTask& task) {
  auto failure = judge_stages(trace, task);
  if (failure && trace.curl_code != CURLE_OK) {
    failure->raw.push_back({"curl", trace.curl_code, trace.curl_text});
  }
  if (failure && trace.os_errno != 0) {
    RawCode raw = raw_code_of(static_cast<int>(trace.os_errno));
    raw.text.clear();  // the library has said it already
    failure->raw.push_back(std::move(raw));
  }
  return failure;
}

std::optional<HttpFacts> http_facts(const TransferTrace& trace, const ProbeTask& task) {
  if (trace.blocks.empty() || trace.blocks.back().status == 0) {
    return std::nullopt;
  }
  const HeaderBlock& block = trace.blocks.back();
  HttpFacts facts;
  facts.status = block.status;
  facts.server = header(block, "Server");
  facts.via = header(block, "Via");
  if (task.protocol == Protocol::http) {
    facts.block_page = product_of(block, trace.body);
  }
  facts.headers = block.headers;
  facts.body = trace.body;
  if (const auto date = header(block, "Date")) {
    facts.date = parse_http_date(*date);
  }
  facts.received = trace.received;
  return facts;
}

}  // namespace netprobe
