#include "proxy/choice.h"

#include "proxy/bypass_list.h"

#include <fmt/format.h>

#include <utility>

namespace netprobe {

ProxyChoice choose_proxy(const ProxySettings& settings, const ProxyQuestion& question) {
  const auto by_tag = settings.by_service_tag.find(question.service_tag);
  if (by_tag != settings.by_service_tag.end()) {
    return {.found = by_tag->second, .decided_by = by_tag->second ? "" : settings.tag_source};
  }
  const bool plain = question.protocol == Protocol::http;
  auto entry = exempting_entry(settings.bypass, {question.host, question.protocol, question.port});
  ProxyChoice choice;
  choice.found = plain ? settings.http : settings.https;
  if (choice.found) {
    choice.entry = std::move(entry);
  } else if (!entry) {
    choice.spare = plain ? settings.spare_http : settings.spare_https;
  }
  return choice;
}

std::string reason_of(const ProxyChoice& choice, const ProxySettings& settings) {
  if (choice.spare) {
    return fmt::format("no proxy is set for it: {} does not hold here",
                       choice.spare->setting.source);
  }
  if (!choice.found) {
    return choice.decided_by.empty()
               ? "no proxy is set"
               : fmt::format("{} turns no proxy on for it", choice.decided_by);
  }
  const ProxySetting& setting = choice.found->setting;
  if (!choice.found->proxy) {
    return fmt::format("{} sets a proxy that cannot be used: {}", setting.source, setting.problem);
  }
  if (choice.entry) {
    return fmt::format("the bypass list entry '{}' of {} matches", *choice.entry,
                       settings.bypass.source);
  }
  return fmt::format("{} sets {}", setting.source, setting.url);
}

bool is_platform_address(std::string_view host) {
  return host == "168.63.129.16" || host == "169.254.169.254";
}

}  // namespace netprobe
