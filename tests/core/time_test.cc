#include "netprobe/core/time.h"

#include <gtest/gtest.h>

namespace netprobe {
namespace time_test {

TEST(Time, writes_rfc_3339_in_utc) {
  EXPECT_EQ(format_rfc3339(WallTime(Millis(0))), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_rfc3339(WallTime(Millis(1795226400123))), "2026-11-21T02:00:00.123Z");
  EXPECT_EQ(format_rfc3339(WallTime(Millis(-1))), "1969-12-31T23:59:59.999Z");
}

TEST(Time, reads_the_date_of_an_http_answer) {
  const auto date = parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
  ASSERT_TRUE(date);
  EXPECT_EQ(format_rfc3339(*date), "1994-11-06T08:49:37.000Z");
  for (const char* text : {"", "Sun, 06 Nov 1994 08:49:37 UTC", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
                           "Sun, 06 Nox 1994 08:49:37 GMT"}) {
    EXPECT_FALSE(parse_http_date(text)) << text;
  }
}

}  // namespace time_test
}  // namespace netprobe
