#include "netprobe/core/text.h"
#include "netprobe/core/url.h"
#include "proxy/desktop.h"
#include "proxy/settings.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <utility>

namespace netprobe {

namespace {

/// "SECTION KEY" to value, the section as gsettings calls it: "org.gnome.system.proxy.http".
using Keys = std::map<std::string, std::string, std::less<>>;

/// The strings in a GVariant text: 'a', "b", ['a', 'b'], @as [].
std::vector<std::string> strings_in(std::string_view value) {
  std::vector<std::string> strings;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char quote = value[i];
    if (quote != '\'' && quote != '"') {
      continue;
    }
    std::string text;
    for (++i; i < value.size() && value[i] != quote; ++i) {
      i += std::size_t{value[i] == '\\' && i + 1 < value.size()};
      text += value[i];
    }
    strings.push_back(std::move(text));
  }
  return strings;
}

std::string gnome_value(const Keys& keys, std::string_view name) {
  const auto found = keys.find(name);
  return found == keys.end() ? std::string() : found->second;
}

std::string string_of(const Keys& keys, std::string_view name) {
  const auto strings = strings_in(gnome_value(keys, name));
  return strings.empty() ? std::string() : strings.front();
}

void add_proxy(const Keys& keys, std::string_view part, std::string_view scope, ProxyPlace& place) {
  const std::string section = fmt::format("org.gnome.system.proxy.{}", part);
  const std::string host = string_of(keys, section + " host");
  const std::string port = gnome_value(keys, section + " port");
  if (host.empty()) {
    return;
  }
  const bool is_v6 = host.find(':') != std::string::npos;
  const auto text = fmt::format("{}://{}{}{}:{}", part == "socks" ? "socks5h" : "http",
                                is_v6 ? "[" : "", host, is_v6 ? "]" : "", port);
  const FoundProxy found = found_proxy(fmt::format("{} of GNOME", part), text);
  place.proxies.push_back({std::string(part), std::string(scope), found.setting});
}

ProxyPlace place_of(const Keys& keys, std::string_view name) {
  ProxyPlace place;
  place.name = name;
  const std::string mode = string_of(keys, "org.gnome.system.proxy mode");
  if (mode == "auto") {
    const auto script = string_of(keys, "org.gnome.system.proxy autoconfig-url");
    place.notes.push_back(script.empty() ? "it looks for a PAC script by WPAD"
                                         : fmt::format("it takes a PAC script from {}",
                                                       without_user_information(script)));
  }
  add_proxy(keys, "https", "HTTPS", place);
  add_proxy(keys, "http", "HTTP", place);
  add_proxy(keys, "socks", "all others", place);
  if (mode != "manual" && !place.proxies.empty()) {
    place.notes.push_back(
        fmt::format("its proxies are not used: the mode is {}", mode.empty() ? "not set" : mode));
  }
  if (!place.proxies.empty()) {
    place.bypass = {BypassRules::gnome,
                    strings_in(gnome_value(keys, "org.gnome.system.proxy ignore-hosts")),
                    "ignore-hosts"};
  }
  return place;
}

/// Nothing but these is kept: a password may stand beside them.
bool is_wanted(std::string_view key) {
  return key == "mode" || key == "autoconfig-url" || key == "ignore-hosts" || key == "host" ||
         key == "port";
}

}  // namespace

ProxyPlace read_gsettings(std::string_view text, std::string_view place) {
  Keys keys;
  for (const std::string_view line : split(text, "\n")) {
    const std::size_t first = line.find(' ');
    const std::size_t second = line.find(' ', std::min(first, line.size() - 1) + 1);
    if (second == std::string_view::npos) {
      continue;
    }
    if (is_wanted(line.substr(first + 1, second - first - 1))) {
      keys[std::string(line.substr(0, second))] = trim(line.substr(second + 1));
    }
  }
  return place_of(keys, place);
}

ProxyPlace read_dconf_keyfile(std::string_view text, std::string_view file) {
  Keys keys;
  std::string section;
  for (const std::string_view line : split(text, "\n")) {
    const std::size_t equals = line.find('=');
    if (line.starts_with('[') && line.ends_with(']')) {
      section = line.substr(1, line.size() - 2);
    } else if (equals != std::string_view::npos && !line.starts_with('#') &&
               section.starts_with("system/proxy") && is_wanted(trim(line.substr(0, equals)))) {
      std::string schema = "org.gnome." + section;
      for (char& c : schema) {
        c = c == '/' ? '.' : c;
      }
      keys[fmt::format("{} {}", schema, trim(line.substr(0, equals)))] =
          trim(line.substr(equals + 1));
    }
  }
  return place_of(keys, file);
}

}  // namespace netprobe
