#include "netprobe/probe/transfer_verdict.h"

#include "netprobe/core/text.h"
#include "netprobe/probe/block_pages.h"
#include "netprobe/probe/proxy_answer.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

namespace netprobe {

namespace {

Failure failed(Stage stage, Cause cause, std::string detail) {
  Failure failure;
  failure.stage = stage;
  failure.cause = cause;
  failure.detail = std::move(detail);
  return failure;
}

std::optional<std::string> header(const HeaderBlock& block, std::string_view name) {
  for (const auto& [key, value] : block.headers) {
    if (equals_ignoring_case(key, name)) {
      return value;
    }
  }
  return std::nullopt;
}

bool is_socks(const ProbeTask& task) {
  return task.route.proxy && task.route.proxy->scheme != ProxyScheme::http &&
         task.route.proxy->scheme != ProxyScheme::https;
}

// --- the TLS stage
// --------------------------------------------------------------------------------

bool says(const TransferTrace& trace, std::string_view words) {
  return contains_ignoring_case(trace.curl_text, words);
}

bool is_version_error(const TransferTrace& trace, const TlsTrace& tls) {
  return contains_ignoring_case(tls.facts.alert, "protocol version") ||
         says(trace, "unsupported protocol") || says(trace, "protocol version") ||
         says(trace, "no protocols available") || says(trace, "inappropriate fallback") ||
         says(trace, "version too low");
}

bool is_no_tls(const TransferTrace& trace, const TlsTrace& tls, bool alone) {
  // Less than the header of a record never reaches OpenSSL's callback.
  const bool crumbs = alone && !tls.any_record && trace.bytes_received > 0;
  return tls.strange_record || crumbs || says(trace, "wrong version number") ||
         says(trace, "http request") || says(trace, "packet length too long") ||
         says(trace, "record layer failure");
}

/// `alone`: nothing but this TLS session was on the connection.
Failure judge_tls(const TransferTrace& trace, const TlsTrace& tls, Stage stage, bool alone) {
  if (tls.certificate_failure) {
    return *tls.certificate_failure;
  }
  if (is_no_tls(trace, tls, alone)) {
    return failed(stage, Cause::tls_not_tls, "the answer to the ClientHello is no TLS record");
  }
  if (is_version_error(trace, tls)) {
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

// --- the proxy's answer
// ---------------------------------------------------------------------------

/// Squid's own word for why it could not go on, else the page's status line.
Cause upstream_cause(const HeaderBlock& block) {
  const std::string reason = header(block, "X-Squid-Error").value_or("");
  const auto has = [&](std::string_view words) {
    return contains_ignoring_case(reason, words) || contains_ignoring_case(block.reason, words);
  };
  // Squid 5 says ERR_CANNOT_FORWARD for a name that it cannot resolve; where it found an address,
  // the code is an errno.
  if (has("DNS") || (has("ERR_CANNOT_FORWARD") && block.status == 500)) {
    return Cause::proxy_upstream_dns;
  }
  if (block.status == 504 || has("TIMEOUT") || has("timed out") || reason.ends_with(" 110")) {
    return Cause::proxy_upstream_timeout;
  }
  if (has("refused") || reason.ends_with(" 111")) {
    return Cause::proxy_upstream_refused;
  }
  return Cause::proxy_upstream_failed;
}

Failure judge_proxy_status(const HeaderBlock& block, const ProbeTask& task) {
  const std::string said = fmt::format("the proxy answered {} {}", block.status, block.reason);
  const auto refusal = [&](Cause cause) {
    Failure failure = failed(Stage::proxy_connect, cause, said);
    failure.raw.push_back(
        {"http", block.status, header(block, "X-Squid-Error").value_or(block.reason)});
    return failure;
  };
  switch (block.status) {
    case 407:
      return refusal(task.route.proxy && task.route.proxy->credentials
                         ? Cause::proxy_auth_rejected
                         : Cause::proxy_auth_required);
    case 400:
    case 404:
    case 405:
    case 501:
      return refusal(Cause::proxy_not_http);
    case 500:
    case 502:
    case 503:
    case 504:
      return refusal(upstream_cause(block));
    default:
      break;
  }
  // A web server where the proxy should be answers CONNECT with a page of its own.
  return refusal(block.status < 400 ? Cause::proxy_not_http : Cause::proxy_denied);
}

Failure judge_socks(const TransferTrace& trace) {
  const auto answer = [&](Cause cause, std::string_view words) {
    Failure failure = failed(Stage::proxy_connect, cause, std::string(words));
    failure.raw.push_back({"socks", trace.proxy_error, trace.curl_text});
    return failure;
  };
  switch (trace.proxy_error) {
    case CURLPX_NO_AUTH:
    case CURLPX_GSSAPI:
    case CURLPX_GSSAPI_PERMSG:
      return answer(Cause::proxy_auth_required,
                    "the SOCKS proxy accepts no method without credentials");
    case CURLPX_USER_REJECTED:
    case CURLPX_IDENTD:
    case CURLPX_IDENTD_DIFFER:
      return answer(Cause::proxy_auth_rejected, "the SOCKS proxy rejects the credentials");
    case CURLPX_REPLY_NOT_ALLOWED:
      return answer(Cause::proxy_denied, "the SOCKS proxy's rules do not allow it (reply 2)");
    case CURLPX_REPLY_CONNECTION_REFUSED:
      return answer(Cause::proxy_upstream_refused, "the far end refused the SOCKS proxy (reply 5)");
    case CURLPX_REPLY_TTL_EXPIRED:
      return answer(Cause::proxy_upstream_timeout, "the SOCKS proxy's packets expired (reply 6)");
    case CURLPX_REPLY_NETWORK_UNREACHABLE:
    case CURLPX_REPLY_HOST_UNREACHABLE:
    case CURLPX_REPLY_GENERAL_SERVER_FAILURE:
    case CURLPX_REPLY_COMMAND_NOT_SUPPORTED:
    case CURLPX_REPLY_ADDRESS_TYPE_NOT_SUPPORTED:
    case CURLPX_REPLY_UNASSIGNED:
    case CURLPX_REQUEST_FAILED:
    case CURLPX_UNKNOWN_FAIL:
      return answer(Cause::proxy_upstream_failed, "the SOCKS proxy could not connect further");
    case CURLPX_BAD_VERSION:
    case CURLPX_BAD_ADDRESS_TYPE:
    case CURLPX_UNKNOWN_MODE:
      return answer(Cause::proxy_not_http, "the answer is no SOCKS");
    default:
      break;
  }
  if (trace.expired || trace.curl_code == CURLE_OPERATION_TIMEDOUT) {
    return answer(Cause::proxy_timeout, "the SOCKS proxy accepted the connection and stays silent");
  }
  return answer(Cause::proxy_closed, "the SOCKS proxy closed the connection");
}

/// Something came, and it is no HTTP.
bool is_no_http(const TransferTrace& trace) {
  return trace.strange_line || trace.curl_code == CURLE_WEIRD_SERVER_REPLY ||
         trace.curl_code == CURLE_UNSUPPORTED_PROTOCOL || says(trace, "HTTP/0.9") ||
         says(trace, "Invalid") || says(trace, "response line");
}

/// An HTTP proxy took the connection, and gave no answer of HTTP to what was asked of it.
Failure judge_unanswered(const TransferTrace& trace, const ProbeTask& task) {
  // Over TLS to the proxy, what was received says nothing: the handshake is in it.
  const bool plain = task.route.proxy->scheme == ProxyScheme::http;
  if (is_no_http(trace) || (plain && trace.bytes_received > 0)) {
    return failed(Stage::proxy_connect, Cause::proxy_not_http,
                  "what answers where the proxy should be speaks no HTTP");
  }
  if (trace.expired || trace.curl_code == CURLE_OPERATION_TIMEDOUT) {
    return failed(Stage::proxy_connect, Cause::proxy_timeout,
                  "the proxy accepted the connection and stays silent");
  }
  return failed(Stage::proxy_connect, Cause::proxy_closed,
                "the proxy closed the connection without an answer");
}

Failure judge_tunnel(const TransferTrace& trace, const ProbeTask& task) {
  if (is_socks(task)) {
    return judge_socks(trace);
  }
  if (!trace.proxy_blocks.empty() && trace.proxy_blocks.back().status != 0) {
    return judge_proxy_status(trace.proxy_blocks.back(), task);
  }
  return judge_unanswered(trace, task);
}

// --- HTTP
// -----------------------------------------------------------------------------------------

bool headers_fit(const ServiceIdentity& identity, const HeaderBlock& block) {
  return std::all_of(identity.headers.begin(), identity.headers.end(), [&](const auto& wanted) {
    const auto found = header(block, wanted.first);
    return found && starts_with_ignoring_case(*found, wanted.second);
  });
}

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

/// Plain HTTP proves nobody: what answers must be what the service is known to answer.
std::optional<Failure> judge_identity(const TransferTrace& trace, const ProbeTask& task,
                                      const HeaderBlock& block) {
  const ServiceIdentity& identity = task.identity;
  const bool status_fits =
      identity.statuses.empty() || std::find(identity.statuses.begin(), identity.statuses.end(),
                                             block.status) != identity.statuses.end();
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
    const bool proxy_spoke =
        by_http_proxy && (block.status == 407 || header(block, "X-Squid-Error") ||
                          header(block, "Proxy-Authenticate"));
    if (proxy_spoke) {
      return judge_proxy_status(block, task);
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
    failure->raw.push_back({"errno", trace.os_errno, ""});
  }
  return failure;
}

std::optional<ProxyFacts> proxy_facts(const TransferTrace& trace, const ProbeTask& task) {
  if (!task.connect_for.empty()) {
    return trace.blocks.empty() ? std::nullopt : std::optional(answer_in_full(trace, task));
  }
  if (!task.route.proxy) {
    return std::nullopt;
  }
  ProxyFacts facts;
  if (is_socks(task)) {
    facts.status = static_cast<int>(trace.proxy_error);
    return trace.tunnel_open || trace.proxy_error != 0 ? std::optional(facts) : std::nullopt;
  }
  const bool plain = task.protocol == Protocol::http;
  const auto& blocks = plain ? trace.blocks : trace.proxy_blocks;
  if (blocks.empty() || (plain && blocks.back().status != 407)) {
    return std::nullopt;
  }
  facts = answer_of(blocks);
  return facts;
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
