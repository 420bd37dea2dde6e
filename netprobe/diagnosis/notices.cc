#include "netprobe/diagnosis/notices.h"

#include "netprobe/core/failover.h"
#include "netprobe/core/text.h"
#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/evidence.h"
#include "netprobe/diagnosis/findings.h"
#include "netprobe/diagnosis/logins.h"
#include "netprobe/diagnosis/notice.h"
#include "netprobe/diagnosis/told_otherwise.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

namespace netprobe {

namespace {

constexpr Millis tolerated_skew{std::chrono::minutes(5)};  // product contract, 3: clock.skew

void note_malformed_settings(const Facts& facts, std::vector<Finding>& findings) {
  for (const ProxySetting& setting : facts.circumstances.proxies) {
    const auto& pac = facts.circumstances.pac;
    const bool is_script = pac && setting.source == pac_source(*pac);
    if (setting.problem.empty() || !setting.in_force || is_script) {
      continue;  // a script has a finding of its own
    }
    Finding finding = notice("proxy-settings.malformed@" + setting.source, Severity::error,
                             Blocker::proxy_settings, std::nullopt, Confidence::certain);
    finding.title = fmt::format("The proxy setting of {} cannot be used", setting.source);
    finding.explanation = fmt::format(
        "{}. Programs that read it fail, or go directly where they should not.", setting.problem);
    finding.evidence.push_back({fmt::format("it says \"{}\"", setting.url), setting.source});
    finding.remedy.text = fmt::format("correct or remove {}", setting.source);
    findings.push_back(std::move(finding));
  }
}

void note_clock(const Facts& facts, std::optional<Millis> skew, std::vector<Finding>& findings) {
  if (!skew || std::abs(skew->count()) <= tolerated_skew.count()) {
    return;
  }
  Finding finding = notice("clock.skew", Severity::warning, Blocker::clock, Cause::clock_skew,
                           Confidence::certain);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*skew).count();
  finding.title = fmt::format("This machine's clock is {} s {}", std::abs(seconds),
                              seconds > 0 ? "ahead" : "behind");
  finding.explanation =
      "The Date of answers over verified TLS says so (median). Sign-in and storage reject requests "
      "whose time is too far off.";
  for (const AttemptIndex index : facts.attempts.counted()) {
    const Observation& seen = facts.attempts[index];
    if (is_ok(seen) && seen.tls && seen.http && seen.http->date && finding.evidence.size() < 3) {
      finding.evidence.push_back(
          {fmt::format("Date: {}", format_rfc3339(*seen.http->date)), source_of(seen)});
    }
  }
  finding.remedy = {
      "set the clock, and turn time synchronisation on", {"timedatectl set-ntp true"}, {}};
  findings.push_back(std::move(finding));
}

void note_dead_addresses(const Facts& facts, std::vector<Finding>& findings) {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const RowList list = collect(facts, [&](const RowVerdict& row) {
      std::vector<AttemptIndex> dead;
      std::copy_if(row.dead_addresses.begin(), row.dead_addresses.end(), std::back_inserter(dead),
                   [&](AttemptIndex i) {
                     const auto& address = facts.attempts[i].address;
                     return !row.comparison &&
                            (address ? address->family() : Family::ipv4) == family;
                   });
      return dead;
    });
    if (list.attempts.empty()) {
      continue;
    }
    const bool six = family == Family::ipv6;
    Finding finding =
        notice(six ? "address.ipv6-dead" : "address.dead", Severity::warning, Blocker::unknown,
               cause_of(facts.attempts[list.attempts.front()]), Confidence::possible);
    finding.title = six ? "IPv6 is set up on this machine, and does not work"
                        : "Some addresses of hosts that work are dead";
    finding.explanation = fmt::format(
        "{} attempts failed at addresses beside which others of the same host answered. A client "
        "falls back, after a delay.",
        list.attempts.size());
    finding.affected = list.rows;
    finding.alternatives = {{Blocker::firewall, "it may block these addresses"},
                            {Blocker::service, "they may be down"},
                            {Blocker::network, "the way to them may be broken"}};
    add_attempts(facts, list.attempts, finding);
    finding.remedy.text = six ? "repair IPv6, or turn it off"
                              : "open these addresses too; clients may be given them first";
    findings.push_back(std::move(finding));
  }
}

void note_guesses(const Facts& facts, std::vector<Finding>& findings) {
  // What makes another row red is told there.
  std::set<AttemptIndex> accused;
  for (const Hit& hit : facts.hits) {
    accused.insert(hit.attempt);
  }
  const RowList list = collect(facts, [&](const RowVerdict& row) {
    std::vector<AttemptIndex> failed =
        row.comparison ? std::vector<AttemptIndex>() : row.failed_guesses;
    std::erase_if(failed, [&](AttemptIndex index) { return accused.contains(index); });
    return failed;
  });
  if (list.attempts.empty()) {
    return;
  }
  Finding finding = notice("region.guessed", Severity::warning, Blocker::unknown,
                           cause_of(facts.attempts[list.attempts.front()]), Confidence::possible);
  const bool region_given = !facts.circumstances.regions.empty();
  finding.title = region_given
                      ? "Hosts of other regions than the one asked for cannot be reached"
                      : "Some regions' hosts cannot be reached; which region is yours was not said";
  finding.explanation =
      region_given
          ? "No host of the region itself is known that could be tried in their place, and a "
            "network may rightly close what is not of it."
          : "No region was given, so hosts of several were tried; one that answers stands for the "
            "others.";
  finding.affected = list.rows;
  finding.alternatives = {{Blocker::firewall, "it may open only some regions"}};
  add_attempts(facts, list.attempts, finding);
  finding.remedy.text = region_given
                            ? "give a host of the vault's own region, such as a storage account "
                              "of yours, with --host: it decides"
                            : "run it again with --region and the vault's region";
  findings.push_back(std::move(finding));
}

