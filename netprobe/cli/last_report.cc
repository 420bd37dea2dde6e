#include "netprobe/cli/last_report.h"

#include "netprobe/cli/files.h"
#include "netprobe/cli/machine.h"
#include "netprobe/core/text.h"
#include "reports/render.h"
#include "reports/saved_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <utility>

namespace netprobe {

namespace {

/// A run of thousands of targets is some megabytes; nobody's home is filled by more.
constexpr std::size_t largest_report = std::size_t{64} * 1024 * 1024;
constexpr std::string_view file_name = "last-report.json";

std::string value_of(const EnvironmentVariables& environment, const char* name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

/// XDG: a path that is not absolute is to be ignored. "/" is the home of those that have none.
bool is_folder_of_somebody(const std::string& path) { return path.size() > 1 && path[0] == '/'; }

Result<void> keep(const std::string& text, const std::string& folder) {
  if (text.size() > largest_report) {
    return tl::unexpected<Error>({Error::Kind::output, "it is larger than 64 MB"});
  }
  return write_private(folder, std::string(file_name), text);
}

Millis age_of(const Report& report) {
  const auto now = std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
  return std::max(Millis(0), Millis(now - report.run.finished));
}

}  // namespace

std::string age_words(Millis age) {
  struct Unit {
    long long milliseconds;
    const char* one;
    const char* many;
  };
  constexpr std::array units = {Unit{24LL * 3600 * 1000, "day", "days"},
                                Unit{3600LL * 1000, "hour", "hours"},
                                Unit{60LL * 1000, "minute", "minutes"}};
  for (const Unit& unit : units) {
    const long long count = age.count() / unit.milliseconds;
    if (count >= 1) {
      return fmt::format("{} {}", count, count == 1 ? unit.one : unit.many);
    }
  }
  const long long seconds = age.count() / 1000;
  return fmt::format("{} {}", seconds, seconds == 1 ? "second" : "seconds");
}

std::optional<std::string> state_folder(const EnvironmentVariables& environment,
                                        Platform platform) {
  if (platform == Platform::windows) {
    const std::string local = value_of(environment, "LOCALAPPDATA");
    return local.empty() ? std::nullopt : std::optional(local + "\\netprobe");
  }
  if (const std::string state = value_of(environment, "XDG_STATE_HOME");
      is_folder_of_somebody(state)) {
    return state + "/netprobe";
  }
  const std::string home = value_of(environment, "HOME");
  return is_folder_of_somebody(home) ? std::optional(home + "/.local/state/netprobe")
                                     : std::nullopt;
}

bool keep_report(const Report& report, const EnvironmentVariables& environment, std::string& json) {
  const auto folder = state_folder(environment, this_platform());
  if (!folder) {
    return false;
  }
  TextStyle style;
  style.indent = false;
  json = render(report, Format::json, style);
  const auto kept = keep(json, *folder);
  if (!kept) {
    fmt::print(stderr, "netprobe check: the report was not kept for `netprobe remedy`: {}\n",
               kept.error().message);
  }
  return kept.has_value();
}

Result<KeptReport> last_report(const EnvironmentVariables& environment) {
  constexpr const char* expected =
      "expected the file of a JSON report (netprobe check --report json=FILE)";
  const auto folder = state_folder(environment, this_platform());
  if (!folder) {
    return usage_error(fmt::format(
        "REPORT: found none, and no folder where the last one would be kept (HOME is not set), {}",
        expected));
  }
  const std::string path = file_in(*folder, std::string(file_name));
  if (!is_file(path)) {
    return usage_error(fmt::format(
        "REPORT: found none, and no run of netprobe check has kept one in {}; {}", path, expected));
  }
  const auto text = read_input(path, "the last report");
  if (!text) {
    return tl::unexpected(text.error());
  }
  auto report = read_report(*text, path);
  if (!report) {
    return tl::unexpected(report.error());
  }
  const std::string words =
      fmt::format("the report of {}, {} old ({})", printable(report->run.host, 255),
                  age_words(age_of(*report)), printable(path, 300));
  return KeptReport{std::move(*report), words};
}

Result<Report> saved_or_last_report(const std::string& file, std::string_view command,
                                    const EnvironmentVariables& environment) {
  if (file.empty()) {
    return last_report(environment).map([&](KeptReport kept) {
      fmt::print(stderr, "netprobe {}: {}\n", command, kept.words);
      return std::move(kept.report);
    });
  }
  const auto text = read_input(file, "the report");
  return text ? read_report(*text, file) : tl::unexpected(text.error());
}

}  // namespace netprobe
