#include "reports/footer.h"

#include "netprobe/core/text.h"
#include "reports/finding_text.h"
#include "reports/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace netprobe {

namespace {

template <typename Enum>
std::string joined_names(const std::vector<Enum>& values) {
  std::vector<std::string> names;
  std::transform(values.begin(), values.end(), std::back_inserter(names),
                 [](Enum value) { return std::string(name_of(value)); });
  return join(names, ", ");
}

std::string subject(const RunInfo& run) {
  std::string out = fmt::format("{} cloud", name_of(run.cloud));
  if (!run.workloads.empty()) {
    out += fmt::format("; workload{} {}", run.workloads.size() == 1 ? "" : "s",
                       joined_names(run.workloads));
  }
  if (!run.regions.empty()) {
    out +=
        fmt::format("; region{} {}", run.regions.size() == 1 ? "" : "s", join(run.regions, ", "));
  }
  return out;
}

std::string proxy_words(const ProxySetting& setting) {
  std::string out =
      fmt::format("{} from {}", setting.url.empty() ? "none" : setting.url, setting.source);
  if (!setting.bypass.empty()) {
    out += ", not used for " + join(setting.bypass, " ");
  }
  if (!setting.problem.empty()) {
    out += "; unusable: " + setting.problem;
  }
  if (!setting.in_force) {
    out += "; this process's, to compare";
  }
  return out;
}

struct Count {
  int all = 0, as_hoped = 0;
};

/// A name that must not resolve and an address that is not routed are controls that should fail.
bool should_answer(ControlKind kind) {
  return kind == ControlKind::microsoft_host || kind == ControlKind::unrelated_host;
}

Count count_controls(const std::vector<Observation>& observations, ControlKind kind) {
  Count count;
  for (const Observation& seen : observations) {
    if (seen.control == kind && seen.outcome != Outcome::skipped) {
      ++count.all;
      count.as_hoped += (seen.outcome == Outcome::ok) == should_answer(kind) ? 1 : 0;
    }
  }
  return count;
}

std::string control_words(const std::vector<Observation>& observations, const TextStyle& style) {
  struct Group {
    ControlKind kind;
    std::string_view hosts, hoped;
  };
  constexpr std::array groups = {
      Group{ControlKind::microsoft_host, "other Microsoft hosts", "answered"},
      Group{ControlKind::unrelated_host, "unrelated hosts", "answered"},
      Group{ControlKind::must_not_resolve, "invented names", "unknown"},
      Group{ControlKind::unrouted_address, "unrouted addresses", "silent"},
  };
  std::vector<std::string> parts;
  Count total;
  for (const Group& group : groups) {
    const Count count = count_controls(observations, group.kind);
    total = {total.all + count.all, total.as_hoped + count.as_hoped};
    if (count.all > 0) {
      parts.push_back(
          fmt::format("{} {}/{} {}", group.hosts, count.as_hoped, count.all, group.hoped));
    }
  }
  if (!style.verbose && total.all > 1 && total.all == total.as_hoped) {
    return fmt::format("all {} as expected", total.all);
  }
  return join(parts, "; ");
}

std::string clock_words(Millis skew) {
  const auto seconds = std::chrono::round<std::chrono::seconds>(std::chrono::abs(skew)).count();
  return fmt::format(
      "{} {} what the servers say",
      seconds < 120 ? fmt::format("{} s", seconds) : fmt::format("{} min", (seconds + 30) / 60),
      skew > Millis(0) ? "ahead of" : "behind");
}

/// The place is said even where it is boring: under pressure, silence reads as "not looked at".
std::string or_else(const std::string& text, std::string_view otherwise) {
  return text.empty() ? std::string(otherwise) : text;
}

std::string occasion(const Report& report) {
  const RunInfo& run = report.run;
  const auto made = [&](bool follow_ups) {
    return static_cast<std::size_t>(std::count_if(
        report.observations.begin(), report.observations.end(), [&](const Observation& seen) {
          return seen.outcome != Outcome::skipped && seen.follow_up == follow_ups;
        }));
  };
  const std::size_t experiments = made(true);
  const double seconds =
      std::chrono::duration<double>(std::max(Millis(0), run.finished - run.started)).count();
  // Without the milliseconds, which only a machine wants.
  const std::string started = format_rfc3339(run.started).substr(0, 19) + "Z";
  const std::string beside = experiments > 0
                                 ? fmt::format(" and {} about what failed",
                                               counted(experiments, "experiment", "experiments"))
                                 : "";
  return fmt::format("{}{} in {:.1f} s on {}, {}", counted(made(false), "attempt", "attempts"),
                     beside, seconds, or_else(run.host, "this machine"), started);
}

std::string depth_words(Depth depth) {
  return depth == Depth::http
             ? ""
             : fmt::format("no further than {}, as asked; nothing beyond it is known",
                           name_of(depth));
}

/// What of the notes and findings is left to those who ask for all.
std::string left_out_words(const Report& report, const std::vector<RowView>& rows) {
  const auto& findings = report.diagnosis.findings;
  const auto asides = std::count_if(findings.begin(), findings.end(), [&](const Finding& finding) {
    return is_aside(finding, rows);
  });
  const std::size_t count = report.plan.notes.size() + static_cast<std::size_t>(asides);
  return count == 0 ? "" : counted(count, "changes", "change") + " nothing; -v shows all";
}

}  // namespace

std::string footer(const Report& report, const std::vector<RowView>& rows, const TextStyle& style) {
  constexpr std::string_view title = "TESTED";
  const std::string lines =
      paragraph(fmt::format("{:<13}", title), shown(subject(report.run), style), style);
  std::string out = painted(title, Paint::bold, style) + lines.substr(title.size());
  std::string last;
  const auto add = [&](std::string_view label, const std::string& text) {
    const std::string lead = fmt::format("  {:<11}", label == last ? "" : label);
    out += paragraph(lead, shown(text, style), style);
    last = label;
  };
  add("depth", depth_words(report.plan.depth));
  const bool no_proxy = report.environment.proxies.empty();
  add("routes",
      or_else(joined_names(report.run.routes), "none") + (no_proxy ? "; no proxy is set" : ""));
  if (const auto& component = report.circumstances.component) {
    add("as", fmt::format("{}: its proxy settings are in force", component->words));
  }
  for (const ProxySetting& setting : report.environment.proxies) {
    add("proxy set", proxy_words(setting));
  }
  add("resolvers", or_else(join(report.environment.resolvers, ", "), "unknown"));
  add("controls", or_else(control_words(report.observations, style), "none were made"));
  if (const auto& skew = report.diagnosis.clock_skew;
      skew && std::chrono::abs(*skew) >= Millis(1000)) {
    add("clock", clock_words(*skew));
  }
  if (style.verbose) {
    for (const std::string& note : report.plan.notes) {
      add("note", note);
    }
  } else {
    add("notes", left_out_words(report, rows));
  }
  add("run", fmt::format("{}; netprobe {} changed nothing", occasion(report), report.tool_version));
  return out;
}

}  // namespace netprobe
