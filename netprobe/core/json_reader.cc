#include "netprobe/core/json_reader.h"

#include "netprobe/core/text.h"
#include "netprobe/core/text_kind.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

/// The last character of the comment that begins there.
std::size_t end_of_comment(std::string_view text, std::size_t begin) {
  const bool is_line = text[begin + 1] == '/';
  const std::size_t end = is_line ? text.find_first_of("\r\n", begin) : text.find("*/", begin + 2);
  return end == std::string_view::npos ? text.size() : end + (is_line ? 0 : 1);
}

/// How deep brackets nest, strings and comments left out. The library's parser does not recurse,
/// but destroying what it made does: a hostile file must not get that far.
int nesting_of(std::string_view text) {
  int depth = 0;
  int most = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      i += c == '\\' ? 1 : 0;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '/' && (text.substr(i, 2) == "//" || text.substr(i, 2) == "/*")) {
      i = end_of_comment(text, i);
    } else if (c == '[' || c == '{') {
      most = std::max(most, ++depth);
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return most;
}

struct TooDeep {};

/// Ends the parser at the first bracket that is too deep.
bool refuse_too_deep(int depth, nlohmann::json::parse_event_t event, nlohmann::json& /*parsed*/) {
  using Event = nlohmann::json::parse_event_t;
  const bool opens = event == Event::object_start || event == Event::array_start;
  if (opens && depth >= deepest_json) {
    throw TooDeep();
  }
  return true;
}

std::string place_of(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, std::min(byte, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t start =
      before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return fmt::format("{}:{}", line, before.size() - start + 1);
}

std::string_view kind_of_wrong(std::string_view text) {
  if (trim(text).empty()) {
    return "the file is empty, expected JSON";
  }
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    return "the file is UTF-16, expected UTF-8";
  }
  if (text.find('\0') != std::string_view::npos) {
    return "the file has NUL bytes, expected JSON text in UTF-8";
  }
  return "";
}

}  // namespace

Result<std::string_view> json_text(std::string_view text, std::string_view file) {
  if (text.starts_with("\xef\xbb\xbf")) {
    text.remove_prefix(3);
  }
  const auto wrong = kind_of_wrong(text);
  return wrong.empty() ? Result<std::string_view>(text)
                       : input_error(fmt::format("{}: {}", file, wrong));
}

tl::unexpected<Error> not_json(std::string_view text, std::string_view file, std::size_t byte,
                               const std::exception& error) {
  // "[json.exception.parse_error.101] parse error at line 1, column 2: words": only the words.
  std::string_view words = error.what();
  const std::size_t column = std::min(words.find("column"), words.size());
  const std::size_t colon = words.find(": ", column);
  words.remove_prefix((colon == std::string_view::npos ? words.find(']') : colon) + 2);
  const std::string kind = what_text_is(text);
  return input_error(fmt::format("{}:{}: not JSON: {}", file,
                                 place_of(text, byte == 0 ? 0 : byte - 1),
                                 kind.empty() ? printable(words, 200) : kind));
}

Result<nlohmann::json> parse_json(std::string_view given, std::string_view file) {
  const auto text = json_text(given, file);
  if (!text) {
    return tl::unexpected(text.error());
  }
  try {
    // Not before it is known to be JSON so far: a terminal's colour codes have brackets too.
    return nesting_of(*text) > deepest_json
               ? nlohmann::json::parse(*text, refuse_too_deep, true, true)
               : nlohmann::json::parse(*text, nullptr, true, true);
  } catch (const TooDeep& /*deep*/) {
    return input_error(fmt::format("{}: it is nested deeper than {} levels", file, deepest_json));
  } catch (const nlohmann::json::parse_error& error) {
    return not_json(*text, file, error.byte, error);
  } catch (const nlohmann::json::exception& error) {
    // A number that no double holds; the library gives no place, but its words quote the number.
    const std::string_view words = error.what();
    return input_error(
        fmt::format("{}: not JSON: {}", file, printable(words.substr(words.find(']') + 2), 200)));
  }
}

void JsonReader::expected(std::string_view what) {
  if (problem_.empty()) {
    const std::string found = value_.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    problem_ =
        fmt::format("{}: {}: found {}, expected {}", file_,
                    pointer_.empty() ? "/" : printable(pointer_, 200), printable(found, 100), what);
  }
}

bool JsonReader::is_object_of(const std::vector<std::string>& keys) {
  if (!value_.is_object()) {
    expected("an object");
    return false;
  }
  for (const auto& [key, value] : value_.items()) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      const auto near = nearest(key, keys, 1);
      if (problem_.empty()) {
        problem_ = fmt::format("{}: {}: found the unknown key \"{}\", expected one of {}{}", file_,
                               pointer_.empty() ? "/" : printable(pointer_, 200),
                               printable(key, 60), join(keys, ", "),
                               near.empty() ? "" : fmt::format("; did you mean {}?", near.front()));
      }
      return false;
    }
  }
  return true;
}

void JsonReader::read(const std::string& key, std::string& into) {
  if (!has(key)) {
    return;
  }
  JsonReader found = member(key);
  if (!found.value_.is_string()) {
    found.expected("text");
    return;
  }
  into = found.value_.get<std::string>();
}

void JsonReader::read(const std::string& key, bool& into) {
  if (!has(key)) {
    return;
  }
  JsonReader found = member(key);
  if (!found.value_.is_boolean()) {
    found.expected("true or false");
    return;
  }
  into = found.value_.get<bool>();
}

void JsonReader::read(const std::string& key, std::vector<std::string>& into) {
  if (!has(key)) {
    return;
  }
  into.clear();
  for_each(key, [&](JsonReader item) {
    if (!item.value_.is_string()) {
      item.expected("text");
      return;
    }
    into.push_back(item.value_.get<std::string>());
  });
}

}  // namespace netprobe
