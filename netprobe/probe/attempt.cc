#include "netprobe/probe/attempt.h"

#include "netprobe/probe/instance_metadata.h"
#include "netprobe/probe/proxy_verdict.h"
#include "netprobe/probe/transfer_verdict.h"

namespace netprobe {

namespace {

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

Depth depth_of_success(const ProbeTask& task) { return task.depth; }

void note_transfer(const TransferTrace& trace, const ProbeTask& task, Observation& seen) {
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

}  // namespace netprobe
