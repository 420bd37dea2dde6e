#pragma once

#include "netprobe/core/result.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// An exported file as JSON. Bounded beside `parse_json`'s own limits: one of more values than any
/// real export has is refused before it is taken apart.
Result<nlohmann::json> parse_export(std::string_view text, std::string_view file);

/// One value of an export, and where it stands. Azure's tools write the same members in different
/// letter case (ARM and PowerShell), flat or below "properties", and null for what is not there; so
/// a member is found in any of these forms, and null counts as absent. What is wrong is noted once,
/// as "file: /pointer: found x, expected y".
class ExportValue {
 public:
  /// What all values of a file share.
  struct Reading {
    std::string file;
    std::string problem;  ///< the first thing that was wrong; empty: nothing
  };

  ExportValue(const nlohmann::json& value, Reading& reading) : ExportValue(value, "", reading) {}
  ExportValue(const nlohmann::json& value, std::string pointer, Reading& reading)
      : value_(&value), pointer_(std::move(pointer)), reading_(&reading) {}

  [[nodiscard]] const nlohmann::json& json() const { return *value_; }
  [[nodiscard]] const std::string& pointer() const { return pointer_; }
  [[nodiscard]] Reading& reading() const { return *reading_; }
  [[nodiscard]] bool is_good() const { return reading_->problem.empty(); }

  /// The member of that name, in any letter case, that is not null.
  [[nodiscard]] std::optional<ExportValue> member(std::string_view name) const;
  /// The same, or that member of "properties".
  [[nodiscard]] std::optional<ExportValue> property(std::string_view name) const;
  /// The elements of a list; none of anything else.
  [[nodiscard]] std::vector<ExportValue> elements() const;
  [[nodiscard]] ExportValue element(std::size_t index) const;
  /// The text of that property, trimmed; empty where there is none. Anything but text is a problem.
  [[nodiscard]] std::string text(std::string_view name) const;
  /// The texts of that property, which is one text or number, or a list of them. Blank ones are
  /// left out.
  [[nodiscard]] std::vector<ExportValue> texts(std::string_view name) const;
  /// This value as text; a number as its digits.
  [[nodiscard]] std::string as_text() const;

  /// Notes what was expected here instead of what was found.
  void expected(std::string_view what) const;

 private:
  const nlohmann::json* value_;
  std::string pointer_;
  Reading* reading_;
};

/// Is the text a template expression ("[parameters('x')]"), which only a deployment decides?
bool is_expression(std::string_view text);

/// The segment that follows `kind` in a resource id: "…/networkSecurityGroups/NAME/…". Empty where
/// there is none.
std::string id_part(std::string_view id, std::string_view kind);

/// The body of the answer in an example of the REST API's documentation.
std::optional<ExportValue> body_of_example(const ExportValue& value);

}  // namespace netprobe
