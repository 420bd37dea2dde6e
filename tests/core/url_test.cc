#include "netprobe/core/url.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace url_test {

TEST(Url, is_read_as_libcurl_reads_it) {
  const auto url = parse_url("HTTP://us%40er:p%3Ass@Proxy.Corp:3128/a?b=c");
  ASSERT_TRUE(url);
  EXPECT_EQ(*url, (Url{"http", "us@er", "p:ss", {"proxy.corp", 3128}, true, "/a?b=c"}));
  EXPECT_EQ(parse_url("proxy.corp", "http")->address, (HostPort{"proxy.corp", 80}));
  EXPECT_EQ(parse_url("https://[2001:db8::1]/")->address, (HostPort{"2001:db8::1", 443}));
  EXPECT_EQ(parse_url("socks5h://10.0.0.1:1080")->scheme, "socks5h");
}

TEST(Url, refuses_what_is_none_and_never_repeats_a_password) {
  for (const std::string& text : std::vector<std::string>{
           "", "http://", "http://ho st/", "http://user:secret@host:99999/",
           "http://user:secret@-bad/", "nonsense", "http://user:sec/ret@host:x"}) {
    const auto url = parse_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().message.find("sec"), std::string::npos) << url.error().message;
  }
}

TEST(Url, loses_its_user_information_for_messages) {
  EXPECT_EQ(without_user_information("http://u:p@h:1/"), "http://***@h:1/");
  EXPECT_EQ(without_user_information("u:p@h:1"), "***@h:1");
  EXPECT_EQ(without_user_information("http://h/"), "http://h/");
  EXPECT_EQ(without_user_information("http://u:p/w@h/"), "http://***@h/");
  EXPECT_EQ(without_user_information("u:p@h://x"), "***@h://x");
  EXPECT_EQ(without_user_information("u:p@w://d@h"), "***@h");
}

}  // namespace url_test
}  // namespace netprobe
