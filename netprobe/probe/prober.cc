#include "netprobe/probe/prober.h"

#include "netprobe/probe/engine.h"

#include <utility>

namespace netprobe {

Result<Prober> Prober::create(const TrustInputs& trust, const Interrupts* interrupts) {
  auto engine = Engine::create(trust, interrupts);
  if (!engine) {
    return tl::unexpected(engine.error());
  }
  return Prober(std::move(*engine));
}

Prober::Prober(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Prober::Prober(Prober&&) noexcept = default;
Prober& Prober::operator=(Prober&&) noexcept = default;
Prober::~Prober() = default;

ProbeOutcome Prober::run(const ProbePlan& plan, const ProgressCallback& progress) {
  return engine_->run(plan, 0, progress);
}

ProbeOutcome Prober::run_from(TaskId first, const ProbePlan& plan,
                              const ProgressCallback& progress) {
  return engine_->run(plan, first, progress);
}

}  // namespace netprobe
