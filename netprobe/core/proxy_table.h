#pragma once

#include "netprobe/core/route.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// By whose rules a bypass list is read: no two of these programs agree.
enum class BypassRules { libcurl, waagent, wininet, gnome, kde };

std::string_view name_of(BypassRules);    ///< "libcurl", "waagent", …
std::string_view words_for(BypassRules);  ///< "libcurl's rules", …

/// The hosts that a setting exempts from its proxy.
struct BypassList {
  BypassRules rules = BypassRules::libcurl;
  std::vector<std::string> entries;
  std::string source;  ///< "no_proxy", "--proxy-bypass"; empty: nobody sets a list
  bool operator==(const BypassList&) const = default;
};

/// One proxy that a place sets, usable or not.
struct PlacedProxy {
  std::string name;      ///< as the place calls it: "https_proxy", "HttpProxy.Host"
  std::string scope;     ///< what it is for: "HTTPS", "HTTP", "Entra ID"
  ProxySetting setting;  ///< without user information
  bool wins = false;     ///< the chosen component takes it
  bool operator==(const PlacedProxy&) const = default;
};

/// A place where proxies may be set on this machine.
struct ProxyPlace {
  enum class State {
    read,        ///< there, and read, whatever it holds
    absent,      ///< there is none
    unreadable,  ///< there, and not for this user
  };
  std::string name;     ///< a file, a command, "environment of this process"
  std::string used_by;  ///< who reads it, in a few words
  State state = State::read;
  std::vector<PlacedProxy> proxies;
  BypassList bypass;
  std::vector<std::string> notes;  ///< what was not evaluated, what means nothing, and why
  bool operator==(const ProxyPlace&) const = default;
};

/// Which way one URL goes, and who says so.
struct ProxyVerdict {
  std::string url;
  std::optional<std::string> proxy;  ///< its URL; none: direct
  std::string source;                ///< of the proxy, or of the list that exempts; empty: nobody
  std::string reason;                ///< in words
  std::optional<std::string> entry;  ///< of the bypass list, that exempts the host
  BypassRules rules = BypassRules::libcurl;  ///< and by whose rules it does
  bool operator==(const ProxyVerdict&) const = default;
};

/// What `netprobe proxy show` tells.
struct ProxyTable {
  std::string component;        ///< as `--as` has it: "env", "service:backup.service"
  std::string component_words;  ///< "this process", "the HANA extension"
  std::vector<ProxyVerdict> verdicts;
  std::vector<ProxyPlace> places;
  std::vector<std::string> notes;
  bool operator==(const ProxyTable&) const = default;
};

}  // namespace netprobe
