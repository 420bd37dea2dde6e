#include "netprobe/core/search_list.h"

#include "netprobe/core/address.h"
#include "netprobe/core/text.h"

#include <algorithm>

namespace netprobe {

namespace {

constexpr int most_dots = 15;             // RES_MAXNDOTS of <resolv.h>
constexpr std::size_t most_domains = 16;  // a file may name any number: each may cost a time-out

std::string without_last_dot(std::string name) {
  if (name.ends_with('.')) {
    name.pop_back();
  }
  return name;
}

void set_domains(const std::vector<std::string>& words, std::size_t most,
                 std::vector<std::string>& domains) {
  domains.clear();
  for (const std::string& word : words) {
    const std::string domain = without_last_dot(to_lower(word));
    const bool known = std::find(domains.begin(), domains.end(), domain) != domains.end();
    if (!known && domains.size() < most && (domain.empty() || is_host_name(domain))) {
      domains.push_back(domain);
    }
  }
}

void set_options(const std::vector<std::string>& words, SearchList& list) {
  constexpr std::string_view dots = "ndots:";
  for (const std::string& word : words) {
    if (word.starts_with(dots)) {
      const auto number = parse_number<int>(std::string_view(word).substr(dots.size()));
      list.dots = std::clamp(number.value_or(list.dots), 0, most_dots);
    } else if (word == "no-tld-query") {
      list.top_level = false;
    }
  }
}

void add(std::string name, std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    names.push_back(std::move(name));
  }
}

}  // namespace

std::vector<std::string> SearchList::names_for(std::string_view name) const {
  if (name.ends_with('.') || IpAddress::parse(name)) {
    return {without_last_dot(std::string(name))};
  }
  const auto in_name = std::count(name.begin(), name.end(), '.');
  const bool as_it_is_first = in_name >= dots;
  std::vector<std::string> names;
  if (as_it_is_first) {
    add(std::string(name), names);
  }
  for (const std::string& domain : domains) {
    std::string completed(name);
    completed += domain.empty() ? "" : "." + domain;
    add(std::move(completed), names);
  }
  if (top_level || in_name > 0 || names.empty()) {
    add(std::string(name), names);
  }
  return names;
}

std::vector<std::string> SearchList::names_before(std::string_view name) const {
  std::vector<std::string> names = names_for(name);
  names.erase(std::find(names.begin(), names.end(), without_last_dot(std::string(name))),
              names.end());
  return names;
}

SearchList parse_search_list(const SearchInputs& inputs) {
  SearchList list;
  const std::size_t dot = inputs.host_name.find('.');
  if (dot != std::string::npos) {
    set_domains({inputs.host_name.substr(dot + 1)}, 1, list.domains);
  }
  for (const std::string& line : split(inputs.resolv_conf, "\n")) {
    const std::vector<std::string> words = split(line, " \t");
    const std::vector<std::string> rest(words.begin() + (words.empty() ? 0 : 1), words.end());
    if (rest.empty()) {
      continue;
    }
    if (words.front() == "search") {
      set_domains(rest, most_domains, list.domains);
    } else if (words.front() == "domain") {
      set_domains(rest, 1, list.domains);
    } else if (words.front() == "options") {
      set_options(rest, list);
    }
  }
  if (!inputs.local_domain.empty()) {
    set_domains(split(inputs.local_domain, " \t"), most_domains, list.domains);
  }
  set_options(split(inputs.options, " \t"), list);
  return list;
}

}  // namespace netprobe
