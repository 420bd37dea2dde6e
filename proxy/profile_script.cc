#include "netprobe/core/text.h"
#include "proxy/environment_text.h"
#include "proxy/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace netprobe {

namespace {

/// Enough of a shell to tell what a profile script sets for certain: it follows commands, their
/// words and how deep they stand in conditions, and runs none of them.
class Script {
 public:
  explicit Script(std::string_view file) : file_(file) {}

  void read(const Line& line) {
    place_ = fmt::format("{}:{}", file_, line.number);
    std::size_t at = 0;
    bool under_condition = false;  // of `test && command`
    while (at < line.text.size()) {
      const std::vector<Word> words = read_command(line.text, at);
      run(words, under_condition);
      under_condition = false;
      while (at < line.text.size() && is_separator(line.text[at])) {
        under_condition = under_condition || line.text[at] != ';';
        ++at;
      }
      if (at < line.text.size() && line.text[at] == '#') {
        break;
      }
    }
  }

  /// What was both set and exported, in the order of the assignments.
  Assignments result() && {
    Assignments out{{}, std::move(notes_)};
    for (Assignment& assignment : set_) {
      if (exported_.contains(assignment.name)) {
        out.set.push_back(std::move(assignment));
      } else {
        out.notes.push_back(fmt::format("{}: {} is set and not exported", assignment.variable.place,
                                        assignment.name));
      }
    }
    return out;
  }

 private:
  static bool is_separator(char c) { return c == ';' || c == '&' || c == '|'; }

  static std::vector<Word> read_command(std::string_view text, std::size_t& at) {
    std::vector<Word> words;
    for (;;) {
      at = std::min(text.find_first_not_of(" \t", at), text.size());
      if (at == text.size() || is_separator(text[at]) || text[at] == '#') {
        return words;
      }
      words.push_back(read_word(text, at, " \t;&|"));
      at = words.back().end;
    }
  }

  void run(std::span<const Word> words, bool under_condition) {
    words = after_keywords(words);
    if (words.empty()) {
      return;
    }
    const bool conditional = under_condition || depth_ > 0;
    const std::string& command = words.front().text;
    if (command == "export" || command == "declare" || command == "typeset") {
      for (const Word& word : words.subspan(1)) {
        assign(word, conditional);
        if (!conditional) {
          exported_.insert(word.text.substr(0, word.text.find('=')));
        }
      }
    } else if (command == "unset" && !conditional) {
      for (const Word& word : words.subspan(1)) {
        std::erase_if(set_, [&](const Assignment& one) { return one.name == word.text; });
      }
    } else if (std::all_of(words.begin(), words.end(), is_assignment)) {
      for (const Word& word : words) {
        assign(word, conditional);
      }
    }
  }

  static bool is_assignment(const Word& word) {
    return word.text.find('=') != std::string::npos && !word.text.starts_with('=');
  }

  /// Counts how deep the command stands, and leaves the words that open and close out.
  std::span<const Word> after_keywords(std::span<const Word> words) {
    static constexpr auto opening = std::to_array<std::string_view>(
        {"if", "case", "for", "while", "until", "select", "{", "("});
    static constexpr auto closing =
        std::to_array<std::string_view>({"fi", "esac", "done", "}", ")"});
    static constexpr auto between = std::to_array<std::string_view>({"then", "else", "elif", "do"});
    const auto is_in = [](const auto& list, std::string_view word) {
      return std::find(list.begin(), list.end(), word) != list.end();
    };
    while (!words.empty()) {
      const std::string& word = words.front().text;
      if (is_in(opening, word) || word.ends_with("()")) {
        depth_ += word.ends_with("()") ? 0 : 1;
      } else if (is_in(closing, word)) {
        depth_ = std::max(0, depth_ - 1);
      } else if (!is_in(between, word)) {
        break;
      }
      words = words.subspan(1);
    }
    return words;
  }

  void assign(const Word& word, bool conditional) {
    const std::string name = word.text.substr(0, word.text.find('='));
    if (!is_assignment(word) || !is_proxy_variable(name)) {
      return;
    }
    if (word.expands || word.open) {
      notes_.push_back(fmt::format("{}: {} is not evaluated: {}", place_, name,
                                   word.open ? "its quote is not closed on that line"
                                             : "its value is computed by the shell"));
    } else if (conditional) {
      notes_.push_back(
          fmt::format("{}: {} is not evaluated: it stands under a condition", place_, name));
    } else {
      set_.push_back({name, {word.text.substr(name.size() + 1), place_}});
    }
  }

  std::string_view file_;
  std::string place_;
  int depth_ = 0;
  std::vector<Assignment> set_;
  std::set<std::string> exported_;
  std::vector<std::string> notes_;
};

}  // namespace

Assignments read_profile_script(std::string_view text, std::string_view file) {
  Script script(file);
  for (const Line& line : joined_lines(text)) {
    script.read(line);
  }
  return std::move(script).result();
}

}  // namespace netprobe
