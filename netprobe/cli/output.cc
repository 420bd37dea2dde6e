#include "netprobe/cli/output.h"

#include "netprobe/cli/machine.h"
#include "netprobe/cli/words.h"
#include "reports/nagios.h"
#include "reports/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace netprobe {

namespace {

enum class When { automatic, always, never };

bool is_set(const EnvironmentVariables& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found != environment.end() && !found->second.empty();
}

/// Colour only where a person looks, and not where NO_COLOR (no-color.org) or a dumb terminal says
/// no.
bool color_is_welcome(const EnvironmentVariables& environment) {
  const auto term = environment.find("TERM");
  const bool dumb = term == environment.end() || term->second == "dumb";
  return stdout_is_terminal() && !dumb && !is_set(environment, "NO_COLOR");
}

bool has_warning(const Diagnosis& diagnosis) {
  return std::any_of(diagnosis.findings.begin(), diagnosis.findings.end(),
                     [](const Finding& finding) {
                       return finding.severity == Severity::warning && finding.counts_for_fail_on;
                     });
}

/// Of a file: no colours, and nothing that depends on who looks.
TextStyle plain(TextStyle style) {
  style.color = false;
  style.unicode = true;
  style.width = 100;
  style.indent = false;
  return style;
}

/// A further report. `-` is standard output: where the first one goes there, that one's format is
/// meant.
Result<void> add_report(const std::string& text, const CheckOutput& output, bool& claimed,
                        OutputPlan& plan) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return usage_error(
        fmt::format("--report: found \"{}\", expected FORMAT=FILE", printable(text, 200)));
  }
  const auto format = parse_format(text.substr(0, equals), "--report");
  if (!format) {
    return tl::unexpected(format.error());
  }
  const std::string path = text.substr(equals + 1);
  if (path != "-") {
    auto file = OutputFile::open(path, "--report");
    if (!file) {
      return tl::unexpected(file.error());
    }
    plan.more.push_back({*format, std::move(*file)});
    return {};
  }
  const bool is_first = !plan.file;
  const bool is_taken = is_first && output.format != CheckOutput().format && plan.format != *format;
  if (is_taken || std::exchange(claimed, true)) {
    return usage_error(fmt::format(
        "--report: found \"{}\", expected one report for standard output", printable(text, 200)));
  }
  if (is_first) {
    plan.format = *format;
  } else {
    plan.more.push_back({*format, std::nullopt});
  }
  return {};
}

/// Where all the reports go.
/// What has no effect in a call is refused; colour, which scripts ask for whatever they print, is
/// told.
Result<void> verbosity(const CheckOutput& output, const OutputPlan& plan) {
  const bool any_text =
      (plan.format == Format::text && !plan.quiet) ||
      std::any_of(plan.more.begin(), plan.more.end(),
                  [](const OutputPlan::More& one) { return one.format == Format::text; });
  if (output.verbose && !any_text) {
    return usage_error("--verbose: found no report as text, of which it would print all");
  }
  const bool text_on_stdout =
      (plan.format == Format::text && !plan.file) ||
      std::any_of(plan.more.begin(), plan.more.end(), [](const OutputPlan::More& one) {
        return one.format == Format::text && !one.file;
      });
  if (equals_ignoring_case(output.color, "always") && !text_on_stdout) {
    fmt::print(stderr,
               "netprobe: --color always has no effect in this call: no report as text goes to "
               "standard output\n");
  }
  return {};
}

Result<void> choose_destinations(const CheckOutput& output, OutputPlan& plan) {
  if (output.file != "-") {
    auto file = OutputFile::open(output.file, "--output");
    if (!file) {
      return tl::unexpected(file.error());
    }
    plan.file = std::move(*file);
  }
  bool claimed = false;
  for (const std::string& text : output.reports) {
    if (auto added = add_report(text, output, claimed, plan); !added) {
      return added;
    }
  }
  plan.quiet = output.quiet;
  if (plan.quiet && plan.format != Format::text) {
    return usage_error(
        fmt::format("--quiet: found --format {}, expected text, of which it leaves the verdict",
                    name_of(plan.format)));
  }
  return verbosity(output, plan);
}

}  // namespace

Result<bool> decide_when(std::string_view option, const std::string& word, bool automatic) {
  return choose<When>(option, word,
                      {{"auto", When::automatic}, {"always", When::always}, {"never", When::never}})
      .map([&](When when) {
        return when == When::always || (when == When::automatic && automatic);
      });
}

ExitStatus exit_status_of(const Diagnosis& diagnosis, bool fail_on_warning) {
  switch (diagnosis.summary.status) {
    case RunStatus::ready:
      return fail_on_warning && has_warning(diagnosis) ? ExitStatus::problems : ExitStatus::ready;
    case RunStatus::degraded:
    case RunStatus::blocked:
      return ExitStatus::problems;
    case RunStatus::incomplete:
      return ExitStatus::incomplete;
  }
  return ExitStatus::incomplete;
}

