#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netprobe {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// What a proxy tells of itself where it refuses: in its headers, and in the page that libcurl
/// would drop.
struct RefusalPage {
  std::string product;  ///< "squid", "tinyproxy"; empty where no known one speaks
  std::string reason;   ///< the category, policy or rule that the page names; empty without one
  std::string text;     ///< the page's words on one line, without markup, bounded
  bool operator==(const RefusalPage&) const = default;
};

RefusalPage read_refusal(const Headers& headers, std::string_view body);

/// The product that the headers or the page name; nothing where no known one speaks. Marks are what
/// the products write: `Server`, `Via`, `Proxy-Agent`, `X-Squid-Error`, and words of their pages.
std::optional<std::string_view> proxy_product_in(const Headers& headers, std::string_view body);

/// The words of a page on one line: tags, scripts, styles and comments left out, blanks run
/// together, at most `most` bytes.
std::string page_text(std::string_view html, std::size_t most);

/// "Category: Gambling" of a page's words: the first of category, policy, rule or reason that is
/// named, as "category: Gambling"; empty without one.
std::string named_reason(std::string_view text);

}  // namespace netprobe
