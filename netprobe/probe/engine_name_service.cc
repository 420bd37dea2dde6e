#include "netprobe/probe/engine.h"
#include "netprobe/probe/machine.h"

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

constexpr Millis most_for_name_service{2000};

/// What was answered, as an attempt that looks a name up and does no more.
void note_name_service(const NameServiceAnswer& answer, Observation& seen) {
  if (!answer.asked) {
    seen.skipped_because = "the program that asks the name service is not there";
    return;
  }
  DnsFacts& dns = seen.dns.emplace();
  dns.server = "the system's name service";
  for (const IpAddress& address : answer.addresses) {
    dns.addresses.push_back({address, 0});
  }
  if (!answer.addresses.empty()) {
    seen.outcome = Outcome::ok;
    seen.reached = Depth::dns;
    return;
  }
  seen.outcome = Outcome::failed;
  Failure& failure = seen.failure.emplace();
  failure.stage = Stage::dns;
  failure.cause = answer.expired ? Cause::dns_timeout : Cause::dns_nodata;
  failure.detail = answer.expired ? "the system's name service has not answered yet"
                                  : "the system's name service knows no address either";
}

}  // namespace

void Engine::ask_name_service(TaskId id) {
  const std::string& name = plan_->tasks[id].host;
  if (name_service_command(name).empty()) {
    Observation seen = blank_observation(id);
    seen.skipped_because = "this system has no program that asks its name service";
    record_without_attempt(id, std::move(seen));
    return;
  }
  const Micros limit =
      std::min(Micros(plan_->limits.connect_timeout), Micros(most_for_name_service));
  name_questions_.push_back(std::make_unique<NameServiceQuestion>(
      *loop_, name, limit, [this, id](const NameServiceAnswer& answer) {
        Observation seen = blank_observation(id);
        note_name_service(answer, seen);
        record_without_attempt(id, std::move(seen));
      }));
}

}  // namespace netprobe
