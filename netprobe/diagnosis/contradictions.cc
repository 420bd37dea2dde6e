#include "netprobe/core/shell_word.h"
#include "netprobe/core/text.h"
#include "netprobe/diagnosis/evidence.h"
#include "netprobe/diagnosis/notice.h"
#include "netprobe/diagnosis/notices.h"
#include "netprobe/diagnosis/rule_lines.h"

#include <fmt/format.h>

#include <set>
#include <utility>
#include <vector>

namespace netprobe {

namespace {

/// The one resource group that the exports name: the network interface is most likely there, too.
std::string group_of(const std::vector<NsgPriorities>& nsgs) {
  std::set<std::string> groups;
  for (const NsgPriorities& nsg : nsgs) {
    groups.insert(nsg.resource_group);
  }
  groups.erase("");
  return groups.size() == 1 ? shell_word(printable(*groups.begin(), 300)) : "GROUP";
}

}  // namespace

void note_service_tags(const Facts& facts, std::vector<Finding>& findings) {
  const Circumstances& known = facts.circumstances;
  if (known.service_tags_warning.empty()) {
    return;
  }
  Finding finding = notice("service-tags.doubtful", Severity::warning, Blocker::none, std::nullopt,
                           Confidence::certain);
  finding.title = "The service tags that the rules were read with may not be today's";
  finding.explanation = known.service_tags_warning;
  finding.evidence.push_back({known.service_tags, "--service-tags"});
  finding.remedy.text =
      "download this week's file (\"Azure IP Ranges and Service Tags\") and give it with "
      "--service-tags";
  findings.push_back(std::move(finding));
}

/// The export says no, and the wire says yes: the export is not of what the packets met.
void note_contradictions(const Facts& facts, std::vector<Finding>& findings) {
  std::vector<Evidence> evidence;
  std::set<std::string> rules;
  for (const AttemptIndex index : facts.attempts.counted()) {
    const Observation& seen = facts.attempts[index];
    const ConnectionRuling* const ruling = ruling_of(facts, seen);
    const bool answered = is_ok(seen) || (seen.reached && *seen.reached >= Depth::tcp);
    if (ruling == nullptr || !answered || facts.answered_for_all) {
      continue;
    }
    const bool denied = ruling->access == Access::deny && !ruling->rules.empty();
    const bool dropped = ruling->effect == RouteEffect::blackhole && ruling->route;
    if (!denied && !dropped) {
      continue;
    }
    const std::string rule = denied ? words_of(ruling->rules.front()) : words_of(*ruling->route);
    if (rules.insert(rule).second) {
      evidence.push_back({fmt::format("{} {}, and the connect to {} port {} was answered", rule,
                                      denied ? "denies it" : "drops it",
                                      ruling->address.to_string(), ruling->port),
                          source_of(seen)});
    }
  }
  if (evidence.empty()) {
    return;
  }
  Finding finding = notice("nsg.contradiction", Severity::warning, Blocker::none, std::nullopt,
                           Confidence::certain);
  finding.title = fmt::format("The exported rules deny what the network lets through: {}",
                              join(std::vector<std::string>(rules.begin(), rules.end()), ", "));
  finding.explanation =
      "So the export is not of what these packets met: it is older than the rules in force, of "
      "another network interface or subnet, or a service endpoint takes another way.";
  finding.evidence = std::move(evidence);
  finding.remedy = {"export the effective rules of this machine's own interface, and run it again",
                    {fmt::format("az network nic list-effective-nsg -g {} -n NIC > effective.json",
                                 group_of(facts.circumstances.nsg_priorities))},
                    {}};
  findings.push_back(std::move(finding));
}

}  // namespace netprobe
