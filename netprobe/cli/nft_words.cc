#include "netprobe/cli/nft_words.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace netprobe {

namespace {

using Json = nlohmann::json;

constexpr std::size_t longest_rule = 300;

std::string words_of(const Json& value);

std::string scalar(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.is_null() ? "" : value.dump();
}

std::string member(const Json& value, const char* key) {
  return value.is_object() && value.contains(key) ? words_of(value.at(key)) : std::string();
}

std::string joined(const Json& list, std::string_view between) {
  std::vector<std::string> words;
  for (const Json& one : list) {
    words.push_back(words_of(one));
  }
  return join(words, between);
}

/// An element of a set; of a map it is a pair.
std::string element(const Json& value) {
  const bool is_pair = value.is_array() && value.size() == 2;
  return is_pair ? fmt::format("{} : {}", words_of(value[0]), words_of(value[1])) : words_of(value);
}

std::string set(const Json& elements) {
  if (!elements.is_array()) {
    return words_of(elements);
  }
  std::vector<std::string> words;
  for (const Json& one : elements) {
    words.push_back(element(one));
  }
  return fmt::format("{{ {} }}", join(words, ", "));
}

bool is_operator(std::string_view name) {
  return name == "&" || name == "|" || name == "^" || name == "<<" || name == ">>";
}

std::string match(const Json& value) {
  if (!value.is_object()) {
    return "match";
  }
  const std::string op = member(value, "op");
  const Json left = value.value("left", Json());
  const bool is_computed = left.is_object() && left.size() == 1 && is_operator(left.begin().key());
  const bool is_plain = (op == "==" && !is_computed) || op == "in";
  return fmt::format("{}{} {}", words_of(left), is_plain ? "" : " " + op, member(value, "right"));
}

std::string reject(const Json& value) {
  return value.is_object() && value.contains("type")
             ? fmt::format("reject with {} {}", member(value, "type"), member(value, "expr"))
             : "reject";
}

/// Its own name, then what it says of itself in plain words or numbers.
std::string anything(const std::string& name, const Json& value) {
  std::string words = name;
  if (!value.is_object()) {
    return words + " " + words_of(value);
  }
  for (const auto& [key, part] : value.items()) {
    if (part.is_primitive()) {
      words += fmt::format(" {} {}", key, scalar(part));
    }
  }
  return words;
}

/// A thing of one name: an expression, or a statement.
std::string named(const std::string& name, const Json& value) {
  if (name == "match") {
    return match(value);
  }
  if (name == "payload" && value.contains("field")) {
    return fmt::format("{} {}", member(value, "protocol"), member(value, "field"));
  }
  if (name == "meta" || name == "ct") {
    const std::string key = member(value, "key");
    return key.ends_with("ifname") || key == "iif" || key == "oif" ? key : name + " " + key;
  }
  if (name == "prefix") {
    return fmt::format("{}/{}", member(value, "addr"), member(value, "len"));
  }
  if (name == "range") {
    return joined(value, "-");
  }
  if (name == "concat") {
    return joined(value, " . ");
  }
  if (name == "set") {
    return set(value);
  }
  if (name == "elem") {
    return member(value, "val");
  }
  if (is_operator(name)) {
    return joined(value, " " + name + " ");
  }
  if (name == "jump" || name == "goto") {
    return fmt::format("{} {}", name, member(value, "target"));
  }
  if (name == "vmap") {
    return fmt::format("{} vmap {}", member(value, "key"), member(value, "data"));
  }
  if (name == "counter" && value.is_object()) {
    return fmt::format("counter packets {} bytes {}", member(value, "packets"),
                       member(value, "bytes"));
  }
  if (name == "limit") {
    return fmt::format("limit rate {}/{}", member(value, "rate"), member(value, "per"));
  }
  return name == "reject" ? reject(value) : anything(name, value);
}

std::string words_of(const Json& value) {
  if (value.is_array()) {
    return joined(value, ",");
  }
  if (value.is_object()) {
    return value.empty() ? "" : std::string(trim(named(value.begin().key(), *value.begin())));
  }
  return scalar(value);
}

}  // namespace

std::string words_of_nft_rule(const Json& statements) {
  return statements.is_array() ? printable(joined(statements, " "), longest_rule) : std::string();
}

}  // namespace netprobe
