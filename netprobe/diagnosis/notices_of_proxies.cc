#include "netprobe/core/documents.h"
#include "netprobe/core/text.h"
#include "netprobe/diagnosis/evidence.h"
#include "netprobe/diagnosis/notice.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace netprobe {

namespace {

/// Proxies that cannot be reached, and before which the agent's list names others that can.
void note_passed_over(const Facts& facts, std::vector<Finding>& findings) {
  const RowList all = collect(facts, [](const RowVerdict& row) {
    return row.comparison ? std::vector<AttemptIndex>() : row.passed_over;
  });
  std::map<std::string, std::vector<AttemptIndex>> by_proxy;
  for (const AttemptIndex index : all.attempts) {
    by_proxy[facts.attempts[index].proxy.value_or("")].push_back(index);
  }
  for (const auto& entry : by_proxy) {
    const std::string& proxy = entry.first;
    const std::vector<AttemptIndex>& attempts = entry.second;
    Finding finding = notice("proxy.passed-over@" + proxy, Severity::warning, Blocker::proxy,
                             cause_of(facts.attempts[attempts.front()]), Confidence::likely);
    finding.title = fmt::format("The proxy {} cannot be reached; another of the list can", proxy);
    finding.explanation =
        "Several proxies are in force, one after the other. A client tries this one first, and "
        "goes on after a delay; programs that know but one proxy fail.";
    finding.affected =
        collect(facts, [&](const RowVerdict& row) {
          std::vector<AttemptIndex> some;
          std::copy_if(row.passed_over.begin(), row.passed_over.end(), std::back_inserter(some),
                       [&](AttemptIndex i) {
                         return !row.comparison && facts.attempts[i].proxy.value_or("") == proxy;
                       });
          return some;
        }).rows;
    finding.alternatives = {{Blocker::proxy_settings, "the list may name a proxy that is gone"},
                            {Blocker::firewall, "the way to the proxy may be blocked"}};
    add_attempts(facts, attempts, finding);
    finding.remedy.text = "start the proxy, open the way to it, or take it off the list";
    findings.push_back(std::move(finding));
  }
}

constexpr std::size_t most_evidence = 5;

bool may_use_a_proxy(const RowProbe& probe) {
  return probe.role != RowProbe::Role::sample && !probe.host.empty();
}

/// The rows whose way the script was asked for, or those of them with such a host.
template <typename Matches>
std::vector<std::string> rows_asked_for(const Facts& facts, const Matches& matches) {
  std::vector<std::string> ids;
  for (std::size_t row = 0; row < facts.rows.size(); ++row) {
    const PlannedRow& planned = facts.attempts.plan().rows[row];
    const bool asked = std::any_of(
        planned.probes.begin(), planned.probes.end(),
        [&](const RowProbe& probe) { return may_use_a_proxy(probe) && matches(probe.host); });
    if (asked && planned.required && !planned.inside_azure_only) {
      ids.push_back(planned.id);
    }
  }
  return ids;
}

/// A script of newer JavaScript than netprobe's engine knows fails here and may work elsewhere.
bool may_be_newer(const std::string& problem) {
  return problem.find("SyntaxError") != std::string::npos;
}

constexpr std::string_view newer_words =
    " The engine used here knows the JavaScript of 2000 (ECMAScript 3), as the oldest clients do; "
    "newer syntax fails here too.";

Finding script_finding(const std::string& id, const PacScript& pac, const std::string& problem) {
  Finding finding = notice(fmt::format("{}@{}", id, pac_source(pac)), Severity::error,
                           Blocker::proxy_settings, Cause::proxy_pac_error,
                           may_be_newer(problem) ? Confidence::likely : Confidence::certain);
  finding.related_errors = {"34513", "100050"};
  finding.remedy.text = fmt::format("correct the script ({})", pac_source(pac));
  return finding;
}

void note_unusable_script(const Facts& facts, std::vector<Finding>& findings) {
  const auto& pac = facts.circumstances.pac;
  if (!pac || pac->problem.empty()) {
    return;
  }
  Finding finding = script_finding("proxy-settings.pac-unusable", *pac, pac->problem);
  finding.title = fmt::format("The PAC script {} cannot be used", pac->location);
  finding.explanation = fmt::format(
      "{}. Clients then go directly, whatever proxy it would have named, and so does "
      "this run.{}",
      pac->problem, may_be_newer(pac->problem) ? newer_words : "");
  finding.evidence.push_back({pac->problem, pac_source(*pac)});
  finding.affected = rows_asked_for(facts, [](const std::string&) { return true; });
  finding.remedy.text += ", its address, or what serves it";
  findings.push_back(std::move(finding));
}

void note_failing_hosts(const Facts& facts, std::vector<Finding>& findings) {
  const auto& pac = facts.circumstances.pac;
  if (!pac || pac->failures.empty()) {
    return;
  }
  const std::vector<PacFailure>& failures = pac->failures;
  Finding finding = script_finding("proxy-settings.pac-host", *pac, failures.front().problem);
  finding.title =
      fmt::format("The PAC script {} fails for {}{}", pac->location, failures.front().host,
                  failures.size() == 1 ? "" : fmt::format(" and {} more", failures.size() - 1));
  finding.explanation =
      fmt::format("For {}: {}. Where a script fails, clients go directly, and so does this run.",
                  failures.front().host, failures.front().problem);
  for (std::size_t i = 0; i < std::min(most_evidence, failures.size()); ++i) {
    finding.evidence.push_back(
        {fmt::format("for {}: {}", failures[i].host, failures[i].problem), pac_source(*pac)});
  }
  finding.affected = rows_asked_for(facts, [&](const std::string& host) {
    return std::any_of(failures.begin(), failures.end(),
                       [&](const PacFailure& failure) { return failure.host == host; });
  });
  findings.push_back(std::move(finding));
}

/// Windows' WinHTTP looks at the type, or at the end of the name; browsers at neither (Chromium,
/// pac_file_fetcher_impl.cc).
void note_content_type(const Facts& facts, std::vector<Finding>& findings) {
  const auto& pac = facts.circumstances.pac;
  const bool fetched =
      pac && pac->problem.empty() && pac->location.find("://") != std::string::npos;
  if (!fetched ||
      starts_with_ignoring_case(pac->content_type, "application/x-ns-proxy-autoconfig")) {
    return;
  }
  const auto ends_well = [&](std::string_view end) {
    return ends_with_ignoring_case(pac->location, end);
  };
  const bool taken =
      ends_well(".dat") || ends_well(".js") || ends_well(".pac") || ends_well(".jvs");
  Finding finding = notice("pac.content-type", taken ? Severity::info : Severity::warning,
                           Blocker::proxy_settings, std::nullopt, Confidence::possible);
  finding.title = fmt::format(
      "The PAC script is served {}",
      pac->content_type.empty() ? "without a type" : fmt::format("as {}", pac->content_type));
  finding.explanation = fmt::format(
      "Windows takes a script of the type application/x-ns-proxy-autoconfig, and of another only "
      "where its name ends in .dat, .js, .pac or .jvs{}. Browsers do not mind.",
      taken ? ", as this one does" : ", which this one does not");
  finding.evidence.push_back(
      {fmt::format("Content-Type: {}", pac->content_type), pac_source(*pac)});
  finding.remedy = {"serve it as application/x-ns-proxy-autoconfig",
                    {"nginx: types { application/x-ns-proxy-autoconfig pac dat; }"},
                    {std::string(link_to(Page::pac_files))}};
  findings.push_back(std::move(finding));
}

void note_wpad(const Facts& facts, std::vector<Finding>& findings) {
  const auto& tries = facts.circumstances.wpad;
  if (tries.empty()) {
    return;
  }
  const bool found = tries.back().problem.empty();
  Finding finding = notice(found ? "wpad.found" : "wpad.none", Severity::info, Blocker::none,
                           std::nullopt, Confidence::certain);
  finding.title =
      found ? fmt::format("WPAD finds a script at {}", tries.back().url) : "WPAD finds no script";
  finding.explanation =
      found ? "Clients that look for their proxy by themselves take it. Whoever answers for that "
              "name decides where their traffic goes."
            : "No name that clients would ask for leads to a script by DNS. What DHCP says (option "
              "252) is not asked for.";
  for (const WpadTry& made : tries) {
    finding.evidence.push_back(
        {made.problem.empty() ? "a script is there" : made.problem, made.url});
  }
  finding.remedy.text = found ? "nothing, if that server is yours"
                              : "nothing, unless clients should find a script so";
  findings.push_back(std::move(finding));
}

/// A proxy that inspects TLS may tell Entra ID to refuse every tenant that the company does not
/// list; the agent signs in to a tenant of Microsoft's own too.
void note_tenant_restrictions(const Facts& facts, std::vector<Finding>& findings) {
  constexpr std::string_view code = "AADSTS500021";
  const auto refused = attempts_where(facts, [&](const ProbeTask&, const Observation& seen) {
    return seen.http && seen.http->body.find(code) != std::string::npos;
  });
  if (refused.empty()) {
    return;
  }
  Finding finding = notice("proxy.tenant-restrictions", Severity::warning, Blocker::proxy,
                           std::nullopt, Confidence::likely);
  finding.title = "A proxy restricts tenants: Entra ID refuses sign-in with AADSTS500021";
  finding.explanation =
      "Something on the way adds the header Restrict-Access-To-Tenants to requests for sign-in. "
      "Registration signs in to the vault's tenant and to one of Microsoft's own; where either is "
      "not on the list, it fails, though every endpoint is reached.";
  std::set<TaskId> tasks;
  for (const AttemptIndex index : refused) {
    tasks.insert(facts.attempts[index].task);
  }
  for (const PlannedRow& row : facts.attempts.plan().rows) {
    const auto refuses = [&](const RowProbe& probe) {
      return std::any_of(probe.tasks.begin(), probe.tasks.end(),
                         [&](TaskId task) { return tasks.contains(task); });
    };
    if (std::any_of(row.probes.begin(), row.probes.end(), refuses)) {
      finding.affected.push_back(row.id);
    }
  }
  finding.evidence.push_back(
      {fmt::format("the answer says {}", code), source_of(facts.attempts[refused.front()])});
  finding.alternatives = {
      {Blocker::tls_inspection, "only what opens TLS can add a header, so something inspects it"}};
  finding.remedy.text =
      "on the proxy, allow the vault's tenant and Microsoft's service tenant, or take the sign-in "
      "hosts out of the inspection";
  finding.related_errors = {std::string(code)};
  findings.push_back(std::move(finding));
}

}  // namespace

void note_proxies(const Facts& facts, std::vector<Finding>& findings) {
  note_unusable_script(facts, findings);
  note_failing_hosts(facts, findings);
  note_content_type(facts, findings);
  note_wpad(facts, findings);
  note_passed_over(facts, findings);
  note_tenant_restrictions(facts, findings);
}

}  // namespace netprobe
