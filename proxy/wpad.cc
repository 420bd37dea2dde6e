#include "proxy/wpad.h"

#include "netprobe/core/domain.h"
#include "netprobe/core/search_list.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

constexpr std::size_t most_urls = 8;

}  // namespace

std::vector<std::string> search_domains(std::string_view resolv_conf, std::string_view host_name) {
  const SearchList of_resolver = parse_search_list({.resolv_conf = std::string(resolv_conf)});
  const SearchList of_machine = parse_search_list({.host_name = std::string(host_name)});
  std::vector<std::string> domains;
  for (const SearchList& list : {of_resolver, of_machine}) {
    for (const std::string& domain : list.domains) {
      if (!domain.empty() && std::find(domains.begin(), domains.end(), domain) == domains.end()) {
        domains.push_back(domain);
      }
    }
  }
  return domains;
}

std::vector<std::string> wpad_urls(const std::vector<std::string>& domains) {
  std::vector<std::string> urls;
  for (std::string domain : domains) {
    for (;;) {
      const std::string url = fmt::format("http://wpad.{}/wpad.dat", domain);
      if (urls.size() < most_urls && std::find(urls.begin(), urls.end(), url) == urls.end()) {
        urls.push_back(url);
      }
      if (owner_domain(domain) == domain) {
        break;
      }
      domain.erase(0, domain.find('.') + 1);
    }
  }
  return urls;
}

}  // namespace netprobe
