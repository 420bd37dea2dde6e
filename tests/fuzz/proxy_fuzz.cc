#include "proxy/bypass.h"
#include "proxy/settings.h"
#include "proxy/waagent.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace netprobe;

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

/// A proxy is either usable or has a problem, and what is reported of it reads back as the same.
void check(const std::optional<FoundProxy>& found) {
  if (!found) {
    return;
  }
  require(found->proxy.has_value() == found->setting.problem.empty());
  if (found->proxy) {
    const auto again = parse_proxy(found->setting.url);
    require(again && again->scheme == found->proxy->scheme &&
            again->address == found->proxy->address && !again->credentials);
  }
}

void check_bypass(std::string_view list, std::string_view host) {
  const auto entries = split_bypass_list(list);
  const auto entry = matching_bypass_entry(entries, host);
  require(!entry || std::find(entries.begin(), entries.end(), *entry) != entries.end());
}

}  // namespace

/// The first line is a host, the rest a variable's value, a bypass list and a waagent.conf.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string host = text.substr(0, end);
  const std::string rest = text.substr(std::min(end + 1, text.size()));
  const auto settings = settings_from_environment({{"https_proxy", rest}, {"no_proxy", rest}});
  check(settings.https);
  check(settings_from_environment({{"http_proxy", host}}).http);
  check(waagent_setting(rest, "/etc/waagent.conf"));
  check_bypass(rest, host);
  check_bypass(host, rest);
  return 0;
}
