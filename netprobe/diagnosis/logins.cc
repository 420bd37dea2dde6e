#include "netprobe/diagnosis/logins.h"

#include "netprobe/core/text.h"
#include "netprobe/core/url.h"
#include "netprobe/diagnosis/notice.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace netprobe {

namespace {

std::string words_of(const TriedScheme& tried) {
  return fmt::format("{} {}{}", name_of(tried.scheme), name_of(tried.outcome),
                     tried.detail.empty() ? "" : fmt::format(" ({})", tried.detail));
}

std::string words_of(const std::vector<TriedScheme>& tried) {
  std::vector<std::string> words;
  words.reserve(tried.size());
  for (const TriedScheme& one : tried) {
    words.push_back(words_of(one));
  }
  return join(words, ", ");
}

/// Does the proxy take accounts of a Windows domain only?
bool wants_domain_account(const std::vector<std::string>& offered) {
  return !offered.empty() &&
         std::all_of(offered.begin(), offered.end(), [](const std::string& scheme) {
           return equals_ignoring_case(scheme, "Negotiate") ||
                  equals_ignoring_case(scheme, "NTLM") || equals_ignoring_case(scheme, "Kerberos");
         });
}

bool any_of(const std::vector<Workload>& workloads, std::initializer_list<Workload> wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&](Workload workload) {
    return std::find(workloads.begin(), workloads.end(), workload) != workloads.end();
  });
}

/// The attempts of one proxy in which some scheme passed.
struct LoggedIn {
  std::vector<AttemptIndex> attempts;
  const std::vector<TriedScheme>* longest = nullptr;  ///< of the attempt that tried most
};

std::map<std::string, LoggedIn> logged_in(const Facts& facts) {
  std::map<std::string, LoggedIn> by_proxy;
  for (const AttemptIndex index : facts.attempts.counted()) {
    const Observation& seen = facts.attempts[index];
    if (!seen.proxy_auth || !seen.proxy_auth->used() || !seen.proxy) {
      continue;
    }
    LoggedIn& known = by_proxy[*seen.proxy];
    known.attempts.push_back(index);
    if (known.longest == nullptr || known.longest->size() < seen.proxy_auth->tried.size()) {
      known.longest = &seen.proxy_auth->tried;
    }
  }
  return by_proxy;
}

/// Was a stronger scheme than the one that passed tried in vain?
bool has_weaker(const std::vector<TriedScheme>& tried) {
  return std::any_of(tried.begin(), tried.end(),
                     [&](const TriedScheme& one) { return one.scheme != tried.back().scheme; });
}

Finding weaker_scheme(const Facts& facts, const std::string& proxy, const LoggedIn& known) {
  const std::vector<TriedScheme>& tried = *known.longest;
  const bool answered = std::any_of(tried.begin(), tried.end(), [&](const TriedScheme& one) {
    return one.outcome != LoginOutcome::unavailable && one.scheme != tried.back().scheme;
  });
  Finding finding =
      notice("proxy-login.weaker@" + proxy, answered ? Severity::warning : Severity::info,
             answered ? Blocker::proxy : Blocker::none, std::nullopt, Confidence::possible);
  finding.title = fmt::format("The proxy {} accepts {}, and no stronger scheme", proxy,
                              name_of(tried.back().scheme));
  finding.explanation = fmt::format(
      "Each scheme that it offers was tried by itself, strongest first: {}. A program that gives "
      "up "
      "at the first one does not get through.",
      words_of(tried));
  if (answered) {
    finding.alternatives = {
        {Blocker::proxy_settings, "the account may be good for one scheme only"}};
  }
  add_attempts(facts, {known.attempts.front()}, finding);
  finding.evidence.push_back({words_of(tried), "what the proxy answered to each scheme"});
  finding.remedy.text =
      answered ? "look at that scheme on the proxy: its helper, its domain or its keytab"
               : "nothing, as long as the agent uses the scheme that passes; for Negotiate, get a "
                 "Kerberos ticket (kinit) or a keytab";
  return finding;
}

