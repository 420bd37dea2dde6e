#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace netprobe {

using Millis = std::chrono::milliseconds;
using Micros = std::chrono::microseconds;
/// Time since the run began, by the monotonic clock. Pure code never asks the time: it is given.
using Instant = std::chrono::microseconds;
/// The calendar clock, for people and for comparing with the `Date` of an answer.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// RFC 3339 in UTC with milliseconds: `2026-11-21T02:00:00.123Z`.
std::string format_rfc3339(WallTime time);

/// What `format_rfc3339` writes, with or without fractions of a second; nothing for any other text.
std::optional<WallTime> parse_rfc3339(std::string_view text);

/// The `Date` of an HTTP answer, IMF-fixdate form only (RFC 9110, 5.6.7); nothing for any other
/// text.
std::optional<WallTime> parse_http_date(std::string_view text);

}  // namespace netprobe
