#include "netprobe/diagnosis/audience.h"

#include "netprobe/core/text.h"
#include "netprobe/diagnosis/findings.h"
#include "netprobe/diagnosis/refine.h"
#include "netprobe/diagnosis/rules.h"
#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <array>

namespace netprobe {
namespace audience_test {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using Words = std::vector<std::string>;

/// Hosts of a cloud: the service, its storage, sign-in.
struct Hosts {
  std::string backup, queue, login;
};

Hosts hosts_of(Cloud cloud) {
  switch (cloud) {
    case Cloud::public_cloud:
      return {"pod01-manag1.we.backup.windowsazure.com", "a.queue.core.windows.net",
              "login.microsoftonline.com"};
    case Cloud::us_government:
      return {"pod01-manag1.ugv.backup.windowsazure.us", "a.queue.core.usgovcloudapi.net",
              "login.microsoftonline.us"};
    case Cloud::china:
      return {"pod01-manag1.bjb2.backup.windowsazure.cn", "a.queue.core.chinacloudapi.cn",
              "login.partner.microsoftonline.cn"};
  }
  return {};
}

void add(Scene& scene, const std::string& host, const std::string& tag, std::uint16_t port = 443) {
  scene.row(host, {host},
            {.port = port,
             .routes = {RouteKind::direct, RouteKind::system},
             .in_force = RouteKind::system});
  scene.plan.rows.back().service_tag = tag;
  if (port == 80) {
    scene.plan.rows.back().protocol = Protocol::http;
  }
}

/// Everything of a workload fails with a cause, by the way in force.
Scene scene_of(Workload workload, Cloud cloud, Cause cause, std::optional<bool> azure) {
  Scene scene;
  const Hosts hosts = hosts_of(cloud);
  scene.known.cloud = cloud;
  scene.known.workloads = {workload};
  scene.known.azure_vm = azure;
  add(scene, hosts.backup, "AzureBackup");
  add(scene, hosts.queue, "Storage");
  add(scene, hosts.login, "AzureActiveDirectory");
  add(scene, hosts.backup, "AzureBackup", 3260);
  add(scene, "crl3.digicert.com", "", 80);
  for (PlannedRow& row : scene.plan.rows) {
    row.workloads = {workload};
    const bool of_proxy = name_of(cause).starts_with("proxy.");
    for (RowProbe& probe : row.probes) {
      probe.in_force = {probe.tasks[of_proxy ? 1 : 0]};
      probe.route = of_proxy ? RouteKind::system : RouteKind::direct;
      scene.fails(probe.host, cause, "20.1.1.1", probe.route, row.port);
      if (of_proxy) {
        scene.last().proxy_answer = ProxyFacts{};
        scene.last().proxy_answer->product = "squid/5.7";
        scene.last().proxy_answer->status = 403;
      }
      scene.last().dns = DnsFacts{};
      scene.last().dns->server = "10.0.0.53:53";
    }
  }
  return scene;
}

std::string text_of(const Finding& finding) {
  std::string text = finding.title + "\n" + finding.explanation + "\n" + finding.remedy.text;
  for (const Words* words :
       {&finding.remedy.commands, &finding.remedy.docs, &finding.related_errors}) {
    text += "\n" + join(*words, "\n");
  }
  for (const Alternative& other : finding.alternatives) {
    text += "\n" + other.words;
  }
  return text;
}

bool is_of_mars(Workload workload) {
  return workload == Workload::mars || workload == Workload::mabs;
}

/// What must not be said to whom.
Words forbidden(Workload workload, Cloud cloud) {
  Words words = {"{ports}",      "{tags}", "{in_nsg}",  "{host}",       "{hosts}",
                 "{server}",     "{nsg}",  "{routes}",  "{squid",       "{requests}",
                 "{inspection}", "{zone}", "@RESOLVER", "http://PROXY", "https://HOST"};
  if (!is_of_mars(workload)) {
    words.insert(words.end(), {"34513", "100050", "mars-agent", "MARS", "Set-OBMachineSetting"});
  }
  if (cloud != Cloud::public_cloud) {
    words.insert(words.end(), {"windowsazure.com", "windows.net", "microsoftonline.com",
                               "storage.azure.net", "management.azure.com"});
  }
  if (cloud == Cloud::china) {
    words.emplace_back("learn.microsoft.com/azure/backup/backup-");
  }
  return words;
}

void expect_fitting(const Finding& finding, Workload workload, Cloud cloud) {
  const std::string text = text_of(finding);
  for (const std::string& word : forbidden(workload, cloud)) {
    EXPECT_EQ(text.find(word), std::string::npos)
        << finding.id << " says " << word << " to " << name_of(workload) << " in " << name_of(cloud)
        << ":\n"
        << text;
  }
}

/// Those that choose words, numbers or pages of their own.
constexpr std::array causes = {Cause::tcp_timeout,         Cause::tls_version,
                               Cause::tls_intercepted,     Cause::proxy_denied,
                               Cause::proxy_auth_required, Cause::proxy_upstream_dns};

/// Judges as `diagnose` does, and asks every rule what it would say.
TEST(Audiences, no_rule_speaks_to_one_of_anothers_numbers_hosts_and_pages) {
  for (const Cloud cloud : all_clouds()) {
    for (const Workload workload : all_workloads()) {
      for (const Cause cause : causes) {
        const Scene scene = scene_of(workload, cloud, cause, true);
        const auto seen = refine(scene.plan, scene.seen);
        const Attempts attempts(scene.plan, seen);
        const Experiments experiments(attempts);
        const Uploads uploads(attempts, experiments);
        const auto rows = judge_rows(attempts, experiments, uploads, scene.known);
        const Facts facts(attempts, experiments, uploads, scene.known, rows);
        ASSERT_FALSE(facts.hits.empty()) << name_of(cause);
        for (std::size_t rule = 0; rule < all_rules().size(); ++rule) {
          expect_fitting(finding_by(facts, rule, facts.hits), workload, cloud);
        }
      }
    }
  }
}

TEST(Audiences, commands_of_the_azure_cli_choose_a_cloud_that_is_not_its_own) {
  for (const Cloud cloud : all_clouds()) {
    for (const Workload workload : all_workloads()) {
      const Judgement judgement = scene_of(workload, cloud, Cause::tcp_timeout, true).judge();
      for (const Finding& finding : judgement.diagnosis.findings) {
        expect_fitting(finding, workload, cloud);
        bool chosen = cloud == Cloud::public_cloud;
        for (const std::string& command : finding.remedy.commands) {
          chosen |= command.starts_with("az cloud set");
          EXPECT_TRUE(chosen || !command.starts_with("az ")) << finding.id << ": " << command;
        }
        for (const Alternative& other : finding.alternatives) {
          EXPECT_EQ(other.words.find("az network"), std::string::npos) << other.words;
        }
      }
    }
  }
}

struct Told {
  Workload workload;
  Cause cause;
  Words errors;
};

TEST(Audiences, each_workload_has_errors_of_its_own) {
  for (const Told& row :
       {Told{Workload::mars, Cause::tcp_timeout, {"34513", "100050"}},
        Told{Workload::mabs, Cause::tcp_timeout, {"34513", "100050"}},
        Told{Workload::mars, Cause::proxy_auth_required, {"34513", "100050", "407"}},
        Told{Workload::mars, Cause::tls_version, {"34513", "100050", "10054"}},
        Told{Workload::mars, Cause::tls_intercepted, {"34513", "100050"}},
        Told{Workload::sql, Cause::tcp_timeout, {"UserErrorVMInternetConnectivityIssue"}},
        Told{Workload::sql, Cause::tls_version, {"UserErrorVMInternetConnectivityIssue", "10054"}},
        Told{Workload::hana,
             Cause::tcp_timeout,
             {"UserErrorCannotConnectToAzureActiveDirectoryService",
              "WorkloadExtensionNotReachable"}},
        Told{Workload::vm, Cause::tcp_timeout, {"Exception caught while connecting to target"}}}) {
    const Judgement judgement =
        scene_of(row.workload, Cloud::public_cloud, row.cause, false).judge();
    EXPECT_EQ(judgement.diagnosis.findings.front().related_errors, row.errors)
        << name_of(row.workload) << " " << name_of(row.cause);
  }
}

TEST(Audiences, a_closed_queue_alone_has_a_word_of_its_own) {
  Scene scene;
  scene.row("a.queue.core.windows.net");
  scene.plan.rows.back().workloads = {Workload::sql};
  scene.plan.rows.back().service_tag = "Storage";
  scene.fails("a.queue.core.windows.net", Cause::tcp_reset);
  EXPECT_THAT(scene.judge().diagnosis.findings.front().related_errors,
              Contains("WorkloadExtensionDidntDequeueMsg"));
}

TEST(Audiences, ports_and_tags_are_those_of_the_rows) {
  Scene scene;
  scene.known.azure_vm = true;
  scene.row("a.blob.core.windows.net", {"a.blob.core.windows.net"}, {.port = 3260});
  scene.plan.rows.back().service_tag = "Storage";
  scene.fails("a.blob.core.windows.net", Cause::tcp_timeout, "20.1.1.1", RouteKind::direct, 3260);
  const Remedy remedy = scene.judge().diagnosis.findings.front().remedy;
  EXPECT_THAT(remedy.text, AllOf(HasSubstr("TCP 3260"), HasSubstr("the service tag Storage"),
                                 Not(HasSubstr("443")), Not(HasSubstr("AzureBackup"))));
  EXPECT_THAT(remedy.commands, Contains(AllOf(HasSubstr("--destination-address-prefixes Storage"),
                                              HasSubstr("--destination-port-ranges 3260"),
                                              HasSubstr("--priority '<priority>'"))));
}

TEST(Audiences, a_rule_of_an_nsg_is_for_azure_alone) {
  for (const std::optional<bool> azure : {std::optional<bool>(), std::optional(false)}) {
    const Remedy remedy = scene_of(Workload::mars, Cloud::public_cloud, Cause::tcp_timeout, azure)
                              .judge()
                              .diagnosis.findings.front()
                              .remedy;
    EXPECT_THAT(remedy.commands, Not(Contains(HasSubstr("nsg rule"))));
    EXPECT_EQ(remedy.text.find("NSG") != std::string::npos, !azure.has_value()) << remedy.text;
  }
}

/// The way is praised only where attempts of all that is affected show it, on their ports.
TEST(Audiences, another_way_is_offered_only_where_it_works_for_all) {
  for (const bool all : {true, false}) {
    Scene scene = scene_of(Workload::mars, Cloud::public_cloud, Cause::proxy_denied, false);
    for (const PlannedRow& row : scene.plan.rows) {
      if (all || row.port == 80) {
        scene.passes(row.probes.front().host, "20.1.1.1", RouteKind::direct, row.port);
      } else {
        scene.fails(row.probes.front().host, Cause::tcp_timeout, "20.1.1.1", RouteKind::direct,
                    row.port);
      }
    }
    for (const Finding& finding : scene.judge().diagnosis.findings) {
      if (finding.cause == Cause::proxy_denied) {
        EXPECT_EQ(finding.remedy.text.find("these hosts are reached directly") != std::string::npos,
                  all)
            << finding.remedy.text;
      }
    }
  }
}

}  // namespace audience_test
}  // namespace netprobe
