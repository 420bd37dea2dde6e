#pragma once

#include <string>
#include <utility>

namespace netprobe {

/// A password. It cannot be printed, formatted or put into a report: no operator<<, no formatter
/// and no JSON conversion exists for it, so that a leak does not compile. `reveal()` is called
/// where the secret is handed to libcurl, and nowhere else.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}

  [[nodiscard]] const std::string& reveal() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }

  bool operator==(const Secret&) const = default;

 private:
  std::string value_;
};

}  // namespace netprobe
