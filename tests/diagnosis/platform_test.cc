#include "tests/diagnosis/scene.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace platform_test {

/// A machine whose metadata service says where it runs.
Scene vm_in(const std::string& region, const std::string& environment) {
  Scene scene;
  scene.row("login.contoso.com").control("169.254.169.254", ControlKind::azure_platform);
  scene.passes("login.contoso.com").passes("169.254.169.254", "169.254.169.254");
  scene.last().azure_instance = AzureInstance{region, environment};
  scene.known.workloads = {Workload::mars};
  return scene;
}

std::vector<std::string> platform_findings(const Judgement& judgement) {
  std::vector<std::string> words;
  for (const Finding& finding : judgement.diagnosis.findings) {
    if (finding.id.starts_with("platform.")) {
      words.push_back(finding.id + " " + std::string(name_of(finding.severity)));
    }
  }
  return words;
}

using Words = std::vector<std::string>;

struct Row {
  std::string name, region, environment;
  Cloud cloud;
  std::vector<std::string> tested;
  std::vector<Workload> workloads;
  Words findings;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Platform : public testing::TestWithParam<Row> {};

TEST_P(Platform, is_held_against_what_was_tested) {
  const Row& row = GetParam();
  Scene scene = vm_in(row.region, row.environment);
  scene.known.cloud = row.cloud;
  scene.known.regions = scene.known.region_names = row.tested;
  scene.known.workloads = row.workloads;
  const Judgement judgement = scene.judge();
  EXPECT_EQ(platform_findings(judgement), row.findings);
  EXPECT_EQ(judgement.diagnosis.azure_vm, true);
  EXPECT_EQ(judgement.diagnosis.azure_instance, (AzureInstance{row.region, row.environment}));
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
}

constexpr auto of_public = "AzurePublicCloud";

INSTANTIATE_TEST_SUITE_P(
    All, Platform,
    testing::Values(Row{"the region that was tested",
                        "westeurope",
                        of_public,
                        Cloud::public_cloud,
                        {"westeurope"},
                        {Workload::vm},
                        {}},
                    Row{"one of those that were tested",
                        "westeurope",
                        of_public,
                        Cloud::public_cloud,
                        {"northeurope", "westeurope"},
                        {Workload::mars},
                        {}},
                    Row{"another region: an agent may back up to it",
                        "westeurope",
                        of_public,
                        Cloud::public_cloud,
                        {"northeurope"},
                        {Workload::mars},
                        {"platform.other-region info"}},
                    Row{"another region: a VM may not",
                        "westeurope",
                        of_public,
                        Cloud::public_cloud,
                        {"northeurope"},
                        {Workload::vm},
                        {"platform.other-region warning"}},
                    Row{"no region was asked for",
                        "westeurope",
                        of_public,
                        Cloud::public_cloud,
                        {},
                        {Workload::mars},
                        {"platform.region-known info"}},
                    Row{"another cloud",
                        "usgovvirginia",
                        "AzureUSGovernmentCloud",
                        Cloud::public_cloud,
                        {},
                        {Workload::mars},
                        {"platform.other-cloud warning"}},
                    Row{"an environment that nobody knows, in the region that was tested",
                        "westeurope",
                        "AzureStack",
                        Cloud::public_cloud,
                        {"westeurope"},
                        {Workload::mars},
                        {}},
                    Row{"an audit of other hosts asks for no cloud",
                        "usgovvirginia",
                        "AzureUSGovernmentCloud",
                        Cloud::public_cloud,
                        {},
                        {},
                        {}}));

TEST(PlatformThatIsSilent, says_nothing_about_the_network) {
  Scene scene;
  scene.row("login.contoso.com").control("169.254.169.254", ControlKind::azure_platform);
  scene.known.workloads = {Workload::mars};
  scene.passes("login.contoso.com");
  const Judgement without = scene.judge();
  for (const Cause cause : {Cause::tcp_timeout, Cause::tcp_no_route, Cause::tcp_unreachable,
                            Cause::http_unexpected_status, Cause::http_captive_portal}) {
    Scene silent = scene;
    silent.fails("169.254.169.254", cause, "169.254.169.254");
    EXPECT_EQ(silent.judge().diagnosis, without.diagnosis) << name_of(cause);
  }
}

}  // namespace platform_test
}  // namespace netprobe
