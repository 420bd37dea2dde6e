#pragma once

#include "netprobe/core/plan.h"
#include "netprobe/probe/interrupts.h"
#include "netprobe/probe/prober.h"
#include "tests/probe/certificates.h"
#include "tests/probe/scripted_server.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe::testing_support {

/// The certificates that all tests share, made once.
struct Authorities {
  Identity service = make_authority("Service Root");    ///< expected
  Identity local = make_authority("Company Root");      ///< trusted on this machine only
  Identity stranger = make_authority("Stranger Root");  ///< trusted by nobody
  Identity good = make_leaf(service, "login.test");
};
const Authorities& authorities();

/// Trusts `service` as expected and `local` as extra.
Prober make_prober(const Interrupts* interrupts = nullptr);

/// https to 127.0.0.1 with the name login.test, by a catalog row.
ProbeTask direct_task(std::uint16_t port);
/// https to login.test through a proxy on 127.0.0.1.
ProbeTask proxied_task(std::uint16_t proxy_port, ProxyScheme scheme = ProxyScheme::http);

/// Short waits, no repeats; ids are set.
ProbePlan plan_of(std::vector<ProbeTask> tasks);

/// The one observation of a run with one task.
Observation observe(const ProbeTask& task);
Observation observe(const ProbePlan& plan);
/// The same, with less patience where the verdict to come is a time-out.
Observation observe_for(const ProbeTask& task, std::string_view expected_verdict);

/// "ok", "tls.reset at tls", "skipped: …": what a row of a table compares.
std::string verdict(const Observation& seen);

constexpr std::string_view good_answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view end_of_headers = "\r\n\r\n";

}  // namespace netprobe::testing_support
