#include "netprobe/core/text.h"
#include "proxy/pac_answer.h"
#include "proxy/pac_task.h"
#include "proxy/pac_transcript.h"
#include "proxy/wpad.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace netprobe;

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

/// What was understood reads back as the same, and there is something of it, and not too much.
void check_answer(const std::string& text) {
  const auto entries = parse_pac_answer(text);
  if (!entries) {
    require(printable(entries.error().message, 4000) == entries.error().message);
    return;
  }
  require(!entries->empty() && entries->size() <= most_pac_entries);
  for (const PacEntry& entry : *entries) {
    require(!entry || (entry->address.port != 0 && !entry->credentials));
  }
}

/// Each question has one reply, or there is a problem with the whole script.
void check_transcript(const std::string& text) {
  const std::vector<PacQuestion> questions = {{"https://a/", "a"}, {"https://b/", "b"}};
  const PacOutcome outcome =
      read_pac_transcript({ChildEnd::How::finished, 0, text}, questions, PacSandbox());
  require(outcome.problem.empty() ? outcome.replies.size() == 2 : outcome.replies.empty());
  for (const PacReply& reply : outcome.replies) {
    require(printable(reply.problem, 4000) == reply.problem);
  }
}

/// What is understood reads back as the same.
void check_task(const std::string& text) {
  if (const auto task = read_pac_task(text)) {
    const std::string again = pac_task_text(*task);
    const auto second = read_pac_task(again);
    require(second && pac_task_text(*second) == again && second->script == task->script);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  check_answer(text);
  check_transcript(text);
  check_task(text);
  require(wpad_urls(search_domains(text, text)).size() <= 8);
  return 0;
}
