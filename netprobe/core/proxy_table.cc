#include "netprobe/core/proxy_table.h"

namespace netprobe {

std::string_view name_of(BypassRules rules) {
  switch (rules) {
    case BypassRules::libcurl:
      return "libcurl";
    case BypassRules::waagent:
      return "waagent";
    case BypassRules::wininet:
      return "wininet";
    case BypassRules::gnome:
      return "gnome";
    case BypassRules::kde:
      return "kde";
  }
  return "";
}

std::string_view words_for(BypassRules rules) {
  switch (rules) {
    case BypassRules::libcurl:
      return "libcurl's rules";
    case BypassRules::waagent:
      return "the Linux agent's own rules";
    case BypassRules::wininet:
      return "WinINET's rules";
    case BypassRules::gnome:
      return "GNOME's rules";
    case BypassRules::kde:
      return "KDE's rules";
  }
  return "";
}

}  // namespace netprobe