void note_untested(const Facts& facts, std::vector<Finding>& findings) {
  std::map<std::string, std::vector<std::size_t>> by_reason;
  for (std::size_t row = 0; row < facts.rows.size(); ++row) {
    const std::string& reason = facts.rows[row].untested_because;
    if (!reason.empty() && !facts.attempts.plan().rows[row].comparison &&
        !facts.rows[row].undecided_by_end) {
      by_reason[reason].push_back(row);
    }
  }
  for (const auto& [reason, rows] : by_reason) {
    const bool needed = std::any_of(rows.begin(), rows.end(), [&](std::size_t row) {
      return facts.attempts.plan().rows[row].required;
    });
    Finding finding = notice(fmt::format("untested.{}", row_id(facts, rows.front())),
                             needed ? Severity::warning : Severity::info, Blocker::none,
                             std::nullopt, Confidence::certain);
    const std::vector<AttemptIndex>& missing = facts.rows[rows.front()].missing_names;
    if (!missing.empty()) {
      finding.blocker = Blocker::dns;
      finding.cause = cause_of(facts.attempts[missing.front()]);
      finding.confidence = Confidence::possible;
      finding.alternatives = {{Blocker::service, "the hosts that stand for it may be gone"}};
      add_attempts(facts, missing, finding);
    }
    finding.title = fmt::format("{} {} not tested ({})", rows.size(),
                                rows.size() == 1 ? "row was" : "rows were", reason);
    finding.explanation = "This counts neither for nor against the network.";
    for (const std::size_t row : rows) {
      finding.affected.push_back(row_id(facts, row));
    }
    finding.evidence.push_back({reason, "the plan and the attempts of these rows"});
    finding.remedy.text =
        "give a host name that stands for it with --host, or test from where it can be reached";
    findings.push_back(std::move(finding));
  }
}

/// From where what was left out can be tested, by the reason for which it was.
std::string place_to_test_from(const std::string& reason) {
  if (reason.find("inside Azure only") != std::string::npos) {
    return "run this on the Azure VM that is to be backed up";
  }
  if (reason.find("was asked for") != std::string::npos) {
    return "run this without -4 and -6, or on a machine that has the other family";
  }
  return "name a host that stands for it with --host, or run this where it can be reached";
}

/// Where nothing that is required could be tested, a run says nothing about the network.
void note_nothing_tested(const Facts& facts, std::vector<Finding>& findings) {
  const auto& planned = facts.attempts.plan().rows;
  Finding finding =
      notice("untested.all", Severity::warning, Blocker::none, std::nullopt, Confidence::certain);
  for (std::size_t row = 0; row < facts.rows.size(); ++row) {
    if (planned[row].required && !planned[row].comparison) {
      const RowVerdict& verdict = facts.rows[row];
      if (verdict.result.required || verdict.undecided_by_end) {
        return;
      }
      finding.affected.push_back(row_id(facts, row));
      finding.evidence.push_back({verdict.untested_because, row_id(facts, row)});
    }
  }
  if (finding.affected.empty()) {
    return;
  }
  finding.title = "Nothing that is required could be tested from here";
  finding.explanation =
      "So this run says neither that the network is open nor that it blocks anything.";
  finding.remedy.text = place_to_test_from(finding.evidence.front().fact);
  findings.push_back(std::move(finding));
}

}  // namespace

std::optional<Millis> measure_clock_skew(const Attempts& attempts) {
  std::vector<Millis> skews;
  for (const AttemptIndex index : attempts.counted()) {
    const Observation& seen = attempts[index];
    if (is_ok(seen) && seen.tls && seen.http && seen.http->date && seen.http->received) {
      skews.push_back(*seen.http->received - *seen.http->date);
    }
  }
  if (skews.empty()) {
    return std::nullopt;
  }
  std::nth_element(skews.begin(), skews.begin() + static_cast<std::ptrdiff_t>(skews.size() / 2),
                   skews.end());
  return skews[skews.size() / 2];
}

std::vector<Finding> notices(const Facts& facts, std::optional<Millis> clock_skew) {
  std::vector<Finding> findings;
  note_malformed_settings(facts, findings);
  note_proxies(facts, findings);
  note_failing_system_proxy(facts, findings);
  note_clock(facts, clock_skew, findings);
  note_names(facts, findings);
  note_repeats(facts, findings);
  note_dead_addresses(facts, findings);
  note_guesses(facts, findings);
  note_unneeded_addresses(facts, findings);
  note_nothing_tested(facts, findings);
  note_untested(facts, findings);
  note_contradictions(facts, findings);
  note_service_tags(facts, findings);
  note_platform(facts, findings);
  note_status_addresses(facts, findings);
  note_oddities(facts, findings);
  note_logins(facts, findings);
  note_trials(facts, findings);
  return findings;
}

}  // namespace netprobe
