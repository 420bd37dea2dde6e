#include "netprobe/probe/proxy_verdict.h"

#include "netprobe/core/url.h"
#include "netprobe/probe/proxy_answer.h"
#include "netprobe/probe/verdict_parts.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace netprobe {

namespace {

/// Squid's own word for why it could not go on, else the page's status line. `named`: the target is
/// a name, which the proxy has to resolve.
Cause upstream_cause(const HeaderBlock& block, bool named) {
  const std::string reason = header(block, "X-Squid-Error").value_or("");
  const auto has = [&](std::string_view words) {
    return contains_ignoring_case(reason, words) || contains_ignoring_case(block.reason, words);
  };
  // Squid 5 says ERR_CANNOT_FORWARD for a name that it cannot resolve (where it found an address,
  // the code is an errno), and of a parent proxy that is down: refine() tells them apart.
  if (has("DNS") || (has("ERR_CANNOT_FORWARD") && block.status == 500 && named)) {
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

/// Where a redirect leads that is a proxy's own: to its sign-in page, say. A web server sends a
/// caller to another page of the host that was asked for.
std::optional<Url> foreign_page(const HeaderBlock& block, const ProbeTask& task) {
  const auto place = header(block, "Location");
  const auto url = place && block.status / 100 == 3
                       ? parse_url(*place)
                       : Result<Url>(tl::unexpect, Error{Error::Kind::input, ""});
  const bool elsewhere = url && !equals_ignoring_case(url->address.host, task.host);
  return elsewhere ? std::optional(*url) : std::nullopt;
}

Cause cause_of_status(const HeaderBlock& block, const TransferTrace& trace, bool named) {
  switch (block.status) {
    case 401:  // a server's word, by which tinyproxy and others mean a wrong password
    case 407:
      return trace.login ? Cause::proxy_auth_rejected : Cause::proxy_auth_required;
    case 400:
    case 404:
    case 405:
    case 501:
      return Cause::proxy_not_http;
    case 500:
    case 502:
    case 503:
    case 504:
      return upstream_cause(block, named);
    default:
      break;
  }
  // A web server where the proxy should be answers CONNECT with a page of its own.
  return block.status < 400 ? Cause::proxy_not_http : Cause::proxy_denied;
}

Failure socks_failure(const TransferTrace& trace, Cause cause, std::string_view words) {
  Failure failure = failed(Stage::proxy_connect, cause, std::string(words));
  failure.raw.push_back({"socks", trace.proxy_error, trace.curl_text});
  return failure;
}

/// A SOCKS proxy that wants to know who asks, or does not like the answer.
std::optional<Failure> judge_socks_login(const TransferTrace& trace, const ProbeTask& task) {
  const auto answer = [&](Cause cause, std::string_view words) {
    return socks_failure(trace, cause, words);
  };
  switch (trace.proxy_error) {
    case CURLPX_NO_AUTH:
    case CURLPX_GSSAPI:
    case CURLPX_GSSAPI_PERMSG:
      return answer(Cause::proxy_auth_required,
                    task.route.proxy->credentials
                        ? "the SOCKS proxy accepts neither a user with a password nor none"
                        : "the SOCKS proxy accepts no method without credentials");
    case CURLPX_IDENTD:
      return answer(Cause::proxy_auth_required,
                    "the SOCKS 4 proxy wants identd on this machine to say who asks (reply 92)");
    case CURLPX_IDENTD_DIFFER:
      return answer(Cause::proxy_auth_rejected,
                    "the SOCKS 4 proxy was told another user by identd (reply 93)");
    case CURLPX_USER_REJECTED:
      return answer(Cause::proxy_auth_rejected, "the SOCKS proxy rejects the credentials");
    case CURLPX_LONG_USER:
    case CURLPX_LONG_PASSWD:
      return answer(Cause::proxy_auth_rejected,
                    "SOCKS 5 carries users and passwords of at most 255 bytes");
    default:
      return std::nullopt;
  }
}

Failure judge_socks(const TransferTrace& trace, const ProbeTask& task) {
  if (auto refused = judge_socks_login(trace, task)) {
    return *std::move(refused);
  }
  const auto answer = [&](Cause cause, std::string_view words) {
    return socks_failure(trace, cause, words);
  };
  switch (trace.proxy_error) {
    case CURLPX_REPLY_NOT_ALLOWED:
      return answer(Cause::proxy_denied, "the SOCKS proxy's rules do not allow it (reply 2)");
    case CURLPX_REPLY_CONNECTION_REFUSED:
      return answer(Cause::proxy_upstream_refused, "the far end refused the SOCKS proxy (reply 5)");
    case CURLPX_REPLY_TTL_EXPIRED:
      return answer(Cause::proxy_upstream_timeout, "the SOCKS proxy's packets expired (reply 6)");
    case CURLPX_REQUEST_FAILED:
      // SOCKS 4 has one word for a rule that denies and for a far end that does not answer.
      return answer(Cause::proxy_upstream_failed,
                    "the SOCKS 4 proxy refused or failed, and does not say which (reply 91)");
    case CURLPX_REPLY_NETWORK_UNREACHABLE:
    case CURLPX_REPLY_HOST_UNREACHABLE:
    case CURLPX_REPLY_GENERAL_SERVER_FAILURE:
    case CURLPX_REPLY_COMMAND_NOT_SUPPORTED:
    case CURLPX_REPLY_ADDRESS_TYPE_NOT_SUPPORTED:
    case CURLPX_REPLY_UNASSIGNED:
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

}  // namespace

bool is_socks(const ProbeTask& task) {
  return task.route.proxy && task.route.proxy->scheme != ProxyScheme::http &&
         task.route.proxy->scheme != ProxyScheme::https;
}

bool is_no_http(const TransferTrace& trace) {
  return trace.strange_line || trace.curl_code == CURLE_WEIRD_SERVER_REPLY ||
         trace.curl_code == CURLE_UNSUPPORTED_PROTOCOL || says(trace, "HTTP/0.9") ||
         says(trace, "Invalid") || says(trace, "response line");
}

Failure judge_proxy_answer(const HeaderBlock& block, const TransferTrace& trace,
                           const ProbeTask& task) {
  const auto page = foreign_page(block, task);
  Failure failure =
      failed(Stage::proxy_connect,
             page ? Cause::proxy_denied : cause_of_status(block, trace, !task.host.empty()),
             fmt::format("the proxy answered {} {}", block.status, block.reason));
  if (page) {
    // Without its query, which may name a session.
    failure.detail +=
        fmt::format(", which leads to {}://{}{}", page->scheme, page->address.to_string(),
                    page->path.substr(0, std::min(page->path.find('?'), std::size_t{200})));
  }
  if (const auto pause = header(block, "Retry-After"); pause && block.status == 429) {
    failure.detail += fmt::format(" (Retry-After: {})", pause->substr(0, 40));
  }
  failure.raw.push_back(
      {"http", block.status, header(block, "X-Squid-Error").value_or(block.reason)});
  return failure;
}

/// Of a plain request only what the service itself would not say.
bool asks_who_it_is(const HeaderBlock& block, const ProbeTask& task) {
  const std::vector<int>& own = task.identity.statuses;
  return block.status == 407 ||
         (block.status == 401 && std::find(own.begin(), own.end(), 401) == own.end());
}

/// Something came of the answer, but not the answer itself.
Failure judge_interim(const TransferTrace& trace) {
  if (trace.too_many_headers) {
    return failed(Stage::proxy_connect, Cause::proxy_not_http,
                  "the proxy sends interim answers (1xx) without end");
  }
  const bool expired = trace.expired || trace.curl_code == CURLE_OPERATION_TIMEDOUT;
  return failed(Stage::proxy_connect, expired ? Cause::proxy_timeout : Cause::proxy_closed,
                expired ? "the proxy sent only an interim answer (1xx), never a final one"
                        : "the proxy closed the connection after an interim answer (1xx)");
}

Failure judge_unanswered(const TransferTrace& trace, const ProbeTask& task) {
  if (trace.interim_answer && !is_no_http(trace)) {
    return judge_interim(trace);
  }
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
    return judge_socks(trace, task);
  }
  if (trace.proxy_blocks.empty() || trace.proxy_blocks.back().status == 0) {
    return judge_unanswered(trace, task);
  }
  const HeaderBlock& answer = trace.proxy_blocks.back();
  if (answer.complete || answer.status / 100 != 2) {
    return judge_proxy_answer(answer, trace, task);
  }
  const std::string said = fmt::format("the proxy answered {} {}", answer.status, answer.reason);
  if (trace.too_many_headers) {
    return failed(Stage::proxy_connect, Cause::proxy_not_http, said + ", with headers without end");
  }
  const bool expired = trace.expired || trace.curl_code == CURLE_OPERATION_TIMEDOUT;
  return failed(Stage::proxy_connect, expired ? Cause::proxy_timeout : Cause::proxy_closed,
                said + (expired ? ", and did not come to the end of its headers"
                                : ", and closed the connection within its headers"));
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
  if (blocks.empty() || (plain && !asks_who_it_is(blocks.back(), task))) {
    return std::nullopt;
  }
  facts = answer_of(blocks);
  return facts;
}

}  // namespace netprobe
