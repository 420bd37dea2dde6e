#pragma once

#include "netprobe/cli/late_sources.h"
#include "proxy/component.h"
#include "proxy/sources.h"

#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// Reads the places where this system keeps proxies. Files are read up to 1 MB each, folders up to
/// a hundred files, commands for two seconds; nothing is changed, and no packet is sent.

/// The components that exist on this system, for `--as`.
std::span<const Component::Kind> components_here();

/// What decides the proxies of that component, and this process's environment.
ProxyTexts proxy_texts_of(const Component& component, const EnvironmentVariables& environment);

/// All of them, and those of the services named.
ProxyTexts all_proxy_texts(const std::vector<std::string>& services,
                           const EnvironmentVariables& environment);

/// Is anything known of the service: a unit file, or a process that runs?
bool is_service_known(const ProxyTexts& texts, const std::string& unit);

}  // namespace netprobe
