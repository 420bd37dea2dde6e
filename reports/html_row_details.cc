#include "netprobe/core/text.h"
#include "reports/html_parts.h"
#include "reports/layout.h"
#include "reports/probe_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace netprobe {

namespace {

/// Of each kind; a page is read by people.
constexpr std::size_t most_attempts = 16;
constexpr std::size_t most_of_a_kind = 6;
constexpr std::size_t most_certificates = 8;

HtmlData labelled(std::string_view label, std::string_view value, std::size_t limit = 600) {
  return HtmlFields{{"label", html_text(label)}, {"value", html_text(value, limit)}};
}

kainjow::mustache::list facts_of_row(const PlannedRow& row, const RowView& view) {
  kainjow::mustache::list facts;
  const auto add = [&](std::string_view label, const std::string& value) {
    if (!value.empty()) {
      facts.push_back(labelled(label, value));
    }
  };
  add("Purpose", row.purpose);
  add("Asked by", row.catalog_id ? "the catalog, as " + *row.catalog_id : "this call");
  add("Service tag", row.service_tag);
  add("Required", view.result.required ? "yes" : "no");
  add("Note", view.note());
  if (!row.probes.empty()) {
    add("Way", row.probes.front().in_force_reason);
  }
  return facts;
}

std::string html_times(const Timings& timings) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view label, const std::optional<Micros>& time) {
    if (time) {
      parts.push_back(fmt::format("{} {}", label, html_duration(*time)));
    }
  };
  add("DNS", timings.dns);
  add("connect", timings.tcp);
  add("proxy", timings.proxy);
  add("TLS", timings.tls);
  add("first byte", timings.first_byte);
  return join(parts, ", ");
}

}  // namespace

std::string html_way_of(const Observation& seen) {
  return seen.proxy ? fmt::format("{} {}", name_of(seen.route), *seen.proxy)
                    : std::string(name_of(seen.route));
}

std::string html_ending_of(const Observation& seen) {
  switch (seen.outcome) {
    case Outcome::ok:
      return "✓ " +
             (seen.http ? fmt::format("answered {}", seen.http->status) : std::string("passed")) +
             (seen.retries > 0
                  ? fmt::format(" (after {})", counted(static_cast<std::size_t>(seen.retries),
                                                       "repeat", "repeats"))
                  : "");
    case Outcome::failed:
      return seen.failure ? fmt::format("✗ {} at {}: {}", name_of(seen.failure->cause),
                                        name_of(seen.failure->stage), seen.failure->detail)
                          : "✗ failed";
    case Outcome::skipped:
      return "– not tried: " + seen.skipped_because;
  }
  return "";
}

std::string_view html_class_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::failed:
      return "bad";
    case Outcome::skipped:
      break;
  }
  return "none";
}

