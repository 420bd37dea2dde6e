#pragma once

#include "netprobe/core/plan.h"
#include "netprobe/core/result.h"
#include "netprobe/probe/attempt_specs.h"
#include "netprobe/probe/loop.h"
#include "netprobe/probe/name_service.h"
#include "netprobe/probe/proxy_names.h"
#include "netprobe/probe/resolver.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {

/// The stage before the attempts: looks up what a task names, its own host or its proxy's, by the
/// run's resolvers, by one server alone, or by the system's name service. What names resolved to
/// serves later runs too.
class TaskAddresses {
 public:
  /// Called once for each task, perhaps from within `find`.
  using Found = std::function<void(TaskId, TaskTargets)>;

  TaskAddresses(Loop& loop, Found found) : loop_(&loop), found_(std::move(found)) {}

  /// Before the first task of a plan, which must outlive the run.
  Result<void> prepare(const ProbePlan& plan);
  void find(TaskId id);

  /// Are there names that nobody has been asked about yet?
  [[nodiscard]] bool has_waiting() const { return resolver_ && resolver_->has_waiting(); }
  /// "10.0.0.53:53"
  [[nodiscard]] const std::vector<std::string>& servers() const { return resolver_->servers(); }

  /// The run is over: `found` is not called any more.
  void forget_unfinished();

 private:
  using Lookup = std::shared_ptr<const LookupResult>;

  void prepare_proxy_names(const ProbePlan& plan);
  [[nodiscard]] Families families_for(const ProbeTask& task) const;
  Resolver* resolver_of(const ProbeTask& task);
  void tell(TaskId id, TaskTargets targets);
  void find_by_proxy(TaskId id);
  void find_proxy(TaskId id, const Lookup& target);
  void ask_name_service(TaskId id);
  void ask_name_service(const std::string& name, NameServiceQuestion::Done done);

  Loop* loop_;
  Found found_;
  const ProbePlan* plan_ = nullptr;
  bool only_ipv6_ = false;
  std::unique_ptr<Resolver> resolver_;
  std::unique_ptr<ProxyNames> proxy_names_;
  std::vector<std::string> resolver_servers_;
  std::map<std::pair<std::string, bool>, std::unique_ptr<Resolver>> single_resolvers_;
  std::vector<std::unique_ptr<NameServiceQuestion>> name_questions_;
};

}  // namespace netprobe
