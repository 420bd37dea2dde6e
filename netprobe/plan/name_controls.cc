#include "netprobe/plan/name_controls.h"

#include "netprobe/core/domain.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {

namespace {

constexpr std::size_t most_names = 4;
constexpr std::size_t most_search_names = 4;
/// With many resolvers each is asked for fewer names.
constexpr std::size_t most_questions_to_resolvers = 12;

std::string parent_of(const std::string& name) {
  const std::size_t dot = name.find('.');
  return dot == std::string::npos ? name : name.substr(dot + 1);
}

auto dots_of(const std::string& name) { return std::count(name.begin(), name.end(), '.'); }

/// A name that a required row looks up directly.
struct DirectName {
  const ProbeTask* task = nullptr;
  std::string service_tag;  ///< of the row
};

std::vector<DirectName> direct_names(const ProbePlan& plan) {
  std::vector<DirectName> found;
  for (const PlannedRow& row : plan.rows) {
    if (!row.required || row.comparison || row.inside_azure_only || !row.untested.empty()) {
      continue;
    }
    for (const RowProbe& probe : row.probes) {
      for (const TaskId id : probe.tasks) {
        const ProbeTask& task = plan.tasks[id];
        const bool is_known = std::any_of(found.begin(), found.end(), [&](const DirectName& name) {
          return name.task->host == task.host;
        });
        if (task.route.kind == RouteKind::direct && !task.host.empty() && !is_known) {
          found.push_back({&task, row.service_tag});
        }
      }
    }
  }
  return found;
}

/// Of each part of the service one, then of each owner, then of each domain: filters and stale
/// zones are about domains. The one with the fewest dots goes first, which a search list is tried
/// for the most often.
std::vector<ProbeTask> chosen_names(const ProbePlan& plan) {
  const std::vector<DirectName> names = direct_names(plan);
  std::vector<DirectName> chosen;
  const auto take = [&](const auto& kind_of) {
    for (const DirectName& name : names) {
      const std::string kind = kind_of(name);
      const bool is_there = std::any_of(chosen.begin(), chosen.end(), [&](const DirectName& one) {
        return one.task == name.task || kind_of(one) == kind;
      });
      if (chosen.size() < most_names && !is_there && !kind.empty()) {
        chosen.push_back(name);
      }
    }
  };
  take([](const DirectName& name) { return name.service_tag; });
  take([](const DirectName& name) { return owner_domain(name.task->host); });
  take([](const DirectName& name) { return parent_of(name.task->host); });
  std::vector<ProbeTask> tasks;
  tasks.reserve(chosen.size());
  for (const DirectName& name : chosen) {
    tasks.push_back(*name.task);
  }
  std::stable_sort(tasks.begin(), tasks.end(), [](const ProbeTask& a, const ProbeTask& b) {
    return dots_of(a.host) < dots_of(b.host);
  });
  return tasks;
}

/// A look-up of the same name and nothing more.
ProbeTask look_up(const ProbeTask& task, ControlKind kind) {
  ProbeTask control = task;
  control.control = kind;
  control.depth = Depth::dns;
  control.comparison = false;
  return control;
}

void add(ProbeTask task, ProbePlan& plan) {
  task.id = static_cast<TaskId>(plan.tasks.size());
  plan.tasks.push_back(std::move(task));
}

void add_resolvers(const std::vector<ProbeTask>& names, const std::vector<std::string>& resolvers,
                   ProbePlan& plan) {
  if (resolvers.size() < 2) {
    return;  // the only one is asked for every name
  }
  const std::size_t of_each =
      std::clamp(most_questions_to_resolvers / resolvers.size(), std::size_t{1}, names.size());
  for (const std::string& resolver : resolvers) {
    for (std::size_t i = 0; i < of_each; ++i) {
      ProbeTask control = look_up(names[i], ControlKind::resolver);
      control.dns_server = resolver;
      add(std::move(control), plan);
    }
  }
}

void add_system(const std::vector<ProbeTask>& names, ProbePlan& plan) {
  for (const ProbeTask& name : names) {
    ProbeTask control = look_up(name, ControlKind::name_service);
    control.by_name_service = true;
    add(std::move(control), plan);
  }
  std::vector<std::string> before = plan.search.names_before(names.front().host);
  before.resize(std::min(before.size(), most_search_names));
  for (std::string& name : before) {
    ProbeTask control = look_up(names.front(), ControlKind::search_name);
    control.host = control.server_name = std::move(name);
    control.expectation = Expectation::nobody;
    add(std::move(control), plan);
  }
}

}  // namespace

void add_name_controls(const PlanRequest& request, ProbePlan& plan) {
  const std::vector<ProbeTask> names = chosen_names(plan);
  if (names.empty()) {
    return;
  }
  add_resolvers(names, request.resolvers.empty() ? request.system_resolvers : request.resolvers,
                plan);
  if (request.resolvers.empty()) {
    add_system(names, plan);
  }
}

}  // namespace netprobe
