#pragma once

#include "netprobe/core/connection_ruling.h"
#include "netprobe/core/observation.h"
#include "netprobe/core/pac_script.h"
#include "netprobe/core/plan.h"
#include "netprobe/core/vocabulary.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {

/// A fact and where it can be looked up ("attempt direct to 10.0.0.1 of storage-blob:443",
/// "environment variable https_proxy").
struct Evidence {
  std::string fact;
  std::string source;
  bool operator==(const Evidence&) const = default;
};

/// Another blocker that fits the evidence, with a few words that say why, or what would decide.
struct Alternative {
  Blocker blocker = Blocker::unknown;
  std::string words;
  bool operator==(const Alternative&) const = default;
};

struct Remedy {
  std::string text;
  std::vector<std::string> commands;
  std::vector<std::string> docs;
  bool operator==(const Remedy&) const = default;
};

/// One root cause, however many rows it turns red.
struct Finding {
  std::string id;  ///< stable within a report and, for the same cause and blocker, between reports
  Severity severity = Severity::info;
  Blocker blocker = Blocker::none;
  std::optional<Cause> cause;
  Confidence confidence = Confidence::possible;
  std::string title;
  std::string explanation;
  std::vector<std::string> affected;  ///< ids of PlannedRow
  std::vector<Evidence> evidence;
  std::vector<Alternative> alternatives;
  Remedy remedy;
  std::vector<std::string> related_errors;  ///< of the agents: "34513", "100050"
  /// False for what a comparison row (8443) shows: it is told, and never makes a ready run exit 1.
  bool counts_for_fail_on = true;
  bool operator==(const Finding&) const = default;
};

/// What became of a planned row.
struct RowResult {
  RowStatus status = RowStatus::untested;
  bool required = false;         ///< false for a row that could not be decided
  std::string note;              ///< what the run adds to `PlannedRow::note`
  std::optional<Depth> reached;  ///< what the row's attempts on the route in force reached
  bool operator==(const RowResult&) const = default;
};

struct Summary {
  RunStatus status = RunStatus::incomplete;
  int required = 0, reachable = 0, blocked = 0, optional_failed = 0;
  bool operator==(const Summary&) const = default;
};

/// The judgement of a run. `rows` runs parallel to `ProbePlan::rows`.
struct Diagnosis {
  Summary summary;
  std::vector<RowResult> rows;
  std::vector<Finding> findings;     ///< what to fix first comes first
  std::optional<Millis> clock_skew;  ///< local minus remote
  std::optional<bool> azure_vm;
  std::optional<AzureInstance> azure_instance;  ///< where this VM runs, if it is one of Azure's
  bool operator==(const Diagnosis&) const = default;
};

/// Whose proxy settings are in force, where they are not this process's (`--as`).
struct ComponentInForce {
  std::string name;                   ///< "hana", "service:backup.service"
  std::string words;                  ///< "the HANA extension"
  std::string place;                  ///< what is to be edited to change them
  std::vector<std::string> commands;  ///< that make a change take effect
  bool operator==(const ComponentInForce&) const = default;
};

/// The files of this machine that decide what names stand for.
struct NameSources {
  /// Where each resolver is configured: "10.0.0.53:53", "line 2 of /etc/resolv.conf".
  std::map<std::string, std::string> resolvers;
  std::string search;  ///< "search corp.example, ndots:5 (/etc/resolv.conf)"; empty without domains
  std::string order;   ///< "hosts: files dns (/etc/nsswitch.conf)"; empty where nothing says so
  bool operator==(const NameSources&) const = default;
};

/// What an exported subnet says about a way out of Azure.
struct SubnetExport {
  std::string name;                      ///< "backup-vnet/servers"
  std::string file;                      ///< where it was read
  std::optional<bool> default_outbound;  ///< none: not said, as by exports of older tools
  bool nat_gateway = false;
  bool operator==(const SubnetExport&) const = default;
};

/// The system that a run was on: what people there type, and where they look.
enum class Platform {
  gnu_linux,
  windows,
};

/// What the judge may know beside the plan and the observations.
struct Circumstances {
  Platform platform = Platform::gnu_linux;
  Cloud cloud = Cloud::public_cloud;
  std::vector<Workload> workloads;
  std::vector<std::string> regions;
  /// Those regions as Azure itself writes them ("westeurope"); none for a bare `code:`.
  std::vector<std::string> region_names;
  std::vector<ProxySetting> proxies;       ///< every place where a proxy is set, usable or not
  std::optional<PacScript> pac;            ///< the script that decides routes, or should have
  std::vector<WpadTry> wpad;               ///< where one was looked for by WPAD, if it was
  std::vector<Cidr> sign_in_tag_prefixes;  ///< for `range.outside`
  std::string sign_in_tag_date;
  std::optional<bool> azure_vm;  ///< as the machine's firmware says; none when it does not
  /// Rules of this machine's own firewall that drop or reject what it sends; none where they could
  /// not be read, or nobody asked.
  std::vector<std::string> local_firewall;
  /// What `--nsg` and `--route-table` say about each address and port that was tried directly.
  std::vector<ConnectionRuling> rulings;
  std::vector<NsgPriorities> nsg_priorities;
  /// The least that makes those rules let through what is required: the same as of `nsg evaluate`.
  std::vector<RuleFix> rule_fixes;
  /// Service tags that the regions asked for have tags of their own for: "Storage" to
  /// "Storage.WestEurope".
  std::map<std::string, std::vector<std::string>> regional_tags;
  std::vector<SubnetExport> subnets;  ///< those that were given beside the rules
  /// Which service tags those were read with ("Public service tags of 2025-10-28 …"), and what is
  /// wrong with them; empty where none were needed, and where nothing is.
  std::string service_tags, service_tags_warning;
  /// Hops that lie in Azure's own address space, and the service tag that says so.
  std::map<IpAddress, std::string> hop_tags;
  std::optional<ComponentInForce> component;
  NameSources names;
  RunEnd end = RunEnd::finished;
  bool operator==(const Circumstances&) const = default;
};

}  // namespace netprobe