namespace {

HtmlData html_attempt(const RowAttempt& attempt) {
  const Observation& seen = *attempt.seen;
  return HtmlFields{{"outcome", html_text(html_class_of(seen.outcome))},
                    {"way", html_text(html_way_of(seen), 200)},
                    {"target", html_text(seen.target, 300)},
                    {"address", html_text(seen.address ? seen.address->to_string() : "–")},
                    {"ending", html_text(html_ending_of(seen))},
                    {"times", html_text(html_times(seen.timings))}};
}

HtmlData html_attempts(const RowView& view) {
  if (view.attempts.empty()) {
    return HtmlData(false);
  }
  std::vector<RowAttempt> told = view.attempts;
  // What failed is what a reader unfolds the row for.
  std::stable_partition(told.begin(), told.end(), [](const RowAttempt& attempt) {
    return attempt.seen->outcome == Outcome::failed;
  });
  const std::size_t left_out = told.size() - std::min(told.size(), most_attempts);
  told.resize(told.size() - left_out);
  return HtmlFields{{"items", html_list(told, html_attempt)},
                    {"more_attempts", left_out == 0 ? HtmlData(false)
                                                    : html_text(counted(left_out, "more attempt is",
                                                                        "more attempts are") +
                                                                " in the JSON report.")}};
}

/// What each attempt says of one kind of thing, each once, and no more than a reader takes in.
template <typename Describe>
HtmlData html_distinct(const RowView& view, Describe describe) {
  std::set<std::string> known;
  kainjow::mustache::list items;
  for (const RowAttempt& attempt : view.attempts) {
    if (items.size() < most_of_a_kind) {
      describe(*attempt.seen, known, items);
    }
  }
  return items.empty() ? HtmlData(false) : HtmlData(HtmlFields{{"items", HtmlData(items)}});
}

void describe_names(const Observation& seen, std::set<std::string>& known,
                    kainjow::mustache::list& items) {
  if (!seen.dns) {
    return;
  }
  std::vector<std::string> addresses;
  for (const ResolvedAddress& one : seen.dns->addresses) {
    addresses.push_back(one.address.to_string());
  }
  const std::string host = seen.target.substr(0, seen.target.rfind(':'));
  const std::string list = addresses.empty() ? "no address" : join(addresses, ", ");
  std::string by = seen.dns->server ? "said by " + *seen.dns->server : "";
  by += seen.dns->ttl ? fmt::format("{}for {} s", by.empty() ? "" : ", ", *seen.dns->ttl) : "";
  if (known.insert(host + " " + join(seen.dns->cname, " ") + " " + list + by).second) {
    items.push_back(
        HtmlFields{{"asked", html_text(host, 300)},
                   {"chain", html_list(seen.dns->cname,
                                       [](const std::string& name) {
                                         return HtmlFields{{"link", html_text(name, 300)}};
                                       })},
                   {"addresses", html_text(list)},
                   {"by", html_maybe(by)}});
  }
}

HtmlData html_certificate(const CertificateFacts& certificate) {
  return HtmlFields{{"subject", html_text(certificate.subject, 300)},
                    {"issuer", html_text(certificate.issuer, 300)},
                    {"until", html_text(format_rfc3339(certificate.not_after).substr(0, 10))},
                    {"sha256", html_text(certificate.sha256)}};
}

std::string judgement_of(const TlsFacts& tls) {
  std::string out = tls.version.empty() ? "no version was agreed on" : tls.version;
  out += tls.cipher.empty() ? "" : ", " + tls.cipher;
  if (tls.anchor) {
    out +=
        fmt::format("; verified, ends at {} ({})", tls.anchor->subject, name_of(tls.anchor_kind));
  } else if (tls.verify_result != 0) {
    out += fmt::format("; not verified: {}", tls.verify_text);
  }
  out += tls.alert.empty() ? "" : "; alert " + tls.alert;
  return out;
}

void describe_chain(const TlsFacts& tls, const std::string& seen_at, std::set<std::string>& known,
                    kainjow::mustache::list& items) {
  std::string key = judgement_of(tls);
  for (const CertificateFacts& certificate : tls.chain) {
    key += " " + certificate.sha256;
  }
  if (tls.chain.empty() || !known.insert(key).second) {
    return;
  }
  std::vector<CertificateFacts> chain = tls.chain;
  chain.resize(std::min(chain.size(), most_certificates));
  items.push_back(HtmlFields{{"seen_at", html_text(seen_at, 300)},
                             {"judgement", html_text(judgement_of(tls))},
                             {"chain", html_list(chain, html_certificate)}});
}

void describe_certificates(const Observation& seen, std::set<std::string>& known,
                           kainjow::mustache::list& items) {
  if (seen.tls) {
    describe_chain(*seen.tls, fmt::format("{}, {}", seen.target, html_way_of(seen)), known, items);
  }
  if (seen.proxy_tls) {
    describe_chain(*seen.proxy_tls, "the proxy " + seen.proxy.value_or(""), known, items);
  }
}

void describe_services(const Observation& seen, std::set<std::string>& known,
                       kainjow::mustache::list& items) {
  if (!seen.http || seen.http->status == 0) {
    return;
  }
  std::string words = fmt::format("{}: {}", seen.target, seen.http->status);
  words += seen.http->server ? ", server " + html_safe(*seen.http->server, 200) : "";
  words += seen.http->via ? ", by way of " + html_safe(*seen.http->via, 200) : "";
  words += seen.http->block_page ? ", a page of " + html_safe(*seen.http->block_page, 200) : "";
  if (known.insert(words).second) {
    items.push_back(HtmlFields{{"answer", html_text(words, 1200)}});
  }
}

std::string login_words(const ProxyAuthFacts& login) {
  std::vector<std::string> parts;
  for (const TriedScheme& tried : login.tried) {
    parts.push_back(
        fmt::format("{} {}{}", name_of(tried.scheme), name_of(tried.outcome),
                    tried.detail.empty() ? "" : " (" + html_safe(tried.detail, 200) + ")"));
  }
  return join(parts, ", ");
}

void describe_proxies(const Observation& seen, std::set<std::string>& known,
                      kainjow::mustache::list& items) {
  if (!seen.proxy_answer && !seen.proxy_auth) {
    return;
  }
  const ProxyFacts answer = seen.proxy_answer.value_or(ProxyFacts{});
  std::string words = seen.proxy.value_or("the proxy");
  if (seen.proxy_answer) {
    words +=
        fmt::format(" to {}: {} {}", seen.target, answer.status, html_safe(answer.reason, 200));
  }
  const auto add = [&](std::string_view label, const std::string& value) {
    words += value.empty() ? "" : fmt::format("; {} {}", label, html_safe(value, 300));
  };
  add("product", answer.product);
  add("it names the", answer.policy);
  add("it offers", join(answer.schemes_offered, ", "));
  add("login:", seen.proxy_auth ? login_words(*seen.proxy_auth) : "");
  if (known.insert(words).second) {
    items.push_back(
        HtmlFields{{"answer", html_text(words, 1500)}, {"page", html_maybe(answer.page, 700)}});
  }
}

}  // namespace

HtmlData html_row_details(const Report& report, const RowView& view, std::size_t place) {
  return HtmlFields{{"anchor", html_text(fmt::format("endpoint-{}", place + 1))},
                    {"name", html_text(view.row->name, 300)},
                    {"port", html_text(fmt::format("{}", view.row->port))},
                    {"status", html_text(name_of(view.result.status))},
                    {"facts", HtmlData(facts_of_row(*view.row, view))},
                    {"attempts", html_attempts(view)},
                    {"answers", html_distinct(view, describe_names)},
                    {"certificates", html_distinct(view, describe_certificates)},
                    {"services", html_distinct(view, describe_services)},
                    {"proxies", html_distinct(view, describe_proxies)},
                    {"hops", html_hops(report, view)},
                    {"experiments", html_experiments(view)}};
}

}  // namespace netprobe
