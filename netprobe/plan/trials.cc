#include "netprobe/plan/trials.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t most_uploads = 15;
constexpr std::size_t most_made_up_names = 11;

/// A host name's first label, as an administrator would never write it into an allow-list; it may
/// be that of a storage account too (3 to 24 lower-case letters and digits).
constexpr std::string_view unlisted_label = "netprobeunlisted0";

bool speaks_https(const ProbeTask& task, Depth at_least) {
  return task.protocol == Protocol::https && task.depth >= at_least && !task.host.empty();
}

/// Rows whose attempts may be varied.
bool is_of_use(const PlannedRow& row) {
  return !row.comparison && row.untested.empty() && row.protocol == Protocol::https;
}

/// The name is nobody's, so that a proxy which is sent addresses has none to send.
bool is_sent_names(const Route& route) {
  return !route.proxy ||
         (route.proxy->scheme != ProxyScheme::socks4 && route.proxy->scheme != ProxyScheme::socks5);
}

class TrialPlanner {
 public:
  TrialPlanner(const Catalog& catalog, std::span<const Workload> workloads, const ProbePlan& plan)
      : catalog_(catalog), workloads_(workloads), plan_(plan) {}

  std::vector<ProbeTask> plan() && {
    add_uploads();
    add_unlisted_names();
    add_windows_tls();
    return std::move(trials_);
  }

 private:
  ProbeTask& add(const ProbeTask& varied, ControlKind kind) {
    ProbeTask trial = varied;
    trial.varies = varied.id;
    trial.id = static_cast<TaskId>(plan_.tasks.size() + trials_.size());
    trial.control = kind;
    trials_.push_back(std::move(trial));
    return trials_.back();
  }

  /// Rows that know the host by other answers have attempts of their own.
  [[nodiscard]] bool is_same_way(TaskId one, TaskId other) const {
    const ProbeTask& a = plan_.tasks[one];
    const ProbeTask& b = plan_.tasks[other];
    return a.host == b.host && a.port == b.port && a.route == b.route;
  }

  /// The tasks of rows that fit, those of the agent's own way first, one of each host and route.
  template <typename Fits>
  [[nodiscard]] std::vector<TaskId> tasks_where(const Fits& fits) const {
    std::vector<TaskId> found;
    const auto take = [&](const std::vector<TaskId>& tasks) {
      for (const TaskId id : tasks) {
        const bool known = std::any_of(found.begin(), found.end(),
                                       [&](TaskId other) { return is_same_way(id, other); });
        if (fits(plan_.tasks[id]) && !known) {
          found.push_back(id);
        }
      }
    };
    for (const bool all : {false, true}) {
      for (const PlannedRow& row : plan_.rows) {
        for (const RowProbe& probe : row.probes) {
          if (is_of_use(row)) {
            take(all ? probe.tasks : probe.in_force);
          }
        }
      }
    }
    return found;
  }

  /// Every storage host on every route; and one host of the routes that lead to none.
  void add_uploads() {
    std::vector<TaskId> chosen = tasks_where([&](const ProbeTask& task) {
      return speaks_https(task, Depth::http) && service_tag_of(catalog_, task.host) == "Storage";
    });
    const auto any =
        tasks_where([](const ProbeTask& task) { return speaks_https(task, Depth::http); });
    for (const TaskId id : any) {
      const bool known = std::any_of(chosen.begin(), chosen.end(), [&](TaskId other) {
        return plan_.tasks[other].route == plan_.tasks[id].route;
      });
      if (!known) {
        chosen.push_back(id);
      }
    }
    chosen.resize(std::min(chosen.size(), most_uploads));
    for (const TaskId id : chosen) {
      add(plan_.tasks[id], ControlKind::upload).padding = upload_padding;
    }
  }

  /// A sibling of the first host that stands for the row: the same certificate covers it.
  void add_unlisted_names() {
    std::set<std::string> known;
    for (const PlannedRow& row : plan_.rows) {
      if (!is_of_use(row) || row.kind != EndpointKind::wildcard || row.probes.empty() ||
          row.probes.front().in_force.empty() || known.size() >= most_made_up_names) {
        continue;
      }
      const ProbeTask& varied = plan_.tasks[row.probes.front().in_force.front()];
      const std::size_t dot = varied.host.find('.');
      if (!speaks_https(varied, Depth::tls) || !is_sent_names(varied.route) ||
          dot == std::string::npos) {
        continue;
      }
      const std::string name = std::string(unlisted_label) + varied.host.substr(dot);
      if (wildcard_covers(row.name, name) && known.insert(name).second) {
        add_unlisted_name(varied, name);
      }
    }
  }

  void add_unlisted_name(const ProbeTask& varied, const std::string& name) {
    ProbeTask& trial = add(varied, ControlKind::unlisted_name);
    trial.server_name = name;
    trial.depth = Depth::tls;
    if (trial.route.proxy) {
      trial.host = name;  // which the proxy is asked for; directly, the address is the other's
    }
  }

  /// "sign-in", "backup", "blob", "queue"; empty for what an agent does not speak to.
  static std::string_view service_of(const PlannedRow& row) {
    if (row.service_tag == "AzureActiveDirectory") {
      return "sign-in";
    }
    if (row.service_tag == "AzureBackup") {
      return "backup";
    }
    const bool queue = row.name.find("queue.") != std::string::npos;
    return row.service_tag != "Storage" ? "" : queue ? "queue" : "blob";
  }

  /// The HANA extension runs on Linux; the others are agents for Windows.
  [[nodiscard]] bool has_windows_agent() const {
    return std::any_of(workloads_.begin(), workloads_.end(), [](Workload workload) {
      return workload == Workload::mars || workload == Workload::sql || workload == Workload::mabs;
    });
  }

  void add_windows_tls() {
    std::set<std::string_view> known;
    for (const PlannedRow& row : plan_.rows) {
      const std::string_view service = service_of(row);
      if (!has_windows_agent() || !is_of_use(row) || !row.required || !row.catalog_id ||
          service.empty() || row.kind == EndpointKind::range || row.probes.empty() ||
          row.probes.front().in_force.empty()) {
        continue;
      }
      const ProbeTask& varied = plan_.tasks[row.probes.front().in_force.front()];
      if (speaks_https(varied, Depth::tls) && known.insert(service).second) {
        ProbeTask& trial = add(varied, ControlKind::windows_tls);
        trial.windows_tls = true;
        trial.depth = Depth::tls;
      }
    }
  }

  const Catalog& catalog_;
  std::span<const Workload> workloads_;
  const ProbePlan& plan_;
  std::vector<ProbeTask> trials_;
};

}  // namespace

std::vector<ProbeTask> plan_trials(const Catalog& catalog, std::span<const Workload> workloads,
                                   const ProbePlan& plan) {
  return TrialPlanner(catalog, workloads, plan).plan();
}

}  // namespace netprobe
