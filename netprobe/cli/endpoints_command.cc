#include "endpoints/catalog.h"
#include "endpoints/presentation.h"
#include "netprobe/cli/command.h"
#include "netprobe/cli/files.h"
#include "netprobe/cli/request.h"
#include "reports/render.h"

#include <fmt/format.h>

#include <memory>

namespace netprobe {

namespace {

struct EndpointsState {
  std::string cloud = "public";
  std::vector<std::string> catalog_files;
  std::string format = "text";
  std::string id;
  std::string file;
};

Result<ExitStatus> print(const std::string& text) {
  if (!write_stdout(text)) {
    return tl::unexpected<Error>({Error::Kind::internal, "cannot write to standard output"});
  }
  return ExitStatus::ready;
}

Result<Catalog> chosen_catalog(const EndpointsState& state) {
  return cloud_named(state.cloud).and_then([&](Cloud cloud) {
    return make_catalog(cloud, state.catalog_files);
  });
}

Result<ExitStatus> list(const EndpointsState& state) {
  const auto format = parse_format(state.format, "--format");
  if (!format) {
    return tl::unexpected(format.error());
  }
  return chosen_catalog(state).and_then([&](const Catalog& catalog) {
    return print(*format == Format::json ? catalog_to_json(catalog) : catalog_table(catalog));
  });
}

Result<ExitStatus> show(const EndpointsState& state) {
  const auto format = parse_format(state.format, "--format");
  if (!format) {
    return tl::unexpected(format.error());
  }
  return chosen_catalog(state)
      .and_then([&](const Catalog& catalog) {
        return *format == Format::json ? row_json(catalog, state.id)
                                       : describe_row(catalog, state.id);
      })
      .and_then(print);
}

Result<ExitStatus> validate(const EndpointsState& state) {
  return cloud_named(state.cloud)
      .and_then([&](Cloud cloud) { return make_catalog(cloud, {state.file}); })
      .and_then([&](const Catalog& catalog) {
        return print(fmt::format("{} is a good catalog; laid over the {} one it makes {} rows\n",
                                 state.file, name_of(catalog.cloud), catalog.rows.size()));
      });
}

Result<ExitStatus> export_catalog(const EndpointsState& state) {
  return chosen_catalog(state).and_then(
      [](const Catalog& catalog) { return print(catalog_to_json(catalog)); });
}

using EndpointsAction = Result<ExitStatus> (*)(const EndpointsState&);

/// One of the commands below `endpoints`, with the options that all of them share.
Command add(CLI::App& parent, const std::shared_ptr<EndpointsState>& state,
            const EnvironmentVariables& environment, const char* name, const char* what,
            EndpointsAction action) {
  CLI::App* app = parent.add_subcommand(name, what);
  app->add_option("-c,--cloud", state->cloud,
                  "public (default), usgov, china, or the name that `az cloud list` prints");
  return {app, [app, state, &environment, action] {
            return with_late_sources(*app, environment, nullptr, [&] { return action(*state); });
          }};
}

void add_catalog_option(const Command& command, EndpointsState& state) {
  command.app->add_option(
      "--catalog", state.catalog_files,
      "a catalog of your own (JSON); repeatable; extends or overrides the embedded one");
}

void add_format_option(const Command& command, EndpointsState& state) {
  command.app->add_option("-f,--format", state.format, "text (default), json");
}

}  // namespace

std::vector<Command> add_endpoints_commands(CLI::App& root,
                                            const EnvironmentVariables& environment) {
  const auto state = std::make_shared<EndpointsState>();
  CLI::App* parent = root.add_subcommand("endpoints", "the catalog of what must be reachable");
  parent->require_subcommand(1);
  const Command list_command = add(*parent, state, environment, "list", "one line a row", list);
  const Command show_command =
      add(*parent, state, environment, "show", "everything about one row, its sources too", show);
  const Command validate_command =
      add(*parent, state, environment, "validate", "check a catalog file of your own", validate);
  const Command export_command =
      add(*parent, state, environment, "export",
          "the effective catalog as JSON that --catalog accepts", export_catalog);
  for (const Command& command : {list_command, show_command, export_command}) {
    add_catalog_option(command, *state);
  }
  add_format_option(list_command, *state);
  add_format_option(show_command, *state);
  show_command.app->add_option("id", state->id, "the row's id")->required();
  validate_command.app->add_option("file", state->file, "the catalog file")->required();
  return {list_command, show_command, validate_command, export_command};
}

}  // namespace netprobe
