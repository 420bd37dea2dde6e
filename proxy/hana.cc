#include "proxy/hana.h"

#include "netprobe/core/json_reader.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace netprobe {

namespace {

struct Switch {
  const char* key;
  const char* service_tag;
};
constexpr auto switches = std::to_array<Switch>({
    {"UseProxyForAAD", "AzureActiveDirectory"},
    {"UseProxyForAzureBackup", "AzureBackup"},
    {"UseProxyForAzureStorage", "Storage"},
});
constexpr auto address_key = "ProxyServerAddress";

FoundProxy unusable(std::string_view file, std::string problem) {
  FoundProxy found;
  found.setting.source = file;
  found.setting.problem = std::move(problem);
  return found;
}

/// The proxy of the file; nothing where it names none.
std::optional<FoundProxy> proxy_in(const nlohmann::json& document, std::string_view file) {
  if (!document.contains(address_key)) {
    return std::nullopt;
  }
  const nlohmann::json& address = document.at(address_key);
  if (!address.is_string()) {
    return unusable(file, fmt::format("{} is no text", address_key));
  }
  const auto text = address.get<std::string>();
  if (trim(text).empty()) {
    return std::nullopt;
  }
  return found_proxy(fmt::format("{} in {}", address_key, file), text);
}

std::optional<FoundProxy> proxy_for(const Switch& one, const nlohmann::json& document,
                                    const std::optional<FoundProxy>& proxy, std::string_view file) {
  const auto found = document.find(one.key);
  if (found == document.end() || *found == false) {
    return std::nullopt;
  }
  if (!found->is_boolean()) {
    return unusable(file, fmt::format("{} is neither true nor false", one.key));
  }
  return proxy ? proxy
               : unusable(file,
                          fmt::format("{} is true, and {} names no proxy", one.key, address_key));
}

}  // namespace

ProxySettings hana_settings(std::string_view text, std::string_view file,
                            const Variables& environment) {
  ProxySettings settings = settings_from_variables(environment);
  if (trim(text).empty()) {
    return settings;
  }
  const auto document = parse_json(text, file);
  if (!document || !document->is_object()) {
    const std::string problem =
        document ? "it holds no object" : printable(document.error().message, 300);
    for (const Switch& one : switches) {
      settings.by_service_tag[one.service_tag] = unusable(file, problem);
    }
    settings.tag_source = file;
    return settings;
  }
  const auto proxy = proxy_in(*document, file);
  bool decides = proxy.has_value();
  for (const Switch& one : switches) {
    decides = decides || document->contains(one.key);
  }
  if (!decides) {
    return settings;
  }
  for (const Switch& one : switches) {
    settings.by_service_tag[one.service_tag] = proxy_for(one, *document, proxy, file);
  }
  settings.tag_source = file;
  return settings;
}

}  // namespace netprobe
