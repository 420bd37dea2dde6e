#pragma once

#include "netprobe/core/text.h"
#include "netprobe/probe/transfer_trace.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace netprobe {

/// What the judges of a transfer share.

inline Failure failed(Stage stage, Cause cause, std::string detail) {
  Failure failure;
  failure.stage = stage;
  failure.cause = cause;
  failure.detail = std::move(detail);
  return failure;
}

inline std::optional<std::string> header(const HeaderBlock& block, std::string_view name) {
  for (const auto& [key, value] : block.headers) {
    if (equals_ignoring_case(key, name)) {
      return value;
    }
  }
  return std::nullopt;
}

/// Does libcurl's own text say so?
inline bool says(const TransferTrace& trace, std::string_view words) {
  return contains_ignoring_case(trace.curl_text, words);
}

}  // namespace netprobe
