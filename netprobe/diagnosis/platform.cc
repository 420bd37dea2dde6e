#include "netprobe/core/text.h"
#include "netprobe/diagnosis/notice.h"
#include "netprobe/diagnosis/notices.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace netprobe {

namespace {

struct CloudEnvironment {
  std::string_view name;  ///< as the instance metadata service writes it
  Cloud cloud;
};

constexpr std::array environments = {
    CloudEnvironment{"AzurePublicCloud", Cloud::public_cloud},
    CloudEnvironment{"AzureUSGovernmentCloud", Cloud::us_government},
    CloudEnvironment{"AzureChinaCloud", Cloud::china},
};

const CloudEnvironment* environment_of(const AzureInstance& instance) {
  const auto found =
      std::find_if(environments.begin(), environments.end(), [&](const CloudEnvironment& one) {
        return equals_ignoring_case(one.name, instance.environment);
      });
  return found == environments.end() ? nullptr : &*found;
}

/// Backups of a VM, and of a database in it, go to a vault of the VM's own region; an agent's may
/// go to any.
bool is_bound_to_its_region(const std::vector<Workload>& workloads) {
  return std::any_of(workloads.begin(), workloads.end(), [](Workload workload) {
    return workload == Workload::vm || workload == Workload::sql || workload == Workload::hana;
  });
}

void add_witness(const Attempts& attempts, Finding& finding) {
  for (const Observation& seen : attempts.all()) {
    if (seen.azure_instance) {
      finding.evidence.push_back(
          {fmt::format("the instance metadata service says {} and {}", seen.azure_instance->region,
                       seen.azure_instance->environment.empty() ? "no environment"
                                                                : seen.azure_instance->environment),
           fmt::format("http://{}/metadata/instance", seen.target)});
      return;
    }
  }
}

Finding other_cloud(const Facts& facts, const AzureInstance& instance,
                    const CloudEnvironment& its) {
  const std::string_view tested = name_of(facts.circumstances.cloud);
  Finding finding = notice("platform.other-cloud", Severity::warning, Blocker::none, std::nullopt,
                           Confidence::certain);
  finding.title = fmt::format("This VM runs in the {} cloud; the {} cloud was tested",
                              name_of(its.cloud), tested);
  finding.explanation =
      "The clouds share no endpoint. What this run found says little about a vault in the VM's "
      "own.";
  finding.remedy = {
      "test the VM's own cloud",
      {fmt::format("netprobe check --cloud {} --region {}", name_of(its.cloud), instance.region)},
      {}};
  return finding;
}

Finding other_region(const Facts& facts, const AzureInstance& instance) {
  const bool bound = is_bound_to_its_region(facts.circumstances.workloads);
  Finding finding = notice("platform.other-region", bound ? Severity::warning : Severity::info,
                           Blocker::none, std::nullopt, Confidence::certain);
  finding.title =
      fmt::format("This VM runs in {}; {} was tested", instance.region,
                  join(std::vector<std::string>(facts.circumstances.region_names), ", "));
  finding.explanation =
      bound ? "A VM, and a database in it, is backed up to a vault of its own region: other host "
              "names and other rules are meant."
            : "That is right where the vault is in another region than the VM.";
  finding.remedy = {"test the vault's own region",
                    {fmt::format("netprobe check --region {}", instance.region)},
                    {}};
  return finding;
}

Finding region_known(const AzureInstance& instance) {
  Finding finding = notice("platform.region-known", Severity::info, Blocker::none, std::nullopt,
                           Confidence::certain);
  finding.title = fmt::format("This VM runs in {}, and no region was asked for", instance.region);
  finding.explanation =
      "Hosts of a few regions stood for all. With the vault's region its own hosts are tested.";
  finding.remedy = {"name the vault's region, most likely the VM's",
                    {fmt::format("netprobe check --region {}", instance.region)},
                    {}};
  return finding;
}

}  // namespace

std::optional<AzureInstance> find_azure_instance(const Attempts& attempts) {
  const auto told =
      std::find_if(attempts.all().begin(), attempts.all().end(),
                   [](const Observation& seen) { return is_ok(seen) && seen.azure_instance; });
  return told == attempts.all().end() ? std::nullopt : told->azure_instance;
}

void note_platform(const Facts& facts, std::vector<Finding>& findings) {
  const auto instance = find_azure_instance(facts.attempts);
  if (!instance || facts.circumstances.workloads.empty()) {
    return;
  }
  const CloudEnvironment* const its = environment_of(*instance);
  const auto& tested = facts.circumstances.region_names;
  std::optional<Finding> finding;
  if (its != nullptr && its->cloud != facts.circumstances.cloud) {
    finding = other_cloud(facts, *instance, *its);
  } else if (!tested.empty() &&
             std::find(tested.begin(), tested.end(), instance->region) == tested.end()) {
    finding = other_region(facts, *instance);
  } else if (facts.circumstances.regions.empty()) {
    finding = region_known(*instance);
  }
  if (finding) {
    add_witness(facts.attempts, *finding);
    findings.push_back(std::move(*finding));
  }
}

}  // namespace netprobe
