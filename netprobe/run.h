#pragma once

#include "endpoints/fact_ages.h"
#include "netprobe/core/report.h"
#include "netprobe/core/result.h"
#include "netprobe/core/url.h"
#include "netprobe/plan/make_plan.h"
#include "netprobe/probe/interrupts.h"
#include "netprobe/probe/prober.h"
#include "proxy/pac_routes.h"
#include "proxy/routes.h"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// A PAC script that the caller asks for, or asks to look for.
struct PacRequest {
  std::string source;               ///< "--pac" or "--wpad"
  std::string location;             ///< the file or the URL; empty for --wpad
  std::optional<std::string> text;  ///< of a file, which was read already
  std::vector<Url> urls;            ///< where to fetch it: one; for --wpad, each in turn
  PacIdentity identity;

  [[nodiscard]] bool is_wpad() const { return source == "--wpad"; }
};

/// Everything that a run depends on, read and parsed: from here on nothing asks a file or a
/// variable.
struct RunRequest {
  Catalog catalog;
  PlanRequest plan;
  RouteInputs routes;
  std::optional<PacRequest> pac;
  NameSources names;                          ///< the files that decide what names stand for
  std::vector<ProxySetting> proxies;          ///< every place but a script where a proxy is set
  std::optional<ComponentInForce> component;  ///< `--as`
  TrustInputs trust;
  std::vector<std::string> regions;       ///< as the caller spelt them
  std::vector<std::string> region_names;  ///< and as Azure does
  std::string host;                       ///< this machine's name
  Platform platform = Platform::gnu_linux;
  std::optional<bool> azure_vm;
  bool follow_up = true;
  std::vector<std::string> notes;  ///< what the reader must know of the call itself
  std::vector<DatedFacts> facts;   ///< that are told when they are old
  /// The service tag that an address lies in; empty where none that is known holds it.
  std::function<std::string(const IpAddress&)> tag_of;
  std::string service_tags, service_tags_warning;  ///< see `Circumstances`
  /// What exported rules and routes say about addresses and ports (`--nsg`, `--route-table`). Empty
  /// where none were given.
  std::function<std::vector<ConnectionRuling>(std::span<const Destination>)> judge_rules;
  std::vector<NsgPriorities> nsg_priorities;  ///< of the same rules
  /// The least that makes those rules let through what is required. Asked only where they deny.
  std::function<std::vector<RuleFix>()> fix_rules;
  /// See `Circumstances`. Asked only where something failed; empty where no region was given.
  std::function<std::map<std::string, std::vector<std::string>>()> regional_tags;
  std::vector<SubnetExport> subnets;  ///< given beside them
  /// The rules of this machine's own firewall that drop or reject what it sends. Asked only when a
  /// direct connect failed.
  std::function<std::vector<std::string>(const Interrupts*)> read_local_firewall;
};

/// Which attempts the request amounts to. `netprobe plan` stops here.
ProbePlan plan_run(const RunRequest& request);

/// The street: plan, probe, diagnose, report. An Error only when a library would not start; a
/// network that fails is what the report is about. What comes after an interrupt is left out; one
/// that comes when only the judging is left changes nothing any more.
Result<Report> run(const RunRequest& request, const ProgressCallback& progress,
                   const Interrupts* interrupts);

/// The report with its attempts judged by the rules of today.
Report rejudge(Report report);

}  // namespace netprobe
