#include "proxy/pac_task.h"

#include "netprobe/core/record.h"
#include "netprobe/core/text.h"

#include <cstdint>
#include <string>
#include <utility>

namespace netprobe {

namespace {

constexpr char script_field = 'S', my_address = 'M', look_up = 'L', time_limit = 'T',
               memory_limit = 'B', question_url = 'U', question_host = 'H';

/// Into a number, or false.
template <typename Number, typename Into>
bool take_number(std::string_view bytes, Into& into) {
  const auto number = parse_number<Number>(bytes);
  into = Into(number.value_or(0));
  return number.has_value();
}

bool take(const Record& record, PacTask& task) {
  switch (record.kind) {
    case script_field:
      task.script = record.bytes;
      return true;
    case my_address:
      task.sandbox.my_address = record.bytes;
      return true;
    case look_up:
      task.sandbox.look_up = record.bytes == "1";
      return true;
    case time_limit:
      return take_number<std::uint32_t>(record.bytes, task.sandbox.time);
    case memory_limit:
      return take_number<std::uint64_t>(record.bytes, task.sandbox.memory);
    case question_url:
      task.questions.push_back({std::string(record.bytes), ""});
      return true;
    case question_host:
      if (task.questions.empty()) {
        return false;
      }
      task.questions.back().host = record.bytes;
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string pac_task_text(const PacTask& task) {
  std::string text = record_text(script_field, task.script) +
                     record_text(my_address, task.sandbox.my_address) +
                     record_text(look_up, task.sandbox.look_up ? "1" : "0") +
                     record_text(time_limit, std::to_string(task.sandbox.time.count())) +
                     record_text(memory_limit, std::to_string(task.sandbox.memory));
  for (const PacQuestion& question : task.questions) {
    text += record_text(question_url, question.url) + record_text(question_host, question.host);
  }
  return text;
}

std::optional<PacTask> read_pac_task(std::string_view text) {
  PacTask task;
  while (const auto record = take_record(text)) {
    if (!take(*record, task)) {
      return std::nullopt;
    }
  }
  return text.empty() && !task.script.empty() ? std::optional(std::move(task)) : std::nullopt;
}

}  // namespace netprobe
