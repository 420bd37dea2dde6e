#include "endpoints/service_tags.h"
#include "endpoints/tag_queries.h"
#include "netprobe/cli/command.h"
#include "netprobe/cli/files.h"
#include "netprobe/cli/host_lookup.h"
#include "netprobe/cli/nsg_destination.h"
#include "netprobe/cli/options.h"
#include "netprobe/cli/output.h"
#include "netprobe/cli/policy_files.h"
#include "netprobe/cli/request.h"
#include "netprobe/cli/words.h"
#include "netprobe/core/az_command.h"
#include "netprobe/core/version.h"
#include "netprobe/policy/evaluate_rules.h"
#include "netprobe/policy/explain.h"
#include "reports/rules_json.h"
#include "reports/rules_table.h"
#include "reports/rules_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

namespace netprobe {

namespace {

enum class RulesFormat { text, json, csv, markdown };

struct NsgState {
  PolicyFiles files;
  std::vector<std::string> workloads = {"mars"};
  std::vector<std::string> regions;
  std::vector<std::string> catalog_files;
  std::string format = "text";
  std::string color = "auto";
  std::string destination;
  bool all = false;
  std::string report;  ///< whose addresses a host name has
  bool ask_resolvers = false;
  std::vector<std::string> more_nsg;  ///< without the option's name
};

Result<PolicySources> read_sources(const NsgState& state) {
  PolicyFiles files = state.files;
  files.nsg.insert(files.nsg.end(), state.more_nsg.begin(), state.more_nsg.end());
  if (files.nsg.empty()) {
    return usage_error("--nsg: found none, expected the file of an exported NSG or of its rules");
  }
  return read_policy_files(files);
}

WallTime wall_clock() {
  return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
}

/// Tags that are old, or a part of all, are a remark like those about rules.
void add_remark_about_tags(const ServiceTags& tags, std::vector<RuleLint>& lint) {
  if (auto warning = warning_about(tags, wall_clock())) {
    RuleLint remark;
    remark.kind = "old-tags";
    remark.severity = Severity::warning;
    remark.text = std::move(*warning);
    lint.insert(lint.begin(), std::move(remark));
  }
}

Result<std::vector<RegionSpellings>> spellings_of(const std::vector<std::string>& regions,
                                                  const ServiceTags& tags) {
  std::vector<RegionSpellings> list;
  for (const std::string& region : regions) {
    auto spellings = tag_region(tags, region);
    if (!spellings) {
      return tl::unexpected(spellings.error());
    }
    if (std::find(list.begin(), list.end(), *spellings) == list.end()) {
      list.push_back(std::move(*spellings));
    }
  }
  return list;
}

Result<RulesReport> make_report(const NsgState& state) {
  const auto workloads = workloads_named(state.workloads);
  if (!workloads) {
    return tl::unexpected(workloads.error());
  }
  if (workloads->empty()) {
    return usage_error("--workload: found \"none\", expected a workload to judge the rules for");
  }
  auto sources = read_sources(state);
  if (!sources) {
    return tl::unexpected(sources.error());
  }
  const auto regions = spellings_of(state.regions, sources->tags);
  if (!regions) {
    return tl::unexpected(regions.error());
  }
  const auto catalog = make_catalog(sources->cloud, state.catalog_files);
  if (!catalog) {
    return tl::unexpected(catalog.error());
  }
  const ServiceTags tags = sources->tags;
  const Cloud cloud = sources->cloud;
  const Requirements requirements = requirements_of(*catalog, *workloads, tags, *regions);
  return make_policy(std::move(*sources), tags_of(requirements.list, tags))
      .map([&](const Policy& policy) {
        RulesReport report = evaluate_rules(policy, requirements);
        report.tool_version = tool_version();
        report.cloud = cloud;
        if (!report.fixes.empty()) {
          choose_cloud(report.fixes.front().commands, cloud);
        }
        report.workloads = *workloads;
        report.regions = state.regions;
        report.tags = origin_of(tags);
        add_remark_about_tags(tags, report.lint);
        return report;
      });
}

/// The text of a long export is what a screen holds, or all of it.
TextStyle with_all(TextStyle style, const NsgState& state) {
  style.verbose = state.all;
  return style;
}

/// What a program reads is whole.
Result<void> check_all(const NsgState& state) {
  return state.all && !equals_ignoring_case(state.format, "text")
             ? usage_error(fmt::format("--all: found --format {}, expected text: other formats "
                                       "have all of it anyway",
                                       printable(state.format, 100)))
             : Result<void>();
}

Result<ExitStatus> evaluate(const NsgState& state, const EnvironmentVariables& environment) {
  const auto format = choose<RulesFormat>("--format", state.format,
                                          {{"text", RulesFormat::text},
                                           {"json", RulesFormat::json},
                                           {"csv", RulesFormat::csv},
                                           {"markdown", RulesFormat::markdown}});
  if (!format) {
    return tl::unexpected(format.error());
  }
  if (const auto good = check_all(state); !good) {
    return tl::unexpected(good.error());
  }
  const auto style = chosen_style(state.color, environment);
  if (!style) {
    return tl::unexpected(style.error());
  }
  const auto report = make_report(state);
  if (!report) {
    return tl::unexpected(report.error());
  }
  const ExitStatus exit_status =
      report->status == RulesStatus::ready ? ExitStatus::ready : ExitStatus::problems;
  switch (*format) {
    case RulesFormat::text:
      return print(render_rules_text(*report, with_all(*style, state)), exit_status);
    case RulesFormat::json:
      return print(render_rules_json(*report), exit_status);
    case RulesFormat::csv:
      return print(render_rules_csv(*report), exit_status);
    case RulesFormat::markdown:
      return print(render_rules_markdown(*report), exit_status);
  }
  return exit_status;
}

/// `--nsg FILE… DESTINATION`: the option takes all words behind it, and the last is what is meant
/// by the destination.
NsgState with_destination(NsgState state) {
  if (state.destination.empty() && state.files.nsg.size() > 1) {
    state.destination = std::move(state.files.nsg.back());
    state.files.nsg.pop_back();
  }
  return state;
}

Result<RuleExplanation> make_explanation(const NsgState& state,
                                         const EnvironmentVariables& environment) {
  auto sources = read_sources(state);
  if (!sources) {
    return tl::unexpected(sources.error());
  }
  const ServiceTags tags = sources->tags;
  if (state.destination.empty()) {
    return usage_error(
        "found no destination, expected an address, a prefix, a service tag or a host name, and "
        ":PORT");
  }
  const auto destination = parse_nsg_destination(
      state.destination, tags, host_lookup({state.report, state.ask_resolvers}, environment));
  if (!destination) {
    return tl::unexpected(destination.error());
  }
  if (!destination->is_host && (!state.report.empty() || state.ask_resolvers)) {
    return usage_error(
        fmt::format("{}: found \"{}\", expected a host name, whose addresses it is about",
                    state.ask_resolvers ? "--dns" : "--from", printable(state.destination, 200)));
  }
  constexpr std::uint16_t https = 443;
  return make_policy(std::move(*sources), {}).map([&](const Policy& policy) {
    RuleExplanation explanation =
        explain(policy, destination->addresses, destination->port.value_or(https));
    explanation.tool_version = tool_version();
    explanation.destination = destination->name;
    explanation.port_was_given = destination->port.has_value();
    explanation.tags = origin_of(tags);
    return explanation;
  });
}

Result<ExitStatus> explain_destination(const NsgState& state,
                                       const EnvironmentVariables& environment) {
  const auto format = choose<RulesFormat>(
      "--format", state.format, {{"text", RulesFormat::text}, {"json", RulesFormat::json}});
  if (!format) {
    return tl::unexpected(format.error());
  }
  if (const auto good = check_all(state); !good) {
    return tl::unexpected(good.error());
  }
  const auto style = chosen_style(state.color, environment);
  if (!style) {
    return tl::unexpected(style.error());
  }
  const auto explanation = make_explanation(with_destination(state), environment);
  if (!explanation) {
    return tl::unexpected(explanation.error());
  }
  const bool is_json = *format == RulesFormat::json;
  return print(
      is_json ? render_explanation_json(*explanation)
              : render_explanation_text(*explanation, with_all(*style, state)),
      explanation->verdict.access == Access::allow ? ExitStatus::ready : ExitStatus::problems);
}

using NsgAction = Result<ExitStatus> (*)(const NsgState&, const EnvironmentVariables&);

/// One of the commands below `nsg`, with the options that both of them share.
Command add(CLI::App& parent, const std::shared_ptr<NsgState>& state,
            const EnvironmentVariables& environment, const char* name, const char* what,
            NsgAction action) {
  CLI::App* app = add_command(parent, name, what);
  add_option(*app, "--nsg", state->files.nsg,
             "an exported NSG, its rules or effective rules (JSON); repeatable: those of the "
             "network interface and of the subnet");
  add_option(*app, "--route-table", state->files.route_table,
             "an exported route table, or effective routes (JSON)");
  add_option(*app, "--service-tags", state->files.service_tags,
             "service tags from this file, not those that netprobe carries");
  add_option(*app, "--source", state->files.sources,
             "the address that the machine sends from, or its subnet's prefix; repeatable")
      .delimiter(',');
  add_option(*app, "-c,--cloud", state->files.cloud,
             "public (default), usgov, china, or the name that `az cloud list` prints");
  add_option(*app, "--color", state->color, "auto (default), always, never");
  add_flag(*app, "--all", state->all, "of a long export all of the text, not what a screen holds");
  return {app, [app, state, &environment, action] {
            return with_late_sources(*app, environment, nullptr,
                                     [&] { return action(*state, environment); });
          }};
}

}  // namespace

std::vector<Command> add_nsg_commands(CLI::App& root, const EnvironmentVariables& environment) {
  const auto state = std::make_shared<NsgState>();
  CLI::App* parent =
      add_family(root, "nsg", "exported NSG rules and routes: do they let backup out? Offline");
  const Command evaluate_command =
      add(*parent, state, environment, "evaluate",
          "what the rules do to all that a workload needs, and the smallest fix", evaluate);
  add_option(*evaluate_command.app, "file", state->more_nsg,
             "the same as --nsg; - is standard input");
  add_option(*evaluate_command.app, "-w,--workload", state->workloads,
             "mars (default), vm, sql, hana, mabs, all; repeatable")
      .delimiter(',');
  add_option(*evaluate_command.app, "-r,--region", state->regions,
             "judge AzureBackup and Storage by the tags of this region; repeatable")
      .delimiter(',');
  add_option(*evaluate_command.app, "--catalog", state->catalog_files,
             "a catalog of your own (JSON); repeatable; extends or overrides the embedded one");
  add_option(*evaluate_command.app, "-f,--format", state->format,
             "text (default), json, csv, markdown");
  const Command explain_command =
      add(*parent, state, environment, "explain", "what each rule does to one destination",
          explain_destination);
  add_option(*explain_command.app, "-f,--format", state->format, "text (default), json");
  add_option(*explain_command.app, "destination", state->destination,
             "an address, a prefix, a service tag or a host name, and :PORT (443)");
  const auto report = add_option(*explain_command.app, "--from", state->report,
                                 "the JSON report that a host name's addresses are taken from; "
                                 "default: the last one that was kept");
  add_flag(*explain_command.app, "--dns", state->ask_resolvers,
           "look a host name up now, by the system's resolvers: all that is ever sent here")
      .excludes(report);
  return {evaluate_command, explain_command};
}

}  // namespace netprobe
