#include "netprobe/cli/name_sources.h"

#include "netprobe/core/address.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace netprobe {

namespace {

/// Lines with their numbers, which `split` loses.
template <typename Each>
void for_each_line(std::string_view text, const Each& each) {
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    each(number, trim(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

/// Who writes the file anew, where its comments say so: an edit would not last.
std::string writer_of(const std::string& resolv_conf) {
  struct Writer {
    std::string_view mark, words;
  };
  constexpr std::array writers = {
      Writer{"NetworkManager", "written by NetworkManager"},
      Writer{"systemd-resolved", "written by systemd-resolved"},
      Writer{"resolvconf", "written by resolvconf"},
      Writer{"dhclient", "written by dhclient"},
      Writer{"dhcpcd", "written by dhcpcd"},
      Writer{"netconfig", "written by netconfig"},
      Writer{"wsl.conf", "written by WSL"},
  };
  std::string comments;
  for_each_line(resolv_conf, [&](int, std::string_view line) {
    comments += line.starts_with('#') || line.starts_with(';') ? std::string(line) + "\n" : "";
  });
  const auto found = std::find_if(writers.begin(), writers.end(), [&](const Writer& writer) {
    return contains_ignoring_case(comments, writer.mark);
  });
  return found == writers.end() ? "" : fmt::format(" ({})", found->words);
}

/// The line that names a resolver; 0 where none does.
int line_of(const std::string& resolv_conf, const HostPort& server) {
  int found = 0;
  for_each_line(resolv_conf, [&](int number, std::string_view line) {
    const std::vector<std::string> words = split(line, " \t");
    const bool names_it = words.size() > 1 && words.front() == "nameserver" &&
                          IpAddress::parse(words[1]) == IpAddress::parse(server.host);
    found = found == 0 && names_it ? number : found;
  });
  return found;
}

std::string place_of(const NameTexts& texts, const std::string& server) {
  const std::string& resolv_conf = texts.search.resolv_conf;
  const auto address = HostPort::parse(server);
  const int line = address ? line_of(resolv_conf, *address) : 0;
  return line == 0 ? fmt::format("the resolvers of this machine ({})", texts.place)
                   : fmt::format("line {} of {}{}", line, texts.place, writer_of(resolv_conf));
}

std::string search_words(const NameTexts& texts) {
  const SearchInputs& inputs = texts.search;
  const SearchList list = parse_search_list(inputs);
  std::vector<std::string> domains = list.domains;
  std::erase(domains, "");
  if (domains.empty()) {
    return "";
  }
  std::vector<std::string> places;
  if (inputs.local_domain.empty()) {
    places.push_back(texts.place);
  } else {
    places.emplace_back("the variable LOCALDOMAIN");
  }
  if (contains_ignoring_case(inputs.options, "ndots")) {
    places.emplace_back("the variable RES_OPTIONS");
  }
  return fmt::format("search {}, ndots:{} ({})", join(domains, " "), list.dots,
                     join(places, " and "));
}

std::string order_words(const std::string& nsswitch) {
  std::string words;
  for_each_line(nsswitch, [&](int, std::string_view line) {
    if (words.empty() && line.starts_with("hosts:")) {
      words = fmt::format("{} ({})", join(split(line, " \t"), " "), nsswitch_path);
    }
  });
  return words;
}

}  // namespace

NameSources describe_names(const NameTexts& texts, std::span<const std::string> given,
                           std::span<const std::string> system) {
  NameSources sources;
  for (const std::string& server : given) {
    sources.resolvers.emplace(server, "--dns-server");
  }
  if (given.empty()) {
    for (const std::string& server : system) {
      sources.resolvers.emplace(server, place_of(texts, server));
    }
  }
  sources.search = search_words(texts);
  sources.order = texts.order.empty() ? order_words(texts.nsswitch) : texts.order;
  return sources;
}

}  // namespace netprobe
