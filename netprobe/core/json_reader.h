#pragma once

#include "netprobe/core/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// How deep the JSON files may nest that are read here: hostile ones go on until memory ends.
constexpr int deepest_json = 64;

/// The text without the mark that may begin it, or what kind of wrong it is at first sight: empty,
/// UTF-16, with NUL bytes.
Result<std::string_view> json_text(std::string_view text, std::string_view file);

/// What the library says of a text that is not JSON, with the line and column of the byte.
tl::unexpected<Error> not_json(std::string_view text, std::string_view file, std::size_t byte,
                               const std::exception& error);

/// Parses JSON with comments. The error says what kind of wrong the text is: empty, UTF-16, with
/// NUL bytes, nested deeper than 64 levels, or not JSON, with line and column.
Result<nlohmann::json> parse_json(std::string_view text, std::string_view file);

/// Reads the members of one JSON value and remembers the first thing that was wrong, as
/// "file: /rows/3/ports/0: found "x", expected a port from 1 to 65535".
class JsonReader {
 public:
  JsonReader(const nlohmann::json& value, std::string file, std::string pointer,
             std::string& problem)
      : value_(value), file_(std::move(file)), pointer_(std::move(pointer)), problem_(problem) {}

  /// Is the value an object whose keys are all among these? (Each unknown key is a problem that
  /// suggests near ones.)
  bool is_object_of(const std::vector<std::string>& keys);

  [[nodiscard]] bool has(const std::string& key) const {
    return value_.is_object() && value_.contains(key);
  }
  void read(const std::string& key, std::string& into);
  void read(const std::string& key, bool& into);
  void read(const std::string& key, std::vector<std::string>& into);
  /// Whole numbers from `least` to `most`.
  template <typename Number>
  void read(const std::string& key, std::vector<Number>& into, int least, int most,
            std::string_view expected) {
    if (!has(key)) {
      return;
    }
    into.clear();
    for_each(key, [&](JsonReader item) {
      if (!item.value_.is_number_integer() || item.value_ < least || item.value_ > most) {
        item.expected(expected);
        return;
      }
      into.push_back(item.value_.template get<Number>());
    });
  }

  /// Calls with a reader of each element of the array under the key, if there is one.
  template <typename Call>
  void for_each(const std::string& key, const Call& call) {
    if (!has(key)) {
      return;
    }
    JsonReader list = member(key);
    if (!list.value_.is_array()) {
      list.expected("a list");
      return;
    }
    for (std::size_t i = 0; i < list.value_.size() && problem_.empty(); ++i) {
      call(JsonReader(list.value_[i], file_, pointer_ + "/" + key + "/" + std::to_string(i),
                      problem_));
    }
  }

  [[nodiscard]] JsonReader member(const std::string& key) const {
    // The pointer of the library writes '/' and '~' in a key as RFC 6901 does.
    return {value_.at(key), file_, pointer_ + (nlohmann::json::json_pointer() / key).to_string(),
            problem_};
  }
  [[nodiscard]] const nlohmann::json& value() const { return value_; }
  /// Notes what was expected here instead of what was found.
  void expected(std::string_view what);

 private:
  const nlohmann::json& value_;
  std::string file_;
  std::string pointer_;
  std::string& problem_;
};

}  // namespace netprobe
