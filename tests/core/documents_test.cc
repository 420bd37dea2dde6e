#include "netprobe/core/documents.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace netprobe {
namespace documents_test {

bool is_date(std::string_view text) {
  constexpr std::string_view form = "0000-00-00";
  if (text.size() != form.size()) {
    return false;
  }
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == '0' ? !digit : text[i] != form[i]) {
      return false;
    }
  }
  return text.substr(5, 2) >= "01" && text.substr(5, 2) <= "12" && text.substr(8) >= "01" &&
         text.substr(8) <= "31";
}

TEST(Documents, each_has_an_address_of_its_own_a_reason_and_two_dates) {
  std::set<std::string_view> urls;
  std::set<Page> pages;
  for (const Document& document : documents) {
    EXPECT_TRUE(document.url.starts_with("https://")) << document.url;
    EXPECT_TRUE(urls.insert(document.url).second) << document.url;
    EXPECT_TRUE(pages.insert(document.page).second) << document.url;
    EXPECT_FALSE(document.about.empty()) << document.url;
    EXPECT_TRUE(is_date(document.revised)) << document.url;
    EXPECT_TRUE(is_date(document.held)) << document.url;
    EXPECT_GE(document.held, document.revised) << document.url << " was read before it was written";
    EXPECT_EQ(link_to(document.page), document.url);
  }
}

/// A page without a row would be an empty link.
TEST(Documents, every_page_is_a_row) {
  for (int page = 0; page <= static_cast<int>(Page::pac_files); ++page) {
    EXPECT_FALSE(link_to(static_cast<Page>(page)).empty()) << page;
  }
}

}  // namespace documents_test
}  // namespace netprobe
