#include "endpoints/catalog.h"
#include "endpoints/lists.h"
#include "endpoints/needs.h"
#include "endpoints/presentation.h"
#include "endpoints/regions.h"
#include "netprobe/cli/catalog_names.h"
#include "netprobe/cli/command.h"
#include "netprobe/cli/files.h"
#include "netprobe/cli/options.h"
#include "netprobe/cli/remedy_options.h"
#include "netprobe/cli/request.h"
#include "netprobe/remedy/from_catalog.h"
#include "reports/render.h"

#include <fmt/format.h>

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace netprobe {

namespace {

struct EndpointsState {
  std::string cloud = "public";
  std::vector<std::string> catalog_files;
  std::string list = std::string(todays_list);
  // On the command line: a variable that serves `check` too asks for nothing of a table.
  bool cloud_was_typed = false;
  bool list_was_typed = false;
  bool needs = false;
  std::string format = "text";
  std::string id;
  std::string file;
  std::string old_file;
  std::string new_file;
  std::vector<std::string> workloads{"mars"};
  std::vector<std::string> regions;
  RemedyOptions remedy;
  bool chooses_a_list = false;  ///< an option was typed that only an allow-list has
};

Result<Catalog> chosen_catalog(const EndpointsState& state) {
  return cloud_named(state.cloud).and_then([&](Cloud cloud) {
    return make_catalog(cloud, state.catalog_files);
  });
}

/// What `--list` leaves of it for these workloads.
Result<Catalog> listed(const EndpointsState& state, Catalog catalog,
                       std::span<const Workload> workloads) {
  const auto list = list_named(state.list);
  if (!list) {
    return tl::unexpected(list.error());
  }
  auto cut = cut_to_list(std::move(catalog), *list, workloads);
  return *list == todays_list ? std::move(cut) : std::move(cut).map(without_idle_rows);
}

/// Of every cloud, unless one was named, or a file that is laid over one.
Result<std::vector<Catalog>> catalogs_of_needs(const EndpointsState& state) {
  std::vector<Catalog> catalogs;
  if (state.cloud_was_typed || state.cloud != "public" || !state.catalog_files.empty()) {
    return chosen_catalog(state).map(
        [](const Catalog& catalog) { return std::vector<Catalog>{catalog}; });
  }
  for (const Cloud cloud : all_clouds()) {
    auto catalog = make_catalog(cloud, {});
    if (!catalog) {
      return tl::unexpected(catalog.error());
    }
    catalogs.push_back(std::move(*catalog));
  }
  return catalogs;
}

Result<ExitStatus> list_needs(const EndpointsState& state, Format format) {
  if (state.list_was_typed) {
    return usage_error(
        "--list: found it beside --needs, which prints what is asked for today, and the years");
  }
  return catalogs_of_needs(state).and_then([&](const std::vector<Catalog>& catalogs) {
    return print(format == Format::json ? needs_json(catalogs) : needs_table(catalogs));
  });
}

Result<ExitStatus> list(const EndpointsState& state) {
  const auto format = parse_text_or_json(state.format, "--format");
  if (!format) {
    return tl::unexpected(format.error());
  }
  if (state.needs) {
    return list_needs(state, *format);
  }
  return chosen_catalog(state)
      .and_then([&](Catalog catalog) { return listed(state, std::move(catalog), all_workloads()); })
      .and_then([&](const Catalog& catalog) {
        return print(*format == Format::json ? catalog_to_json(catalog) : catalog_table(catalog));
      });
}

Result<ExitStatus> show(const EndpointsState& state) {
  const auto format = parse_text_or_json(state.format, "--format");
  if (!format) {
    return tl::unexpected(format.error());
  }
  return chosen_catalog(state)
      .and_then([&](const Catalog& catalog) {
        return *format == Format::json ? row_json(catalog, state.id)
                                       : describe_row(catalog, state.id);
      })
      .and_then([](const std::string& text) { return print(text); });
}

Result<ExitStatus> validate(const EndpointsState& state) {
  return cloud_named(state.cloud)
      .and_then([&](Cloud cloud) { return make_catalog(cloud, {state.file}); })
      .and_then([&](const Catalog& catalog) {
        return print(fmt::format("{} is a good catalog; laid over the {} one it makes {} rows\n",
                                 state.file, name_of(catalog.cloud), catalog.rows.size()));
      });
}

/// Whose list is asked for; what the options say is looked at, with --for or without.
Result<CatalogChoice> chosen_rows(const EndpointsState& state) {
  const auto cloud = cloud_named(state.cloud);
  if (!cloud) {
    return tl::unexpected(cloud.error());
  }
  auto workloads = workloads_named(state.workloads);
  if (!workloads) {
    return tl::unexpected(workloads.error());
  }
  if (workloads->empty()) {
    return usage_error("--workload: found \"none\", expected a workload to export the list of");
  }
  auto codes = geo_codes_for(state.regions, *cloud);
  if (!codes) {
    return tl::unexpected(codes.error());
  }
  return CatalogChoice{std::move(*workloads), std::move(*codes), state.regions,
                       state.remedy.optional_too};
}

Result<ExitStatus> export_catalog(const EndpointsState& state) {
  const auto choice = chosen_rows(state);
  if (!choice) {
    return tl::unexpected(choice.error());
  }
  const auto catalog = chosen_catalog(state);
  if (!catalog) {
    return tl::unexpected(catalog.error());
  }
  if (state.remedy.syntax.empty() && state.chooses_a_list) {
    return usage_error(
        "--for: found none, expected whose syntax: --workload, --region, --optional and --chain "
        "choose what an allow-list holds, and the catalog is exported whole");
  }
  const bool whole = state.remedy.syntax.empty();
  const auto cut = listed(state, *catalog, whole ? all_workloads() : std::span(choice->workloads));
  if (!cut) {
    return tl::unexpected(cut.error());
  }
  if (whole) {
    return print(catalog_to_json(*cut));
  }
  return chosen_syntax(state.remedy).and_then([&](const ChosenSyntax& chosen) {
    return print(write(from_catalog(*cut, *choice, chosen.syntax), chosen.syntax, chosen.options));
  });
}

Result<ExitStatus> diff(const EndpointsState& state) {
  const auto format = parse_text_or_json(state.format, "--format");
  if (!format) {
    return tl::unexpected(format.error());
  }
  return compare_named_catalogs(state.old_file, state.new_file, state.cloud)
      .and_then([&](const CatalogDiff& found) {
        const auto status = found.is_same() ? ExitStatus::ready : ExitStatus::problems;
        return print(*format == Format::json ? catalog_diff_json(found) : catalog_diff_text(found))
            .map([&](ExitStatus) { return status; });
      });
}

using EndpointsAction = Result<ExitStatus> (*)(const EndpointsState&);

/// One of the commands below `endpoints`, with the options that all of them share.
Command add(CLI::App& parent, const std::shared_ptr<EndpointsState>& state,
            const EnvironmentVariables& environment, const char* name, const char* what,
            EndpointsAction action) {
  CLI::App* app = add_command(parent, name, what);
  add_option(*app, "-c,--cloud", state->cloud,
             "public (default), usgov, china, or the name that `az cloud list` prints");
  return {app, [app, state, &environment, action] {
            return with_late_sources(*app, environment, nullptr, [&] { return action(*state); });
          }};
}

void add_catalog_option(const Command& command, EndpointsState& state) {
  add_option(*command.app, "--catalog", state.catalog_files,
             "a catalog of your own (JSON); repeatable; extends or overrides the embedded one");
}

void add_list_option(const Command& command, EndpointsState& state) {
  add_option(*command.app, "--list", state.list,
             "which of Microsoft's lists: today (default, with the ranges of older ones), 2022, "
             "2021, 2019");
}

void add_needs_option(const Command& command, EndpointsState& state) {
  add_flag(*command.app, "--needs", state.needs,
           "what each workload of each cloud needs, row by row, with the years, the source and its "
           "date; of every cloud, unless --cloud names one");
  when_parsed(*command.app, [app = command.app, &state] {
    state.cloud_was_typed = count_of(*app, "--cloud") > 0;
    state.list_was_typed = count_of(*app, "--list") > 0;
  });
}

void add_format_option(const Command& command, EndpointsState& state) {
  add_option(*command.app, "-f,--format", state.format, "text (default), json");
}

void add_export_options(const Command& command, EndpointsState& state) {
  add_remedy_options(*command.app, state.remedy);
  add_option(*command.app, "-w,--workload", state.workloads,
             "with --for: mars (default), vm, sql, hana, mabs, all; repeatable or "
             "comma-separated")
      .delimiter(',');
  add_option(*command.app, "-r,--region", state.regions,
             "with --for: Azure region or backup geo code; repeatable")
      .delimiter(',');
  // On the command line: a variable that serves `check` too asks for nothing here.
  when_parsed(*command.app, [app = command.app, &state] {
    for (const char* option : {"--workload", "--region", "--optional", "--chain"}) {
      state.chooses_a_list = state.chooses_a_list || count_of(*app, option) > 0;
    }
  });
}

}  // namespace

std::vector<Command> add_endpoints_commands(CLI::App& root,
                                            const EnvironmentVariables& environment) {
  const auto state = std::make_shared<EndpointsState>();
  CLI::App* parent = add_family(root, "endpoints", "the catalog of what must be reachable");
  const Command list_command = add(*parent, state, environment, "list", "one line a row", list);
  const Command show_command =
      add(*parent, state, environment, "show", "everything about one row, its sources too", show);
  const Command validate_command =
      add(*parent, state, environment, "validate", "check a catalog file of your own", validate);
  const Command export_command =
      add(*parent, state, environment, "export",
          "the effective catalog as JSON that --catalog accepts, or a workload's allow-list",
          export_catalog);
  // Without --cloud the files say of which cloud they are.
  const auto diff_state = std::make_shared<EndpointsState>();
  diff_state->cloud.clear();
  const Command diff_command =
      add(*parent, diff_state, environment, "diff", "what changed between two catalogs", diff);
  for (const Command& command : {list_command, show_command, export_command}) {
    add_catalog_option(command, *state);
  }
  add_list_option(list_command, *state);
  add_list_option(export_command, *state);
  add_needs_option(list_command, *state);
  add_format_option(list_command, *state);
  add_format_option(show_command, *state);
  add_format_option(diff_command, *diff_state);
  add_export_options(export_command, *state);
  add_option(*show_command.app, "id", state->id, "the row's id").required();
  add_option(*validate_command.app, "file", state->file, "the catalog file").required();
  add_option(*diff_command.app, "old", diff_state->old_file,
             "the older catalog: a file, - for standard input, or built-in for netprobe's own")
      .required();
  add_option(*diff_command.app, "new", diff_state->new_file, "the newer catalog, named so too")
      .required();
  return {list_command, show_command, validate_command, export_command, diff_command};
}

}  // namespace netprobe
