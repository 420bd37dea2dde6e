#include "netprobe/probe/proxy_products.h"

#include "netprobe/core/text.h"
#include "netprobe/probe/block_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace netprobe {

namespace {

constexpr std::size_t longest_text = 600;
constexpr std::size_t longest_reason = 80;

struct HeaderMark {
  std::string_view header;  ///< empty: the body
  std::string_view words;   ///< letter case ignored; empty: that header at all
  std::string_view product;
};

constexpr std::array header_marks = {
    HeaderMark{"X-Squid-Error", "", "squid"},
    HeaderMark{"Server", "squid", "squid"},
    HeaderMark{"Via", "(squid", "squid"},
    HeaderMark{"Proxy-Agent", "squid", "squid"},
    HeaderMark{"Server", "tinyproxy", "tinyproxy"},
    HeaderMark{"Via", "tinyproxy", "tinyproxy"},
    HeaderMark{"Proxy-Agent", "tinyproxy", "tinyproxy"},
    HeaderMark{"Server", "Privoxy", "Privoxy"},
    HeaderMark{"Proxy-Agent", "Privoxy", "Privoxy"},
    HeaderMark{"", "Privoxy", "Privoxy"},
    HeaderMark{"Server", "Zscaler", "Zscaler"},
    HeaderMark{"Via", "BlueCoat", "Symantec ProxySG"},
    HeaderMark{"Server", "BlueCoat", "Symantec ProxySG"},
    HeaderMark{"", "Blue Coat", "Symantec ProxySG"},
    HeaderMark{"Via", "forcepoint", "Forcepoint"},
    HeaderMark{"", "Websense", "Forcepoint"},
    HeaderMark{"", "Forcepoint", "Forcepoint"},
    HeaderMark{"", "McAfee Web Gateway", "Skyhigh Web Gateway"},
    HeaderMark{"", "Skyhigh", "Skyhigh Web Gateway"},
    HeaderMark{"", "FortiGuard", "Fortinet"},
    HeaderMark{"", "FortiGate", "Fortinet"},
    HeaderMark{"", "FortiProxy", "Fortinet"},
    HeaderMark{"", "Forefront TMG", "Forefront TMG"},
    HeaderMark{"", "ISA Server", "Forefront TMG"},
    HeaderMark{"Server", "Cntlm", "Cntlm"},
    HeaderMark{"", "Cntlm Proxy", "Cntlm"},
    HeaderMark{"Via", "(Apache", "Apache"},
    HeaderMark{"Server", "Apache", "Apache"},
    HeaderMark{"Server", "nginx", "nginx"},
};

bool says(const Headers& headers, std::string_view body, const HeaderMark& mark) {
  if (mark.header.empty()) {
    return contains_ignoring_case(body, mark.words);
  }
  return std::any_of(headers.begin(), headers.end(), [&](const auto& one) {
    return equals_ignoring_case(one.first, mark.header) &&
           contains_ignoring_case(one.second, mark.words);
  });
}

/// The end of what begins here and is no text: a comment, a script or style whole, or one tag.
std::size_t end_of_markup(std::string_view html, std::size_t at) {
  struct Block {
    std::string_view begin, end;
  };
  constexpr std::array blocks = {Block{"<!--", "-->"}, Block{"<script", "</script"},
                                 Block{"<style", "</style"}};
  for (const Block& block : blocks) {
    if (starts_with_ignoring_case(html.substr(at), block.begin)) {
      const auto end = std::search(
          html.begin() + static_cast<std::ptrdiff_t>(at + block.begin.size()), html.end(),
          block.end.begin(), block.end.end(),
          [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
      at = static_cast<std::size_t>(end - html.begin());
      break;
    }
  }
  const std::size_t end = html.find('>', std::min(at, html.size()));
  return end == std::string_view::npos ? html.size() : end + 1;
}

}  // namespace

std::optional<std::string_view> proxy_product_in(const Headers& headers, std::string_view body) {
  const auto spoken =
      std::find_if(header_marks.begin(), header_marks.end(),
                   [&](const HeaderMark& mark) { return says(headers, body, mark); });
  return spoken != header_marks.end() ? std::optional(spoken->product)
                                      : block_page_product(0, headers, body);
}

std::string page_text(std::string_view html, std::size_t most) {
  std::string text;
  bool blank = false;
  for (std::size_t at = 0; at < html.size() && text.size() < most;) {
    const char c = html[at];
    if (c == '<') {
      at = end_of_markup(html, at);
      blank = true;
      continue;
    }
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      blank = true;
    } else {
      if (blank && !text.empty()) {
        text += ' ';
      }
      blank = false;
      text += c;
    }
    ++at;
  }
  text.resize(std::min(text.size(), most));
  return text;
}

std::string named_reason(std::string_view text) {
  constexpr std::array<std::string_view, 5> words = {"categories", "category", "policy", "rule",
                                                     "reason"};
  const std::string lower = to_lower(text);
  for (const std::string_view word : words) {
    for (std::size_t at = lower.find(word); at != std::string::npos;
         at = lower.find(word, at + 1)) {
      const std::size_t behind = lower.find_first_not_of(' ', at + word.size());
      if (behind == std::string::npos || lower[behind] != ':') {
        continue;
      }
      const std::size_t begin = lower.find_first_not_of(" :", behind);
      if (begin != std::string::npos) {
        const std::string_view rest = text.substr(begin, longest_reason);
        return fmt::format("{}: {}", word, trim(rest.substr(0, rest.find_first_of(".;|,"))));
      }
    }
  }
  return {};
}

RefusalPage read_refusal(const Headers& headers, std::string_view body) {
  RefusalPage page;
  page.product = std::string(proxy_product_in(headers, body).value_or(""));
  page.text = page_text(body, longest_text);
  page.reason = named_reason(page.text);
  return page;
}

}  // namespace netprobe
