#include "netprobe/policy/export_value.h"

#include "netprobe/core/json_reader.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

/// A network interface under two NSGs of a thousand rules, each with a tag of some thousand
/// prefixes, stays below it.
constexpr std::ptrdiff_t most_values = 4'000'000;

/// No fewer than there are: each value but the first follows one of these.
std::ptrdiff_t values_at_most(std::string_view text) {
  return 1 + std::count_if(text.begin(), text.end(),
                           [](char c) { return c == ',' || c == '[' || c == '{'; });
}

/// How `ConvertTo-Json` writes what lies deeper than its -Depth.
bool is_cut_short(std::string_view text) {
  return text.starts_with("System.Collections.") || text.starts_with("System.Object") ||
         text.starts_with("System.String[]") ||
         text.starts_with("Microsoft.Azure.Commands.Network.");
}

}  // namespace

Result<nlohmann::json> parse_export(std::string_view text, std::string_view file) {
  if (values_at_most(text) > most_values) {
    return input_error(fmt::format(
        "{}: found more than 4 million values, expected the export of one machine", file));
  }
  return parse_json(text, file);
}

std::optional<ExportValue> ExportValue::member(std::string_view name) const {
  if (!value_->is_object()) {
    return std::nullopt;
  }
  auto found = value_->find(std::string(name));
  if (found == value_->end()) {
    const auto is_it = [&](const auto& item) { return equals_ignoring_case(item.key(), name); };
    const auto items = value_->items();
    const auto item = std::find_if(items.begin(), items.end(), is_it);
    found = item == items.end() ? value_->end() : value_->find(item.key());
  }
  if (found == value_->end() || found->is_null()) {
    return std::nullopt;
  }
  // The pointer of the library writes '/' and '~' in a key as RFC 6901 does.
  return ExportValue(*found, pointer_ + (nlohmann::json::json_pointer() / found.key()).to_string(),
                     *reading_);
}

std::optional<ExportValue> ExportValue::property(std::string_view name) const {
  auto direct = member(name);
  if (direct) {
    return direct;
  }
  const auto properties = member("properties");
  return properties ? properties->member(name) : std::nullopt;
}

ExportValue ExportValue::element(std::size_t index) const {
  return {(*value_)[index], fmt::format("{}/{}", pointer_, index), *reading_};
}

std::vector<ExportValue> ExportValue::elements() const {
  std::vector<ExportValue> list;
  for (std::size_t i = 0; value_->is_array() && i < value_->size(); ++i) {
    list.push_back(element(i));
  }
  return list;
}

std::string ExportValue::as_text() const {
  if (value_->is_string()) {
    return std::string(trim(value_->get_ref<const std::string&>()));
  }
  return value_->is_number_integer() ? value_->dump() : "";
}

std::string ExportValue::text(std::string_view name) const {
  const auto found = property(name);
  if (!found) {
    return "";
  }
  if (!found->json().is_string()) {
    found->expected("text");
    return "";
  }
  return found->as_text();
}

std::vector<ExportValue> ExportValue::texts(std::string_view name) const {
  const auto found = property(name);
  if (!found) {
    return {};
  }
  std::vector<ExportValue> list =
      found->json().is_array() ? found->elements() : std::vector<ExportValue>{*found};
  for (const ExportValue& item : list) {
    if (!item.json().is_string() && !item.json().is_number_integer() && !item.json().is_null()) {
      item.expected("text");
      return {};
    }
    if (is_cut_short(item.as_text())) {
      item.expected("a value; ConvertTo-Json has cut it short, export again with -Depth 10");
      return {};
    }
  }
  std::erase_if(list, [](const ExportValue& item) { return item.as_text().empty(); });
  return list;
}

void ExportValue::expected(std::string_view what) const {
  JsonReader(*value_, reading_->file, pointer_, reading_->problem).expected(what);
}

bool is_expression(std::string_view text) {
  return text.starts_with('[') && text.ends_with(']') && !text.starts_with("[[");
}

std::string id_part(std::string_view id, std::string_view kind) {
  const std::vector<std::string> parts = split(id, "/");
  const auto found = std::find_if(parts.begin(), parts.end(), [&](const std::string& part) {
    return equals_ignoring_case(part, kind);
  });
  return found == parts.end() || found + 1 == parts.end() ? "" : *(found + 1);
}

std::optional<ExportValue> body_of_example(const ExportValue& value) {
  const auto responses = value.member("responses");
  const auto answer = responses ? responses->member("200") : std::nullopt;
  return answer ? answer->member("body") : std::nullopt;
}

}  // namespace netprobe
