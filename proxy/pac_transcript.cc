#include "proxy/pac_transcript.h"

#include "netprobe/core/address.h"
#include "netprobe/core/record.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace netprobe {

namespace {

constexpr std::string_view no_function = "it defines no function FindProxyForURL";
constexpr std::size_t most_words = 300;
constexpr std::size_t most_names = 50;

/// Why a child ended in the middle of its work.
std::string ending_clause(const ChildEnd& end, const PacSandbox& sandbox) {
  switch (end.how) {
    case ChildEnd::How::too_late:
      return fmt::format("it did not finish within {} s",
                         std::chrono::duration<double>(sandbox.time).count());
    case ChildEnd::How::too_much:
      return "its answers have no end";
    case ChildEnd::How::died:
      return fmt::format("it needs more than {} MB of memory, or breaks the engine{}",
                         sandbox.memory / 1024 / 1024,
                         end.signal == 0 ? "" : fmt::format(" (signal {})", end.signal));
    case ChildEnd::How::interrupted:
      return "the run was interrupted";
    case ChildEnd::How::unable:
      return "this system makes no process to run it in";
    case ChildEnd::How::finished:
      break;
  }
  return "the engine ended without an answer";
}

/// Reads records into replies, in the order of the questions.
class Reader {
 public:
  explicit Reader(std::size_t questions) { outcome_.replies.resize(questions); }

  void take(const Record& record) {
    switch (static_cast<PacRecord>(record.kind)) {
      case PacRecord::ready:
        ready_ = true;
        return;
      case PacRecord::unreadable:
        outcome_.problem = pac_error_clause(record.bytes);
        return;
      case PacRecord::asked:
        ++asked_;
        return;
      case PacRecord::answer:
        reply({std::string(record.bytes), ""});
        return;
      case PacRecord::failed:
        fail(pac_error_clause(record.bytes));
        return;
      case PacRecord::names:
        take_names(record.bytes);
        return;
      case PacRecord::function:
        outcome_.is_extended = record.bytes == "FindProxyForURLEx";
        return;
    }
  }

  PacOutcome finish(const std::string& ending, const std::vector<PacQuestion>& questions) && {
    if (!ready_ && outcome_.problem.empty()) {
      outcome_.problem = ending;
    }
    if (!outcome_.problem.empty()) {
      outcome_.replies.clear();
      return std::move(outcome_);
    }
    for (std::size_t i = answered_; i < questions.size(); ++i) {
      outcome_.replies[i].problem = i == answered_
                                        ? ending
                                        : fmt::format("not asked: the script never returned for {}",
                                                      printable(questions[answered_].host, 100));
    }
    return std::move(outcome_);
  }

 private:
  void reply(PacReply reply) {
    if (answered_ < asked_ && asked_ <= outcome_.replies.size()) {
      outcome_.replies[answered_++] = std::move(reply);
    }
  }

  void fail(std::string problem) {
    if (problem == no_function) {
      outcome_.problem = std::move(problem);
    } else {
      reply({"", std::move(problem)});
    }
  }

  void take_names(std::string_view names) {
    for (std::string& name : split(names, " ")) {
      if (is_host_name(name) && outcome_.looked_up.size() < most_names) {
        outcome_.looked_up.push_back(std::move(name));
      }
    }
  }

  PacOutcome outcome_;
  bool ready_ = false;
  std::size_t asked_ = 0, answered_ = 0;
};

}  // namespace

std::string pac_record(PacRecord kind, std::string_view bytes) {
  return record_text(static_cast<char>(kind), bytes);
}

PacOutcome read_pac_transcript(const ChildEnd& end, const std::vector<PacQuestion>& questions,
                               const PacSandbox& sandbox) {
  Reader reader(questions.size());
  std::string_view text = end.written;
  while (const auto record = take_record(text)) {
    reader.take(*record);
  }
  PacOutcome outcome = std::move(reader).finish(ending_clause(end, sandbox), questions);
  outcome.interrupted = end.how == ChildEnd::How::interrupted;
  return outcome;
}

std::string pac_error_clause(std::string_view printed) {
  constexpr std::string_view script_error = "JSERROR: ";
  constexpr std::string_view script_place = "PAC script:";
  // pacparser asks before it calls (1.3), or calls it from a function of its own (1.4).
  for (const std::string_view undefined :
       {"FindProxyForURL not defined", "FindProxyForURL is not defined"}) {
    if (printed.find(undefined) != std::string_view::npos) {
      return std::string(no_function);
    }
  }
  const std::size_t begin = printed.find(script_error);
  if (begin == std::string_view::npos) {
    return trim(printed).empty() ? "the engine gives no reason"
                                 : printable(trim(printed), most_words);
  }
  // "PAC script:3:\n    SyntaxError: missing )\npacparser.c: …", or "NULL:0:\n    uncaught …". The
  // lines of what has no name are the engine's own.
  std::string_view rest = printed.substr(begin + script_error.size());
  rest = rest.substr(0, rest.find("\npacparser.c:"));
  const std::size_t end_of_place = std::min(rest.find('\n'), rest.size());
  const std::string_view place = rest.substr(0, end_of_place);
  const std::string_view told = trim(rest.substr(end_of_place));
  const std::string words =
      told.empty() ? "the engine gives no reason" : printable(told, most_words);
  const auto parts = split(place, ":");
  const auto line = parts.empty() ? std::nullopt : parse_number<int>(parts.back());
  return place.starts_with(script_place) && line && *line > 0
             ? fmt::format("line {}: {}", *line, words)
             : words;
}

}  // namespace netprobe
