#pragma once

#include "netprobe/core/time.h"

#include <kainjow/mustache.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// What the template of the page is filled with. A name that an object lacks is looked for in the
/// objects around it, so each object has all names that its part of the template asks for.
using HtmlData = kainjow::mustache::data;
using HtmlFields = kainjow::mustache::object;

/// Text of any origin, made harmless: control characters and what turns the direction of text are
/// visible escapes, what is no UTF-8, or is nothing in XML, is U+FFFD, and the rest is cut.
std::string html_safe(std::string_view text, std::size_t limit = 600);
HtmlData html_text(std::string_view text, std::size_t limit = 600);

/// False, for which the template leaves the section out, where there is nothing to say.
HtmlData html_maybe(std::string_view text, std::size_t limit = 600);

HtmlData html_number(std::size_t number);

/// "41 ms", "1.2 s".
std::string html_duration(Micros time);

/// What `convert` makes of each element.
template <typename List, typename Convert>
HtmlData html_list(const List& list, Convert convert) {
  kainjow::mustache::list out;
  out.reserve(list.size());
  for (const auto& element : list) {
    out.push_back(convert(element));
  }
  return HtmlData(out);
}

/// What is to be typed, each a line, as no command of ours has several; false where there is none.
HtmlData html_commands(const std::vector<std::string>& commands);

/// Several under one heading: `{"items": list}`, or false where the list is empty.
template <typename List, typename Convert>
HtmlData html_group(const List& list, Convert convert) {
  return list.empty() ? HtmlData(false) : HtmlData(HtmlFields{{"items", html_list(list, convert)}});
}

}  // namespace netprobe