ExitStatus exit_status_of(const Report& report, const OutputPlan& plan) {
  // The numbers are what counts there: 2 is CRITICAL, and no bad call.
  return plan.format == Format::nagios
             ? static_cast<ExitStatus>(nagios_state(report, plan.fail_on_warning))
             : exit_status_of(report.diagnosis, plan.fail_on_warning);
}

TextStyle style_of(bool color, const EnvironmentVariables& environment) {
  TextStyle style;
  style.color = color;
  style.width = terminal_width().value_or(100);
  style.indent = stdout_is_terminal();
  // A file or a pipe is read by something that knows UTF-8; a terminal only where its locale says
  // so.
  style.unicode = !stdout_is_terminal() || locale_is_utf8(environment);
  return style;
}

Result<TextStyle> chosen_style(const std::string& color, const EnvironmentVariables& environment) {
  return decide_when("--color", color, color_is_welcome(environment)).map([&](bool welcome) {
    return style_of(welcome, environment);
  });
}

Result<OutputPlan> plan_output(const CheckOutput& output, const EnvironmentVariables& environment) {
  OutputPlan plan;
  const auto format = parse_format(output.format, "--format");
  if (!format) {
    return tl::unexpected(format.error());
  }
  plan.format = *format;
  const auto fail_on =
      choose<bool>("--fail-on", output.fail_on, {{"blocked", false}, {"warning", true}});
  if (!fail_on) {
    return tl::unexpected(fail_on.error());
  }
  plan.fail_on_warning = *fail_on;
  const auto progress = decide_when("--progress", output.progress, stderr_is_terminal());
  if (!progress) {
    return tl::unexpected(progress.error());
  }
  plan.progress = *progress;
  const auto style = chosen_style(output.color, environment);
  if (!style) {
    return tl::unexpected(style.error());
  }
  plan.style = *style;
  plan.style.verbose = output.verbose;
  plan.style.fail_on_warning = plan.fail_on_warning;
  if (auto chosen = choose_destinations(output, plan); !chosen) {
    return tl::unexpected(chosen.error());
  }
  return plan;
}

namespace {

/// Found only now, the network has been asked already: exit 3, not 2.
tl::unexpected<Error> not_written(std::string message) {
  return tl::unexpected<Error>({Error::Kind::internal, std::move(message)});
}

/// To the file, or to standard output where there is none.
Result<void> write_to(const std::optional<OutputFile>& file, const std::string& text,
                      std::string_view option) {
  if (!file) {
    return write_stdout(text) ? Result<void>()
                              : not_written("cannot write the report to standard output");
  }
  const auto written = file->commit(text);
  return written ? Result<void>()
                 : not_written(fmt::format("{}: {}", option, written.error().message));
}

/// Of thousands of targets, JSON takes as long as all the judging: what is kept is not made twice.
std::string rendered(const Report& report, Format format, const TextStyle& style,
                     const OutputPlan& plan) {
  const bool is_there = format == Format::json && !style.indent && !plan.json.empty();
  return is_there ? plan.json : render(report, format, style);
}

std::string first_report(const Report& report, const OutputPlan& plan) {
  TextStyle style = plan.file ? plain(plan.style) : plan.style;
  if (!plan.quiet) {
    const bool for_a_person = plan.format == Format::text && !plan.file && stdout_is_terminal();
    return rendered(report, plan.format, style, plan) + (for_a_person ? plan.last_lines : "");
  }
  style.width = 10000;  // a line, however long
  return verdict(report, style);
}

}  // namespace

Result<void> write_report(const Report& report, OutputPlan& plan) {
  Result<void> outcome = write_to(plan.file, first_report(report, plan), "--output");
  for (const OutputPlan::More& one : plan.more) {
    const TextStyle style = one.file ? plain(plan.style) : plan.style;
    auto written = write_to(one.file, rendered(report, one.format, style, plan), "--report");
    outcome = outcome ? std::move(written) : std::move(outcome);
  }
  return outcome;
}

namespace {

/// For a log, which cannot be overwritten: a line for each tenth, and no movements of a cursor.
ProgressCallback progress_by_tenths() {
  constexpr std::size_t parts = 10;
  return [told = std::size_t{0}](std::size_t finished, std::size_t total) mutable {
    const std::size_t part = total == 0 ? parts : finished * parts / total;
    if (std::exchange(told, part) != part) {
      fmt::print(stderr, "{}/{} attempts\n", finished, total);
      static_cast<void>(std::fflush(stderr));
    }
  };
}

}  // namespace

ProgressCallback progress_line(const OutputPlan& plan) {
  if (!plan.progress) {
    return nullptr;
  }
  if (!stderr_is_terminal()) {
    return progress_by_tenths();
  }
  return [](std::size_t finished, std::size_t total) {
    fmt::print(stderr, "\r\x1b[K{}/{} attempts", finished, total);
    if (finished >= total) {
      fmt::print(stderr, "\r\x1b[K");
    }
    static_cast<void>(std::fflush(stderr));
  };
}

}  // namespace netprobe
