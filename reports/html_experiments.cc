#include "netprobe/core/text.h"
#include "reports/html_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace netprobe {

namespace {

constexpr std::size_t most_ways_of_hops = 4;
constexpr std::size_t most_experiments = 24;

bool is_of_hops(const RowAttempt& attempt) {
  const Experiment kind = attempt.task->follow_up->experiment;
  return kind == Experiment::hop || kind == Experiment::passing_hop;
}

/// What the experiment changes, for somebody who has not read how they are made.
std::string_view words_of(Experiment experiment) {
  switch (experiment) {
    case Experiment::repeat:
      return "The same again";
    case Experiment::other_name:
      return "The same address, another name";
    case Experiment::no_name:
      return "The same address, no name";
    case Experiment::name_elsewhere:
      return "The same name at another address";
    case Experiment::other_port:
      return "The same address, another port";
    case Experiment::small_segments:
      return "The same with small segments";
    case Experiment::hop:
    case Experiment::passing_hop:
      return "A small hop limit";
    case Experiment::other_resolver:
      return "The same name, asked of one resolver";
    case Experiment::name_service:
      return "The same name, asked as programs ask";
    case Experiment::connect_answer:
      return "The same CONNECT, read to the end";
    case Experiment::by_address:
      return "The same proxy, asked for the address";
    case Experiment::status_address:
      return "Where a certificate says that its status is known";
    case Experiment::short_upload:
      return "A request of one full segment";
  }
  return "";
}

/// What is particular about it: the name that was sent, the resolver, the segments.
std::string particulars_of(const RowAttempt& experiment) {
  const ProbeTask& task = *experiment.task;
  std::vector<std::string> parts = {html_safe(experiment.seen->target, 300),
                                    html_way_of(*experiment.seen)};
  const Experiment kind = task.follow_up->experiment;
  if (kind == Experiment::other_name || kind == Experiment::name_elsewhere) {
    parts.push_back("name " + html_safe(task.server_name, 300));
  }
  if (!task.dns_server.empty()) {
    parts.push_back(html_safe(task.dns_server, 100) + (task.dns_over_tcp ? " over TCP" : ""));
  }
  if (task.maximum_segment) {
    parts.push_back(fmt::format("segments of {} bytes", *task.maximum_segment));
  }
  return join(parts, ", ");
}

std::string step_words(const Observation& seen, const std::map<IpAddress, std::string>& tags) {
  if (!seen.failure) {
    return "the far end answers";
  }
  if (!seen.failure->reported_by) {
    return seen.failure->cause == Cause::tcp_reset ? "a RST comes back" : "silence";
  }
  const IpAddress& hop = *seen.failure->reported_by;
  const auto tag = tags.find(hop);
  const std::string_view kind = hop.is_private()  ? " (private)"
                                : hop.is_shared() ? " (shared)"
                                                  : "";
  return hop.to_string() +
         (tag == tags.end() ? std::string(kind) : fmt::format(" ({})", tag->second));
}

}  // namespace

HtmlData html_hops(const Report& report, const RowView& view) {
  struct WayOfHops {
    std::string towards;
    kainjow::mustache::list steps;
  };
  std::vector<WayOfHops> ways;
  for (const RowAttempt& attempt : view.follow_ups) {
    if (!is_of_hops(attempt)) {
      continue;
    }
    const std::string towards = fmt::format(
        "towards {}, which {}", attempt.seen->target,
        attempt.task->follow_up->experiment == Experiment::hop ? "does not answer" : "answers");
    auto way = std::find_if(ways.begin(), ways.end(),
                            [&](const WayOfHops& one) { return one.towards == towards; });
    if (way == ways.end()) {
      if (ways.size() == most_ways_of_hops) {
        continue;
      }
      way = ways.insert(ways.end(), WayOfHops{towards, {}});
    }
    const int limit = attempt.task->hop_limit.value_or(0);
    way->steps.push_back(
        HtmlFields{{"limit", html_text(fmt::format("{}", limit))},
                   {"step", html_text(step_words(*attempt.seen, report.circumstances.hop_tags))}});
  }
  return html_group(ways, [](const WayOfHops& way) {
    return HtmlFields{{"towards", html_text(way.towards)}, {"steps", HtmlData(way.steps)}};
  });
}

HtmlData html_experiments(const RowView& view) {
  std::vector<RowAttempt> told;
  std::copy_if(view.follow_ups.begin(), view.follow_ups.end(), std::back_inserter(told),
               [](const RowAttempt& attempt) { return !is_of_hops(attempt); });
  told.resize(std::min(told.size(), most_experiments));
  return html_group(told, [](const RowAttempt& attempt) {
    return HtmlFields{{"experiment", html_text(words_of(attempt.task->follow_up->experiment))},
                      {"about", html_text(particulars_of(attempt))},
                      {"ending", html_text(html_ending_of(*attempt.seen))}};
  });
}

}  // namespace netprobe
