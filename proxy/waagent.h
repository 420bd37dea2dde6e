#pragma once

#include "proxy/settings.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// How the Azure Linux agent finds its proxy (WALinuxAgent, common/conf.py and
/// common/utils/restutil.py). Its backup extension reads the same file (azure-linux-extensions,
/// VMBackup/main/HttpUtil.py).

/// HttpProxy.Host and HttpProxy.Port of the text of /etc/waagent.conf, which override the
/// environment. `None` and an empty value count as not set, the last of several lines decides, and
/// '#' begins a comment. Nothing where no host is set. A host without a port is a problem: the
/// agent and the extension then use no proxy at all.
std::optional<FoundProxy> waagent_setting(std::string_view text, std::string_view file);

/// The agent's proxies: the file's where it names one, else those of its own environment.
ProxySettings waagent_settings(std::string_view file_text, std::string_view file,
                               const Variables& environment);

/// The agent's own reading of no_proxy: separated by commas alone; a name ends with an entry
/// ("corp" exempts "acorp", "*.corp" nothing); an IPv4 address equals one, or lies in its prefix.
std::vector<std::string> split_waagent_bypass(std::string_view text);
std::optional<std::string> matching_waagent_entry(std::span<const std::string> entries,
                                                  std::string_view host);

}  // namespace netprobe
