#include "proxy/wpad.h"

#include "netprobe/core/address.h"
#include "netprobe/core/domain.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

constexpr std::size_t most_urls = 8;

std::string without_last_dot(std::string name) {
  if (name.ends_with('.')) {
    name.pop_back();
  }
  return name;
}

void add_domain(std::string_view text, std::vector<std::string>& domains) {
  const std::string name = without_last_dot(to_lower(text));
  if (is_host_name(name) && std::find(domains.begin(), domains.end(), name) == domains.end()) {
    domains.push_back(name);
  }
}

}  // namespace

std::vector<std::string> search_domains(std::string_view resolv_conf, std::string_view host_name) {
  std::vector<std::string> domains;
  for (const std::string& line : split(resolv_conf, "\n")) {
    const std::vector<std::string> words = split(line, " \t");
    if (words.size() > 1 && (words.front() == "search" || words.front() == "domain")) {
      domains.clear();
      std::for_each(words.begin() + 1, words.end(),
                    [&](const std::string& word) { add_domain(word, domains); });
    }
  }
  const std::size_t dot = host_name.find('.');
  if (dot != std::string_view::npos) {
    add_domain(host_name.substr(dot + 1), domains);
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
