#include "endpoints/catalog.h"
#include "endpoints/service_tags.h"
#include "endpoints/tag_queries.h"
#include "netprobe/cli/command.h"
#include "netprobe/cli/files.h"
#include "netprobe/cli/options.h"
#include "netprobe/cli/output.h"
#include "netprobe/cli/request.h"
#include "netprobe/cli/words.h"
#include "netprobe/core/text.h"
#include "reports/tags.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

namespace netprobe {

namespace {

enum class TagsFormat { text, json, csv };

struct TagsState {
  std::string cloud;
  std::string file;
  std::string format = "text";
  std::vector<std::string> queries;
  std::string region;
  std::string name;
  std::string old_file;
  std::string new_file;
  std::vector<std::string> workloads = {"all"};
  bool all = false;
};

/// What a command prints, and how it ends.
struct Answer {
  TagsReport report;
  ExitStatus exit_status = ExitStatus::ready;
};

Result<ServiceTags> tags_in(const std::string& file, std::string_view option) {
  const auto text = read_input(file, option);
  if (!text) {
    return tl::unexpected(text.error());
  }
  return read_service_tags(*text, file == "-" ? "standard input" : file);
}

/// The caller's file, which says itself of which cloud it is, or the snapshot of the cloud.
Result<ServiceTags> chosen_tags(const TagsState& state) {
  const auto cloud =
      state.cloud.empty() ? Result<Cloud>(Cloud::public_cloud) : cloud_named(state.cloud);
  if (!cloud) {
    return tl::unexpected(cloud.error());
  }
  if (state.file.empty()) {
    return embedded_service_tags(*cloud);
  }
  auto tags = tags_in(state.file, "--service-tags");
  if (tags && !state.cloud.empty() && !tags->cloud.empty() && cloud_of(*tags) != *cloud) {
    return usage_error(
        fmt::format("--service-tags: found tags of the cloud \"{}\", expected those "
                    "of {} (see --cloud)",
                    printable(tags->cloud, 60), name_of(*cloud)));
  }
  return tags;
}

std::vector<std::string> notes_about(const ServiceTags& tags) {
  std::vector<std::string> notes;
  if (tags.file.empty()) {
    notes.emplace_back(
        "netprobe carries only the tags that backup needs, and AzureCloud with its prefixes "
        "merged; --service-tags reads all of a file");
  }
  const auto now = std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
  if (auto warning = warning_about(tags, now)) {
    notes.push_back(std::move(*warning));
  }
  return notes;
}

Result<Answer> lookup(const TagsState& state) {
  return chosen_tags(state).and_then([&](const ServiceTags& tags) {
    return look_up_tags(tags, state.queries).map([&](TagLookupReport report) {
      const bool all_found =
          std::all_of(report.lookups.begin(), report.lookups.end(),
                      [](const TagLookup& found) { return !found.matches.empty(); });
      return Answer{{std::move(report), notes_about(tags)},
                    all_found ? ExitStatus::ready : ExitStatus::problems};
    });
  });
}

Result<Answer> list(const TagsState& state) {
  return chosen_tags(state).and_then([&](const ServiceTags& tags) {
    return list_tags(tags, state.region).map([&](TagListReport report) {
      return Answer{{std::move(report), notes_about(tags)}, ExitStatus::ready};
    });
  });
}

Result<Answer> show(const TagsState& state) {
  return chosen_tags(state).and_then([&](const ServiceTags& tags) {
    return show_tag(tags, state.name).map([&](TagShowReport report) {
      return Answer{{std::move(report), notes_about(tags)}, ExitStatus::ready};
    });
  });
}

/// The tags that rules for these workloads name; none means all tags.
Result<std::vector<std::string>> services_of(const TagsState& state, const ServiceTags& tags) {
  if (state.all) {
    return std::vector<std::string>();
  }
  const auto workloads = workloads_named(state.workloads);
  if (!workloads) {
    return tl::unexpected(workloads.error());
  }
  return embedded_catalog(cloud_of(tags).value_or(Cloud::public_cloud))
      .map([&](const Catalog& catalog) { return tags_for_rules(catalog, *workloads); })
      .and_then([](std::vector<std::string> services) -> Result<std::vector<std::string>> {
        if (services.empty()) {
          return usage_error(
              "--workload: no service tag is listed for these; expected others, or --all");
        }
        return services;
      });
}

Result<Answer> diff(const TagsState& state) {
  const auto older = tags_in(state.old_file, "OLD");
  if (!older) {
    return tl::unexpected(older.error());
  }
  const auto newer = tags_in(state.new_file, "NEW");
  if (!newer) {
    return tl::unexpected(newer.error());
  }
  return services_of(state, *newer)
      .and_then([&](const std::vector<std::string>& services) {
        return compare_tags(*older, *newer, services);
      })
      .map([&](TagDiffReport report) {
        Answer answer;
        answer.exit_status = report.changes.empty() ? ExitStatus::ready : ExitStatus::problems;
        if (is_reversed(report.older, report.newer)) {
          answer.report.notes.emplace_back(
              "OLD is the newer file of the two: what is said to be "
              "added was removed, and the reverse");
        }
        answer.report.answer = std::move(report);
        return answer;
      });
}

using TagsAction = Result<Answer> (*)(const TagsState&);

Result<ExitStatus> run(const TagsState& state, const EnvironmentVariables& environment,
                       TagsAction action) {
  const auto format = choose<TagsFormat>(
      "--format", state.format,
      {{"text", TagsFormat::text}, {"json", TagsFormat::json}, {"csv", TagsFormat::csv}});
  if (!format) {
    return tl::unexpected(format.error());
  }
  const auto answer = action(state);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  const std::string bytes = *format == TagsFormat::json ? tags_json(answer->report)
                            : *format == TagsFormat::csv
                                ? tags_csv(answer->report)
                                : tags_text(answer->report, style_of(false, environment));
  return print(bytes, answer->exit_status);
}

/// One of the commands below `tags`, with the options that all of them share.
Command add(CLI::App& parent, const std::shared_ptr<TagsState>& state,
            const EnvironmentVariables& environment, const char* name, const char* what,
            TagsAction action) {
  CLI::App* app = add_command(parent, name, what);
  add_option(*app, "-f,--format", state->format, "text (default), json, csv");
  return {app, [app, state, &environment, action] {
            return with_late_sources(*app, environment, nullptr,
                                     [&] { return run(*state, environment, action); });
          }};
}

void add_source_options(const Command& command, TagsState& state) {
  add_option(*command.app, "-c,--cloud", state.cloud,
             "whose tags: public (default), usgov, china, or the name that `az cloud "
             "list` prints");
  add_option(
      *command.app, "--service-tags", state.file,
      "tags from this file: Microsoft's download, or what the API, az or PowerShell print as JSON");
}

}  // namespace

std::vector<Command> add_tags_commands(CLI::App& root, const EnvironmentVariables& environment) {
  const auto state = std::make_shared<TagsState>();
  CLI::App* parent = add_family(root, "tags", "what Azure's service tags stand for");
  const Command lookup_command =
      add(*parent, state, environment, "lookup", "the tags that have an address", lookup);
  const Command list_command =
      add(*parent, state, environment, "list", "all tags, one line each", list);
  const Command show_command =
      add(*parent, state, environment, "show", "one tag: its prefixes and regions", show);
  const Command diff_command =
      add(*parent, state, environment, "diff", "what changed between two files", diff);
  for (const Command& command : {lookup_command, list_command, show_command}) {
    add_source_options(command, *state);
  }
  add_option(*lookup_command.app, "address", state->queries, "addresses or prefixes").required();
  add_option(*list_command.app, "-r,--region", state->region,
             "only the tags of this region (a name or a backup geo code)");
  add_option(*show_command.app, "name", state->name, "the tag, in any letter case").required();
  add_option(*diff_command.app, "old", state->old_file, "the older file").required();
  add_option(*diff_command.app, "new", state->new_file, "the newer file").required();
  add_option(*diff_command.app, "-w,--workload", state->workloads,
             "the tags that rules for these need: mars, vm, sql, hana, mabs, all (default)")
      .delimiter(',');
  add_flag(*diff_command.app, "--all", state->all, "every tag of the files");
  return {lookup_command, list_command, show_command, diff_command};
}

}  // namespace netprobe
