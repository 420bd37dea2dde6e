#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// The domains that names without a dot are looked up in: the last `search` or `domain` line of
/// resolv.conf(5), then the domain of this machine's own name.
std::vector<std::string> search_domains(std::string_view resolv_conf, std::string_view host_name);

/// Where a client that looks for its proxy by DNS asks for a script: http://wpad.DOMAIN/wpad.dat
/// for each domain, and for those above it, but never above the domain of its owner: whoever
/// registered wpad.com or wpad.co.uk must not get this machine's traffic. At most eight.
std::vector<std::string> wpad_urls(const std::vector<std::string>& domains);

}  // namespace netprobe
