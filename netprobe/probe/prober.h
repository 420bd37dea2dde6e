#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/core/result.h"
#include "netprobe/core/service_authorities.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace netprobe {

/// What is trusted beside the system's certificates, and what counts as the service's own.
struct TrustInputs {
  std::vector<std::string> extra_certificates;     ///< DER, of `--ca-file`: they verify
  std::vector<std::string> expected_certificates;  ///< DER, of `--expected-root`: they verify too
  std::vector<std::string> proxy_certificates;     ///< DER, of `--proxy-ca-file`: for proxies alone
  ServiceAuthorities authorities;
};

/// Called on the prober's thread whenever a task has ended; must not throw.
using ProgressCallback = std::function<void(std::size_t finished, std::size_t total)>;

class Engine;
class Interrupts;

/// Sends the packets of a plan and says what came back: the only part of the program that touches
/// the network. One thread, one loop; the trust store and what names resolved to are kept between
/// runs, so that follow-ups cost only themselves.
class Prober {
 public:
  /// The deadline of every later run counts from here. `interrupts`, which may be none and outlive
  /// the prober, end every run. Fails only when a library will not start, or a certificate of
  /// `trust` is none.
  static Result<Prober> create(const TrustInputs& trust, const Interrupts* interrupts = nullptr);

  Prober(Prober&&) noexcept;
  Prober& operator=(Prober&&) noexcept;
  ~Prober();

  /// Every task of the plan gets at least one observation. A task that the deadline or a signal cut
  /// short is `skipped`; what was learnt before stays.
  ProbeOutcome run(const ProbePlan& plan, const ProgressCallback& progress = {});

  /// The same for the tasks from `first` on: those before it were run already.
  ProbeOutcome run_from(TaskId first, const ProbePlan& plan, const ProgressCallback& progress = {});

 private:
  explicit Prober(std::unique_ptr<Engine> engine);
  std::unique_ptr<Engine> engine_;
};

}  // namespace netprobe
