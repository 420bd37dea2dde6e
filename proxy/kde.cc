#include "netprobe/core/text.h"
#include "netprobe/core/url.h"
#include "proxy/desktop.h"
#include "proxy/settings.h"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace netprobe {

namespace {

using Keys = std::map<std::string, std::string, std::less<>>;

/// The keys of [Proxy Settings], without marks such as "[$e]" behind their names.
Keys keys_of(std::string_view text) {
  Keys keys;
  bool inside = false;
  for (const std::string_view line : split(text, "\n")) {
    const std::size_t equals = line.find('=');
    if (line.starts_with('[')) {
      inside = line.starts_with("[Proxy Settings]");
    } else if (inside && equals != std::string_view::npos && !line.starts_with('#')) {
      const std::string_view key = line.substr(0, std::min(equals, line.find('[')));
      keys[std::string(trim(key))] = trim(line.substr(equals + 1));
    }
  }
  return keys;
}

std::string kde_value(const Keys& keys, std::string_view name) {
  const auto found = keys.find(name);
  return found == keys.end() ? std::string() : found->second;
}

/// "http://proxy 3128", as KDE writes it, and "http://proxy:3128", as people do.
std::string with_colon(std::string text) {
  const std::size_t blank = text.find(' ');
  if (blank != std::string::npos) {
    text[blank] = ':';
  }
  return text;
}

std::string words_for_type(std::string_view type, const Keys& keys) {
  if (type == "2") {
    return fmt::format("it takes a PAC script from {}",
                       without_user_information(kde_value(keys, "Proxy Config Script")));
  }
  if (type == "3") {
    return "it looks for a PAC script by WPAD";
  }
  return type == "4" ? "it takes the environment variables that its proxy keys name"
                     : "its proxies are not used: ProxyType is not 1";
}

}  // namespace

ProxyPlace read_kioslaverc(std::string_view text, std::string_view file) {
  const Keys keys = keys_of(text);
  ProxyPlace place;
  place.name = file;
  const std::string type = kde_value(keys, "ProxyType");
  const auto add = [&](const char* key, const char* scope) {
    const std::string value = kde_value(keys, key);
    if (!value.empty() && type != "4") {
      place.proxies.push_back(
          {key, scope, found_proxy(fmt::format("{} of KDE", key), with_colon(value)).setting});
    }
  };
  add("httpsProxy", "HTTPS");
  add("httpProxy", "HTTP");
  add("socksProxy", "all others");
  if (type != "1" && (!place.proxies.empty() || type == "2" || type == "3" || type == "4")) {
    place.notes.push_back(words_for_type(type, keys));
  }
  if (!place.proxies.empty()) {
    place.bypass = {BypassRules::kde, split(kde_value(keys, "NoProxyFor"), ", \t"), "NoProxyFor"};
  }
  if (kde_value(keys, "ReversedException") == "true" && !place.bypass.entries.empty()) {
    place.notes.emplace_back("its list is reversed: only what it names goes through the proxy");
  }
  return place;
}

}  // namespace netprobe
