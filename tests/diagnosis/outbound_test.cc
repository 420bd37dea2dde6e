#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace outbound_test {

using testing::HasSubstr;

const std::string blob = "blob.contoso.com";
const std::string login = "login.fabrikam.net";
const std::string world = "www.example.com";
const std::string wire_server = "168.63.129.16";

/// An Azure VM to which its platform answers, and nothing public does.
Scene stranded() {
  Scene scene;
  scene.row(blob).row(login).control(world).control(wire_server, ControlKind::azure_platform);
  for (const std::string& host : {blob, login, world}) {
    scene.fails(host, Cause::tcp_timeout);
  }
  scene.passes(wire_server, wire_server);
  scene.known.azure_vm = true;
  return scene;
}

Scene with_subnet(std::optional<bool> default_outbound, bool nat_gateway) {
  Scene scene = stranded();
  scene.known.subnets = {{"vnet/servers", "subnet.json", default_outbound, nat_gateway}};
  return scene;
}

/// Who the first alternative of the only error is, and whether the command is shown.
struct Row {
  std::string name;
  std::function<Scene()> scene;
  std::string rule;  ///< the first part of the finding's id
  bool leads, command;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Outbound : public testing::TestWithParam<Row> {};

TEST_P(Outbound, is_thought_of_where_an_azure_vm_reaches_nothing_public) {
  const Row& row = GetParam();
  const Judgement judgement = row.scene().judge();
  ASSERT_EQ(accused(judgement, Severity::error).size(), 1U);
  const Finding& finding = judgement.diagnosis.findings.front();
  EXPECT_EQ(finding.id.substr(0, finding.id.find('/')), row.rule);
  ASSERT_FALSE(finding.alternatives.empty());
  const bool leads =
      finding.alternatives.front().words.find("no explicit outbound method") != std::string::npos;
  EXPECT_EQ(leads, row.leads);
  const bool command = !finding.remedy.commands.empty() &&
                       finding.remedy.commands.front().starts_with("az network vnet subnet show");
  EXPECT_EQ(command, row.command);
}

INSTANTIATE_TEST_SUITE_P(
    Azure, Outbound,
    testing::Values(Row{"nothing is known of its subnet", stranded, "network.silent", true, true},
                    Row{"its subnet is private and has no NAT gateway: that is it",
                        [] { return with_subnet(false, false); }, "azure.no-outbound", false, true},
                    Row{"its subnet has a NAT gateway: something else",
                        [] { return with_subnet(false, true); }, "network.silent", false, false},
                    Row{"its subnet has the default way out: something else",
                        [] { return with_subnet(true, false); }, "network.silent", false, false},
                    Row{"the export does not say", [] { return with_subnet(std::nullopt, false); },
                        "network.silent", true, true},
                    Row{"it is no VM of Azure's",
                        [] {
                          Scene scene = stranded();
                          scene.known.azure_vm = false;
                          return scene;
                        },
                        "network.silent", false, false},
                    Row{"the platform is silent too",
                        [] {
                          Scene scene = stranded();
                          std::erase_if(scene.seen, [](const Observation& seen) {
                            return seen.control == ControlKind::azure_platform;
                          });
                          return scene;
                        },
                        "network.silent", false, false},
                    Row{"somebody public answers, with a RST",
                        [] {
                          Scene scene = with_subnet(false, false);
                          std::erase_if(scene.seen, [](const Observation& seen) {
                            return seen.target == world + ":443";
                          });
                          scene.fails(world, Cause::tcp_reset);
                          return scene;
                        },
                        "network.silent", false, false}),
    [](const testing::TestParamInfo<Row>& row) { return std::to_string(row.index); });

TEST(ClosedSubnets, names_the_subnet_and_what_to_give_it) {
  const Finding finding = with_subnet(false, false).judge().diagnosis.findings.front();
  EXPECT_THAT(finding.title, HasSubstr("vnet/servers"));
  EXPECT_THAT(finding.remedy.text, HasSubstr("NAT gateway"));
  EXPECT_THAT(finding.remedy.commands,
              testing::Contains(HasSubstr("-g GROUP --vnet-name vnet -n servers ")));
  EXPECT_EQ(finding.blocker, Blocker::network);
  EXPECT_EQ(finding.confidence, Confidence::likely);
}

}  // namespace outbound_test
}  // namespace netprobe
