#include "netprobe/core/time.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <array>

namespace netprobe {

namespace {

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<unsigned> month_number(std::string_view name) {
  for (unsigned i = 0; i < months.size(); ++i) {
    if (months.at(i) == name) {
      return i + 1;
    }
  }
  return std::nullopt;
}

/// A day, and a clock such as "02:00:00".
std::optional<WallTime> moment_of(std::optional<unsigned> year, std::optional<unsigned> month,
                                  std::optional<unsigned> day, std::string_view clock) {
  const auto hour = parse_number<unsigned>(clock.substr(0, 2));
  const auto minute = parse_number<unsigned>(clock.substr(3, 2));
  const auto second = parse_number<unsigned>(clock.substr(6, 2));
  if (!year || !month || !day || !hour || !minute || !second || *hour > 23 || *minute > 59 ||
      *second > 60) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok()) {
    return std::nullopt;
  }
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

}  // namespace

std::string format_rfc3339(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss<Millis> clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::optional<WallTime> parse_rfc3339(std::string_view text) {
  constexpr std::size_t whole_seconds = std::string_view("2026-11-21T02:00:00").size();
  if (text.size() <= whole_seconds || text.back() != 'Z' || text[4] != '-' || text[7] != '-' ||
      text[10] != 'T' || text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  const std::string_view fraction = text.substr(whole_seconds, text.size() - whole_seconds - 1);
  if (!fraction.empty() && (fraction.size() != 4 || fraction.front() != '.')) {
    return std::nullopt;
  }
  const auto thousandths =
      parse_number<unsigned>(fraction.empty() ? std::string_view("0") : fraction.substr(1));
  const auto year = parse_number<unsigned>(text.substr(0, 4));
  const auto month = parse_number<unsigned>(text.substr(5, 2));
  const auto day = parse_number<unsigned>(text.substr(8, 2));
  const auto moment = moment_of(year, month, day, text.substr(11, 8));
  return moment && thousandths ? std::optional(*moment + Millis(*thousandths)) : std::nullopt;
}

std::optional<WallTime> parse_http_date(std::string_view text) {
  // "Sun, 06 Nov 1994 08:49:37 GMT": fixed columns, so no locale and no scanning is involved.
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") {
    return std::nullopt;
  }
  const auto day = parse_number<unsigned>(text.substr(5, 2));
  const auto month = month_number(text.substr(8, 3));
  const auto year = parse_number<unsigned>(text.substr(12, 4));
  return moment_of(year, month, day, text.substr(17, 8));
}

}  // namespace netprobe
