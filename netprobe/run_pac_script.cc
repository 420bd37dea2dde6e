#include "netprobe/run_pac_script.h"

#include "netprobe/probe/child_task.h"
#include "netprobe/probe/machine.h"
#include "proxy/pac_engine.h"
#include "proxy/pac_task.h"
#include "proxy/pac_transcript.h"

#include <cstdlib>
#include <string>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t most_answers = std::size_t{64} * 1024 * 1024;

ChildLimits limits_of(const PacSandbox& sandbox) {
  return {.time = sandbox.time, .memory = sandbox.memory, .output = most_answers};
}

/// One try of a second a server (resolv.conf(5)): a script that looks up a name for each host would
/// else wait for longer than anybody does. Scripts may also ask what time it is.
std::vector<std::string> environment() {
  auto variables = inherited_variables({"LOCALDOMAIN", "HOSTALIASES", "TZ"});
  variables.emplace_back("RES_OPTIONS=timeout:1 attempts:1");
  return variables;
}

}  // namespace

PacOutcome run_pac_script(std::string_view script, const std::vector<PacQuestion>& questions,
                          const PacSandbox& sandbox, const Interrupts* interrupts) {
  PacOutcome outcome;
  outcome.problem = obvious_pac_problem(script, sandbox);
  if (!outcome.problem.empty()) {
    return outcome;
  }
  constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
  script.remove_prefix(script.starts_with(utf8_mark) ? utf8_mark.size() : 0);
  PacTask task{std::string(script), questions, sandbox};
  task.sandbox.time = fair_pac_time(sandbox, questions.size());
  ChildOrder order;
  order.task = pac_task_name;
  order.environment = environment();
  order.input = pac_task_text(task);
  order.limits = limits_of(task.sandbox);
  return read_pac_transcript(run_child(std::move(order), interrupts), questions, task.sandbox);
}

void do_pac_task() {
  const auto task = read_pac_task(read_child_input());
  if (!task) {
    end_child(2);
  }
  confine_child(limits_of(task->sandbox));
  try {
    answer_pac_questions(*task, write_child_output);
  } catch (...) {
    std::abort();  // out of memory
  }
  end_child(0);
}

}  // namespace netprobe
