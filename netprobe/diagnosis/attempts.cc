#include "netprobe/diagnosis/attempts.h"

#include "netprobe/core/name_answers.h"
#include "netprobe/core/text.h"

#include <algorithm>

namespace netprobe {

const ProbeTask* Attempts::task_of(const Observation& seen) const {
  return seen.task < plan().tasks.size() ? &plan().tasks[seen.task] : nullptr;
}

std::vector<AttemptIndex> Attempts::of(TaskId task) const {
  const auto first = std::lower_bound(all().begin(), all().end(), task,
                                      [](const Observation& o, TaskId id) { return o.task < id; });
  std::vector<AttemptIndex> found;
  for (auto seen = first; seen != all().end() && seen->task == task; ++seen) {
    if (!seen->follow_up) {
      found.push_back(static_cast<AttemptIndex>(seen - all().begin()));
    }
  }
  return found;
}

std::vector<AttemptIndex> Attempts::find_counted() const {
  std::vector<AttemptIndex> found;
  for (AttemptIndex index = 0; index < all().size(); ++index) {
    const ProbeTask* const task = task_of(all()[index]);
    if (task != nullptr && !task->follow_up && !all()[index].follow_up && !task->is_trial() &&
        task->control != ControlKind::azure_platform && !is_name_control(*task)) {
      found.push_back(index);
    }
  }
  return found;
}

WayOut way_out_of(const Observation& seen) { return {seen.route, seen.proxy.value_or("")}; }

bool is_wire_server(const IpAddress& address) { return address == IpAddress::v4(0xa83f8110); }

std::optional<Cause> cause_of(const Observation& seen) {
  if (seen.outcome != Outcome::failed || !seen.failure) {
    return std::nullopt;
  }
  return seen.failure->cause;
}

bool failed_with(const Observation& seen, Cause cause) { return cause_of(seen) == cause; }

bool is_ok(const Observation& seen) { return seen.outcome == Outcome::ok; }

long failed_status(const Observation& seen) {
  if (!seen.failure) {
    return 0;
  }
  const std::vector<RawCode>& raw = seen.failure->raw;
  const auto status = std::find_if(raw.begin(), raw.end(),
                                   [](const RawCode& code) { return code.library == "http"; });
  return status == raw.end() ? 0 : status->code;
}

std::string host_of(const ProbeTask& task) {
  if (!task.host.empty()) {
    return task.host;
  }
  return task.address ? task.address->to_string() : std::string();
}

std::string top_issuer(const TlsFacts& tls) {
  if (tls.anchor) {
    return tls.anchor->subject;
  }
  return tls.chain.empty() ? std::string() : tls.chain.back().issuer;
}

}  // namespace netprobe
