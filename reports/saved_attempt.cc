#include "reports/saved_attempt.h"

#include "reports/probe_words.h"
#include "reports/saved_values.h"

#include <utility>

namespace netprobe {

namespace {

std::vector<RawCode> read_raw(JsonReader& json) {
  std::vector<RawCode> codes;
  if (is_set(json, "raw")) {
    json.for_each("raw", [&](JsonReader item) {
      RawCode code;
      take(item, "library", code.library);
      take_number(item, "code", code.code);
      take(item, "text", code.text);
      codes.push_back(std::move(code));
    });
  }
  return codes;
}

Failure read_failure(JsonReader& json) {
  Failure failure;
  take_word(json, "stage", failure.stage, Stage::http);
  take_word(json, "cause", failure.cause, all_causes().back());
  take(json, "detail", failure.detail);
  take(json, "reported_by", failure.reported_by);
  failure.raw = read_raw(json);
  return failure;
}

DnsFacts read_dns(JsonReader json) {
  DnsFacts dns;
  std::vector<IpAddress> addresses;
  take(json, "addresses", addresses);
  take(json, "ttl", dns.ttl);
  for (const IpAddress& address : addresses) {
    dns.addresses.push_back({address, dns.ttl.value_or(0)});
  }
  take(json, "cname", dns.cname);
  take(json, "server", dns.server);
  take(json, "from_hosts_file", dns.from_hosts_file);
  take(json, "resolver_addresses", dns.resolver_addresses);
  take(json, "used_tcp", dns.used_tcp);
  take(json, "truncated", dns.truncated);
  return dns;
}

CertificateFacts read_certificate(JsonReader json, const std::string& key) {
  constexpr std::size_t digits = 64;
  CertificateFacts certificate;
  certificate.sha256 = key.size() == digits ? key : "";
  take(json, "subject", certificate.subject);
  take(json, "issuer", certificate.issuer);
  take(json, "not_before", certificate.not_before);
  take(json, "not_after", certificate.not_after);
  take(json, "names", certificate.names);
  take(json, "status_addresses", certificate.status_addresses);
  return certificate;
}

/// The certificate that is referred to; reports of before there was a table have it there itself.
std::optional<CertificateFacts> certificate_in(JsonReader key,
                                               const SavedCertificates& certificates) {
  if (key.value().is_object()) {
    std::string sha256;
    take(key, "sha256", sha256);
    return read_certificate(std::move(key), sha256);
  }
  const auto found = key.value().is_string()
                         ? certificates.find(key.value().get_ref<const std::string&>())
                         : certificates.end();
  if (found == certificates.end()) {
    key.expected("a certificate, or the key of one of /certificates");
    return std::nullopt;
  }
  return found->second;
}

TlsFacts read_tls(JsonReader json, const SavedCertificates& certificates) {
  TlsFacts tls;
  take(json, "version", tls.version);
  take(json, "cipher", tls.cipher);
  if (is_set(json, "chain")) {
    json.for_each("chain", [&](JsonReader item) {
      if (auto certificate = certificate_in(std::move(item), certificates)) {
        tls.chain.push_back(std::move(*certificate));
      }
    });
  }
  if (is_set(json, "anchor")) {
    tls.anchor = certificate_in(json.member("anchor"), certificates);
  }
  take_word(json, "anchor_kind", tls.anchor_kind, AnchorKind::local);
  take_number(json, "verify_result", tls.verify_result);
  take(json, "verify_text", tls.verify_text);
  take(json, "alert", tls.alert);
  return tls;
}

HttpFacts read_http(JsonReader json) {
  HttpFacts http;
  take_number(json, "status", http.status);
  take(json, "server", http.server);
  take(json, "via", http.via);
  take(json, "block_page", http.block_page);
  take(json, "date", http.date);
  take(json, "received", http.received);
  return http;
}

AzureInstance read_azure_instance(JsonReader json) {
  AzureInstance instance;
  take(json, "region", instance.region);
  take(json, "environment", instance.environment);
  return instance;
}

ProxyFacts read_proxy_answer(JsonReader json) {
  ProxyFacts answer;
  take_number(json, "status", answer.status);
  take(json, "reason", answer.reason);
  take(json, "schemes_offered", answer.schemes_offered);
  take(json, "product", answer.product);
  take(json, "policy", answer.policy);
  take(json, "page", answer.page);
  return answer;
}

ProxyAuthFacts read_proxy_auth(JsonReader json) {
  ProxyAuthFacts auth;
  take(json, "offered", auth.offered);
  if (is_set(json, "tried")) {
    json.for_each("tried", [&](JsonReader item) {
      TriedScheme tried;
      take_word(item, "scheme", tried.scheme, ProxyAuth::negotiate);
      if (tried.scheme == ProxyAuth::any) {
        item.member("scheme").expected("basic, digest, ntlm or negotiate");
      }
      take_word(item, "outcome", tried.outcome, LoginOutcome::unavailable);
      take(item, "detail", tried.detail);
      auth.tried.push_back(std::move(tried));
    });
  }
  return auth;
}

void read_timings(JsonReader json, Timings& timings) {
  take(json, "dns", timings.dns);
  take(json, "tcp", timings.tcp);
  take(json, "proxy", timings.proxy);
  take(json, "tls", timings.tls);
  take(json, "first_byte", timings.first_byte);
  take(json, "total", timings.total);
  take(json, "waited", timings.waited);
}

}  // namespace

SavedCertificates read_certificates(JsonReader json) {
  SavedCertificates all;
  if (!json.value().is_object()) {
    json.expected("an object of certificates");
    return all;
  }
  for (const auto& [key, value] : json.value().items()) {
    all.emplace(key, read_certificate(json.member(key), key));
  }
  return all;
}

Observation read_attempt(JsonReader json, const SavedCertificates& certificates) {
  Observation seen;
  take_number(json, "task", seen.task);
  take_number(json, "path", seen.path);
  take_word(json, "route", seen.route, RouteKind::proxy);
  take(json, "proxy", seen.proxy);
  take(json, "target", seen.target);
  take(json, "address", seen.address);
  take(json, "source_address", seen.source);
  take(json, "stands_for", seen.stands_for);
  take_word(json, "outcome", seen.outcome, Outcome::skipped);
  if (seen.outcome == Outcome::failed) {
    seen.failure = read_failure(json);
  }
  take(json, "skipped_because", seen.skipped_because);
  take_word(json, "reached", seen.reached, Depth::http);
  take_number(json, "retries", seen.retries);
  take(json, "repeated_alone", seen.repeated_alone);
  if (is_set(json, "earlier_failures")) {
    json.for_each("earlier_failures",
                  [&](JsonReader item) { seen.earlier_failures.push_back(read_failure(item)); });
  }
  if (is_set(json, "timings_ms")) {
    read_timings(json.member("timings_ms"), seen.timings);
  }
  seen.dns = is_set(json, "dns") ? std::optional(read_dns(json.member("dns"))) : std::nullopt;
  seen.tls = is_set(json, "tls") ? std::optional(read_tls(json.member("tls"), certificates))
                                 : std::nullopt;
  seen.proxy_tls = is_set(json, "proxy_tls")
                       ? std::optional(read_tls(json.member("proxy_tls"), certificates))
                       : std::nullopt;
  seen.http = is_set(json, "http") ? std::optional(read_http(json.member("http"))) : std::nullopt;
  seen.proxy_answer = is_set(json, "proxy_answer")
                          ? std::optional(read_proxy_answer(json.member("proxy_answer")))
                          : std::nullopt;
  seen.azure_instance = is_set(json, "azure_instance")
                            ? std::optional(read_azure_instance(json.member("azure_instance")))
                            : std::nullopt;
  seen.proxy_auth = is_set(json, "proxy_auth")
                        ? std::optional(read_proxy_auth(json.member("proxy_auth")))
                        : std::nullopt;
  take_word(json, "kind", seen.control, ControlKind::windows_tls);
  take(json, "follow_up", seen.follow_up);
  return seen;
}

}  // namespace netprobe