Finding clear_password(const Facts& facts, const std::string& proxy, const LoggedIn& known) {
  Finding finding = notice("proxy-login.clear@" + proxy, Severity::info, Blocker::none,
                           std::nullopt, Confidence::certain);
  finding.title = fmt::format("The password goes to the proxy {} in clear", proxy);
  finding.explanation =
      "Basic is no encryption, and the connection to this proxy has none: whoever sees the packets "
      "on the way to it can read user and password.";
  add_attempts(facts, {known.attempts.front()}, finding);
  finding.remedy.text =
      "have the proxy offer Negotiate, or TLS to the proxy itself (https://), or use an account "
      "that is good for nothing else";
  return finding;
}

/// One attempt finds out for all others what a proxy takes, and it need not be one of a row that
/// matters: what it tried was tried for them too.
const ProxyAuthFacts& tried_elsewhere(const Facts& facts, const Observation& refused,
                                      const ProxyAuthFacts& own) {
  for (const AttemptIndex index : facts.attempts.counted()) {
    const Observation& seen = facts.attempts[index];
    const bool also_refused = failed_with(seen, Cause::proxy_auth_required) ||
                              failed_with(seen, Cause::proxy_auth_rejected);
    if (also_refused && seen.proxy == refused.proxy && seen.proxy_auth &&
        !seen.proxy_auth->tried.empty()) {
      return *seen.proxy_auth;
    }
  }
  return own;
}

}  // namespace

std::string login_sentences(const Facts& facts, std::span<const Hit> hits) {
  const ProxyAuthFacts* most = nullptr;
  for (const Hit& hit : hits) {
    const auto& auth = facts.observation(hit).proxy_auth;
    if (auth && (most == nullptr || most->tried.size() < auth->tried.size())) {
      most = &*auth;
    }
  }
  if (most == nullptr) {
    return "";
  }
  if (most->tried.empty()) {
    most = &tried_elsewhere(facts, facts.observation(hits.front()), *most);
  }
  std::string sentences;
  if (wants_domain_account(most->offered)) {
    sentences += " It takes accounts of its domain only.";
  }
  if (!most->tried.empty()) {
    sentences += fmt::format(" Tried by itself, each of them: {}.", words_of(most->tried));
  }
  return sentences;
}

Remedy login_remedy(const std::vector<Workload>& workloads, Cause cause, const std::string& proxy) {
  const bool rejected = cause == Cause::proxy_auth_rejected;
  const bool mars = any_of(workloads, {Workload::mars, Workload::mabs});
  std::vector<std::string> advice;
  if (mars || !any_of(workloads, {Workload::sql, Workload::hana})) {
    advice.emplace_back(rejected ? "correct the user, the password or the authentication scheme"
                                 : "give the agent the proxy's credentials, or ask whoever runs "
                                   "the proxy to exempt the backup hosts from authentication");
  }
  if (mars) {
    advice.emplace_back(
        "in the MARS console, enter them under Change Properties > Proxy Configuration (the proxy "
        "settings of a signed-in user are not used)");
  }
  if (any_of(workloads, {Workload::sql})) {
    advice.emplace_back(
        "SQL Server backup supports no proxy that asks for credentials: ask whoever runs the proxy "
        "to exempt the backup hosts from authentication, or open the direct route");
  }
  if (any_of(workloads, {Workload::hana})) {
    advice.emplace_back(
        "SAP HANA backup uses a proxy for Entra ID only (ExtensionSettingsOverrides.json), and "
        "none that asks for credentials: ask whoever runs the proxy to exempt the Entra hosts from "
        "authentication");
  }
  Remedy remedy;
  remedy.text = join(advice, "; ");
  if (mars) {
    const auto url = parse_url(proxy);
    remedy.commands.push_back(fmt::format(
        "Set-OBMachineSetting -ProxyServer {} -ProxyPort {} -ProxyUserName USER -ProxyPassword "
        "(Read-Host -AsSecureString); Restart-Service obengine",
        url ? fmt::format("{}://{}", url->scheme, url->address.host) : "http://PROXY",
        url ? std::to_string(url->address.port) : "PORT"));
  }
  return remedy;
}

void note_logins(const Facts& facts, std::vector<Finding>& findings) {
  for (const auto& [proxy, known] : logged_in(facts)) {
    if (has_weaker(*known.longest)) {
      findings.push_back(weaker_scheme(facts, proxy, known));
    }
    if (known.longest->back().scheme == ProxyAuth::basic && proxy.starts_with("http://")) {
      findings.push_back(clear_password(facts, proxy, known));
    }
  }
}

}  // namespace netprobe
