#include "netprobe/probe/attempt.h"

#include "netprobe/probe/instance_metadata.h"
#include "netprobe/probe/proxy_verdict.h"
#include "netprobe/probe/transfer_verdict.h"

#include <algorithm>

namespace netprobe {

namespace {

std::string target_of(const ProbeTask& task) {
  return HostPort{task.host.empty() ? task.address->to_string() : task.host, task.port}.to_string();
}

std::optional<Micros> between(Instant from, Instant to) {
  return from == Instant{} || to < from ? std::nullopt : std::optional<Micros>(to - from);
}

std::optional<Depth> depth_reached(const TransferTrace& trace, const ProbeTask& task) {
  if (task.route.proxy && !trace.tunnel_open) {
    return std::nullopt;
  }
  return trace.tls.finished ? Depth::tls : Depth::tcp;
}

}  // namespace

Observation blank_observation(const ProbePlan& plan, TaskId id, Instant now) {
  const ProbeTask& task = plan.tasks[id];
  // A CONNECT of our own goes to the proxy as to any server; it is the proxy's way all the same.
  const bool is_connect = !task.connect_for.empty() && task.follow_up;
  const Route& route = is_connect ? plan.tasks[task.follow_up->about].route : task.route;
  Observation seen;
  seen.task = id;
  seen.route = route.kind;
  seen.proxy = route.proxy ? std::optional(route.proxy->url()) : std::nullopt;
  seen.target = target_of(task);
  seen.control = task.control;
  seen.follow_up = task.follow_up.has_value();
  seen.began = seen.ended = now;
  return seen;
}

HostPort connect_target(const ProbeTask& task, const IpAddress& address) {
  return {address.to_string(), task.route.proxy ? task.route.proxy->address.port : task.port};
}

Micros connect_patience(const ProbeTask& task, const Limits& limits) {
  const Millis patience = std::min(limits.connect_timeout, limits.attempt_timeout);
  if (task.follow_up && task.depth == Depth::tcp) {
    return std::min(patience, limits.experiment_patience);
  }
  return task.comparison ? std::min(patience, limits.comparison_patience) : patience;
}

Micros attempt_patience(const ProbeTask& task, const Limits& limits) {
  if (task.follow_up || task.is_trial()) {
    return std::min(limits.attempt_timeout, limits.connect_timeout);
  }
  return task.comparison ? std::min(limits.attempt_timeout, 2 * limits.comparison_patience)
                         : limits.attempt_timeout;
}

Depth depth_of_success(const ProbeTask& task) { return task.depth; }

Outcome note_transfer(const TransferTrace& trace, const ProbeTask& task, Observation& seen) {
  if (!trace.not_started.empty()) {
    seen.skipped_because = trace.not_started;
    return Outcome::skipped;
  }
  if (trace.ended_by_interim && !trace.expired) {
    seen.skipped_because =
        "the proxy sent an interim answer (1xx), as it may, and libcurl took it for the answer";
    return Outcome::skipped;
  }
  if (trace.tls.began) {
    seen.tls = trace.tls.facts;
    if (trace.tls.finished) {
      seen.timings.tls = between(trace.tls.began_at, trace.tls.ended_at);
    }
  }
  if (trace.proxy_tls.began) {
    seen.proxy_tls = trace.proxy_tls.facts;
  }
  if (task.route.proxy && trace.tunnel_open) {
    seen.timings.proxy = between(trace.tunnel_began_at, trace.tunnel_ended_at);
  }
  if (!trace.blocks.empty()) {
    seen.timings.first_byte = between(trace.request_at, trace.first_byte_at);
  }
  seen.http = http_facts(trace, task);
  if (task.address && task.address->to_string() == instance_metadata_address && seen.http) {
    seen.azure_instance = azure_instance_in(seen.http->body);
    seen.http->body.clear();  // subscription, tags and user data: nobody's business here
  }
  seen.proxy_answer = proxy_facts(trace, task);
  seen.failure = judge_transfer(trace, task);
  seen.reached = seen.failure ? depth_reached(trace, task) : depth_of_success(task);
  return seen.failure ? Outcome::failed : Outcome::ok;
}

bool lost_to_interim(const TransferTrace& trace, const ProbeTask& task) {
  return trace.ended_by_interim && !trace.expired && task.route.proxy &&
         task.route.proxy->scheme == ProxyScheme::http;
}

bool is_starved(const Failure& failure, Micros busy, Micros limit) {
  const bool expired = failure.cause == Cause::tls_timeout ||
                       failure.cause == Cause::http_timeout ||
                       failure.cause == Cause::proxy_timeout;
  return expired && 2 * busy > limit;
}

bool is_worth_repeating(const Failure& failure) {
  switch (failure.cause) {
    case Cause::tcp_timeout:
    case Cause::tcp_reset:
    case Cause::tcp_unreachable:
    case Cause::tls_reset:
    case Cause::tls_timeout:
    case Cause::http_timeout:
    case Cause::http_reset:
    case Cause::proxy_timeout:
    case Cause::proxy_refused:
    case Cause::proxy_unreachable:
    case Cause::proxy_closed:
    case Cause::proxy_upstream_dns:
    case Cause::proxy_upstream_failed:
    case Cause::proxy_upstream_refused:
    case Cause::proxy_upstream_timeout:
      return true;
    default:
      return false;
  }
}

bool is_refusal_of_crowds(const Failure& failure) {
  switch (failure.cause) {
    case Cause::tcp_reset:
    case Cause::tcp_unreachable:
    case Cause::tcp_prohibited:
    case Cause::tls_reset:
    case Cause::http_reset:
    case Cause::proxy_refused:
    case Cause::proxy_unreachable:
    case Cause::proxy_closed:
    case Cause::proxy_upstream_refused:
    case Cause::proxy_upstream_failed:
      return true;
    case Cause::proxy_denied:  // RFC 6585, 4: too many requests
      return std::any_of(failure.raw.begin(), failure.raw.end(), [](const RawCode& raw) {
        return raw.library == "http" && raw.code == 429;
      });
    default:
      return false;
  }
}

}  // namespace netprobe
