#include "proxy/waagent.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace netprobe {

namespace {

/// The value of a line of waagent.conf, which is known to hold a '='. `None` is the same as
/// nothing.
std::string value_of(std::string_view line) {
  line.remove_prefix(line.find('=') + 1);
  line = line.substr(0, line.find('#'));
  constexpr std::string_view around = "\" \t\r";
  const std::size_t first = line.find_first_not_of(around);
  if (first == std::string_view::npos) {
    return "";
  }
  const std::string_view value = line.substr(first, line.find_last_not_of(around) - first + 1);
  return value == "None" ? "" : std::string(value);
}

/// What the last line with that key says.
std::string waagent_value(const std::vector<std::string>& lines, std::string_view key) {
  std::string value;
  for (const std::string_view line : lines) {
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos && trim(line.substr(0, equals)) == key) {
      value = value_of(line);
    }
  }
  return value;
}

void refuse(FoundProxy& found, std::string problem) {
  found.proxy.reset();
  found.setting.problem = std::move(problem);
}

/// The agent reads its variables by Python's urlparse, and speaks plain HTTP to what it finds,
/// without credentials.
std::optional<FoundProxy> agent_proxy(const Variables& environment, const char* lower,
                                      const char* upper) {
  auto variable = environment.find(lower);
  variable = variable == environment.end() ? environment.find(upper) : variable;
  if (variable == environment.end() || variable->second.value.empty()) {
    return std::nullopt;
  }
  const std::string& value = variable->second.value;
  FoundProxy found = found_proxy(source_words(variable->first, variable->second), value);
  if (!found.proxy) {
    return found;
  }
  const std::size_t begin = value.find("://");
  const std::string_view rest =
      begin == std::string::npos ? std::string_view() : std::string_view(value).substr(begin + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  const auto address = HostPort::parse(authority.substr(authority.rfind('@') + 1));
  if (begin == std::string::npos) {
    refuse(found, "it has no scheme: the agent then uses no proxy, expected http://HOST:PORT");
  } else if (!address || address->port == 0) {
    refuse(found, "it has no port: the agent then uses no proxy, expected http://HOST:PORT");
  } else {
    found.proxy = Proxy{.scheme = ProxyScheme::http, .address = *address};
    found.setting.url = found.proxy->url();
  }
  return found;
}

BypassList agent_bypass(const Variables& environment) {
  for (const char* name : {"no_proxy", "NO_PROXY"}) {
    const auto variable = environment.find(name);
    if (variable != environment.end() && !variable->second.value.empty()) {
      return {BypassRules::waagent, split_waagent_bypass(variable->second.value),
              variable->second.place.empty() ? name : source_words(name, variable->second)};
    }
  }
  return {};
}

bool exempts_address(std::string_view entry, const IpAddress& address, std::string_view host) {
  const std::size_t slash = entry.find('/');
  if (slash == std::string_view::npos) {
    return entry == host;
  }
  const auto base = IpAddress::parse(entry.substr(0, slash));
  const auto length = parse_number<int>(entry.substr(slash + 1));
  return base && base->family() == Family::ipv4 && length && *length >= 1 && *length <= 32 &&
         Cidr::around(*base, *length).contains(address);
}

}  // namespace

std::optional<FoundProxy> waagent_setting(std::string_view text, std::string_view file) {
  const auto lines = split(text, "\n");
  const std::string host = waagent_value(lines, "HttpProxy.Host");
  const std::string port = waagent_value(lines, "HttpProxy.Port");
  if (host.empty()) {
    return std::nullopt;
  }
  const auto address = HostPort::parse(host);
  const auto number = parse_number<std::uint16_t>(port);
  FoundProxy out = found_proxy(std::string(file), port.empty() ? host : host + ":" + port);
  if (!address || address->port != 0) {
    refuse(out, "HttpProxy.Host is no bare host name and no address");
  } else if (port.empty()) {
    refuse(out,
           "HttpProxy.Host is set without HttpProxy.Port: the agent then uses no proxy at all");
  } else if (!number || *number == 0) {
    refuse(out, "HttpProxy.Port is no number from 1 to 65535");
  } else {
    out.setting.problem.clear();
    out.proxy = Proxy{.scheme = ProxyScheme::http, .address = {address->host, *number}};
    out.setting.url = out.proxy->url();
  }
  return out;
}

ProxySettings waagent_settings(std::string_view file_text, std::string_view file,
                               const Variables& environment) {
  ProxySettings settings;
  settings.bypass = agent_bypass(environment);
  if (auto found = waagent_setting(file_text, file)) {
    settings.https = found;
    settings.http = std::move(found);
    return settings;
  }
  settings.https = agent_proxy(environment, "https_proxy", "HTTPS_PROXY");
  settings.http = agent_proxy(environment, "http_proxy", "HTTP_PROXY");
  add_spares(environment, settings);
  return settings;
}

std::vector<std::string> split_waagent_bypass(std::string_view text) {
  std::string without_blanks(text);
  std::erase(without_blanks, ' ');
  return split(without_blanks, ",");
}

std::optional<std::string> matching_waagent_entry(std::span<const std::string> entries,
                                                  std::string_view host) {
  const auto address = IpAddress::parse(host);
  const bool is_v4 = address && address->family() == Family::ipv4;
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const std::string& entry) {
    return is_v4 ? exempts_address(entry, *address, host) : ends_with_ignoring_case(host, entry);
  });
  return found == entries.end() ? std::nullopt : std::optional(*found);
}

}  // namespace netprobe
