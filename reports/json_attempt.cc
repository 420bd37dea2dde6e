#include "reports/json_attempt.h"

#include "netprobe/core/failover.h"
#include "reports/probe_words.h"

namespace netprobe {

namespace {

Json json_of(const RawCode& raw) {
  return {{"library", raw.library}, {"code", raw.code}, {"text", foreign_text(raw.text)}};
}

Json json_of(const std::vector<RawCode>& raw) {
  return list_of(raw, [](const RawCode& code) { return json_of(code); });
}

Json json_of(const Failure& failure) {
  return {{"stage", name_of(failure.stage)},
          {"cause", name_of(failure.cause)},
          {"detail", foreign_text(failure.detail)},
          {"raw", json_of(failure.raw)},
          {"reported_by", value_or_null(failure.reported_by)}};
}

Json json_of(const Timings& timings) {
  return {{"dns", value_or_null(timings.dns)},
          {"tcp", value_or_null(timings.tcp)},
          {"proxy", value_or_null(timings.proxy)},
          {"tls", value_or_null(timings.tls)},
          {"first_byte", value_or_null(timings.first_byte)},
          {"total", value_or_null(timings.total)},
          {"waited", value_or_null(timings.waited)}};
}

Json json_of(const std::optional<DnsFacts>& dns) {
  if (!dns) {
    return {};
  }
  Json out = {
      {"addresses",
       list_of(dns->addresses, [](const ResolvedAddress& a) { return a.address.to_string(); })},
      {"cname", list_of(dns->cname, foreign_text)},
      {"ttl", value_or_null(dns->ttl)},
      {"server", value_or_null(dns->server)}};
  say(out, "from_hosts_file", dns->from_hosts_file);
  say(out, "resolver_addresses", list_of(dns->resolver_addresses, [](const IpAddress& address) {
        return address.to_string();
      }));
  say(out, "used_tcp", dns->used_tcp);
  say(out, "truncated", dns->truncated);
  return out;
}

/// `issuer`, `subject` and `not_after` are the leaf's; all three are null when no certificate came.
Json json_of(const std::optional<TlsFacts>& tls, CertificateTable& certificates) {
  if (!tls) {
    return {};
  }
  const CertificateFacts* leaf = tls->chain.empty() ? nullptr : &tls->chain.front();
  const auto key_of = [&](const CertificateFacts& c) { return certificates.key_of(c); };
  Json out = {{"version", text_or_null(tls->version)},
              {"cipher", text_or_null(tls->cipher)},
              {"issuer", leaf != nullptr ? foreign_text(leaf->issuer) : Json()},
              {"subject", leaf != nullptr ? foreign_text(leaf->subject) : Json()},
              {"not_after", leaf != nullptr ? moment(leaf->not_after) : Json()},
              {"chain", list_of(tls->chain, key_of)}};
  say(out, "anchor", tls->anchor ? Json(key_of(*tls->anchor)) : Json());
  if (leaf != nullptr) {
    out["anchor_kind"] = name_of(tls->anchor_kind);
    // 0 means that a chain verified; without a chain there was nothing to verify.
    out["verify_result"] = tls->verify_result;
  }
  say(out, "verify_text", text_or_null(tls->verify_text));
  say(out, "alert", text_or_null(tls->alert));
  return out;
}

Json json_of(const std::optional<HttpFacts>& http) {
  if (!http) {
    return {};
  }
  Json out = {{"status", http->status}, {"server", value_or_null(http->server)}};
  say(out, "via", value_or_null(http->via));
  say(out, "block_page", value_or_null(http->block_page));
  say(out, "date", value_or_null(http->date));
  say(out, "received", value_or_null(http->received));
  return out;
}

Json json_of(const std::optional<ProxyFacts>& answer) {
  if (!answer) {
    return {};
  }
  return {{"status", answer->status},
          {"reason", answer->reason.empty() ? Json() : foreign_text(answer->reason)},
          {"schemes_offered", list_of(answer->schemes_offered, foreign_text)},
          {"product", text_or_null(answer->product)},
          {"policy", text_or_null(answer->policy)},
          {"page", text_or_null(answer->page)}};
}

Json json_of(const std::optional<AzureInstance>& instance) {
  if (!instance) {
    return {};
  }
  return {{"region", foreign_text(instance->region)},
          {"environment", foreign_text(instance->environment)}};
}

Json json_of(const std::optional<ProxyAuthFacts>& auth) {
  if (!auth) {
    return {};
  }
  return {{"offered", list_of(auth->offered, foreign_text)},
          {"tried", list_of(auth->tried,
                            [](const TriedScheme& tried) {
                              return Json{
                                  {"scheme", name_of(tried.scheme)},
                                  {"outcome", name_of(tried.outcome)},
                                  {"detail",
                                   tried.detail.empty() ? Json() : foreign_text(tried.detail)}};
                            })},
          {"used", name_or_null(auth->used())}};
}

/// The keys of the contract, in its order.
Json contract_part(const Observation& seen, CertificateTable& certificates) {
  const auto& failure = seen.failure;
  return {{"route", name_of(seen.route)},
          {"proxy", value_or_null(seen.proxy)},
          {"target", foreign_text(seen.target)},
          {"address", value_or_null(seen.address)},
          {"outcome", name_of(seen.outcome)},
          {"stage", failure ? Json(name_of(failure->stage)) : Json()},
          {"cause", failure ? Json(name_of(failure->cause)) : Json()},
          {"detail", failure && !failure->detail.empty() ? foreign_text(failure->detail) : Json()},
          {"retries", seen.retries},
          {"timings_ms", json_of(seen.timings)},
          {"dns", json_of(seen.dns)},
          {"tls", json_of(seen.tls, certificates)},
          {"http", json_of(seen.http)}};
}

/// What was added to it.
Json json_of(const Observation& seen, CertificateTable& certificates) {
  Json out = contract_part(seen, certificates);
  const auto& failure = seen.failure;
  say(out, "proxy_tls", json_of(seen.proxy_tls, certificates));
  say(out, "proxy_answer", json_of(seen.proxy_answer));
  say(out, "azure_instance", json_of(seen.azure_instance));
  say(out, "proxy_auth", json_of(seen.proxy_auth));
  say(out, "reached", name_or_null(seen.reached));
  say(out, "skipped_because", text_or_null(seen.skipped_because));
  say(out, "raw", json_of(failure ? failure->raw : std::vector<RawCode>()));
  say(out, "reported_by", failure ? value_or_null(failure->reported_by) : Json());
  say(out, "repeated_alone", seen.repeated_alone);
  say(out, "earlier_failures",
      list_of(seen.earlier_failures, [](const Failure& earlier) { return json_of(earlier); }));
  say(out, "source_address", value_or_null(seen.source));
  say(out, "stands_for", value_or_null(seen.stands_for));
  say(out, "follow_up", seen.follow_up);
  out["task"] = seen.task;
  out["path"] = seen.path;
  return out;
}

Json json_of_experiment(const ProbeTask& task) {
  return {{"kind", name_of(task.follow_up->experiment)},
          {"server_name", text_or_null(task.server_name)},
          {"hop_limit", value_or_null(task.hop_limit)},
          {"maximum_segment", value_or_null(task.maximum_segment)}};
}

}  // namespace

Json json_of_attempt(const Observation& seen, const RowProbe& probe, const ProbeTask* experiment,
                     CertificateTable& certificates) {
  Json out = json_of_other(seen, experiment, certificates);
  out["role"] = name_of(probe.role);
  out["in_force"] = is_in_force(probe, seen.task);
  return out;
}

Json json_of_other(const Observation& seen, const ProbeTask* experiment,
                   CertificateTable& certificates) {
  Json out = json_of(seen, certificates);
  say(out, "experiment", experiment != nullptr ? json_of_experiment(*experiment) : Json());
  return out;
}

Json json_of_control(const Observation& seen, CertificateTable& certificates) {
  Json out = json_of(seen, certificates);
  out["kind"] = name_or_null(seen.control);
  return out;
}

}  // namespace netprobe
