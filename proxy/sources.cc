#include "proxy/sources.h"

#include "proxy/environment_text.h"
#include "proxy/hana.h"
#include "proxy/systemd_unit.h"
#include "proxy/waagent.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

std::string_view text_of(const SourceText& source) {
  return source.text ? std::string_view(*source.text) : std::string_view();
}

std::string_view text_of(const std::optional<SourceText>& source) {
  return source ? text_of(*source) : std::string_view();
}

void append(std::vector<Assignment>& to, Assignments from) {
  std::move(from.set.begin(), from.set.end(), std::back_inserter(to));
}

std::vector<Assignment> manager_defaults(const std::vector<SourceText>& system_confs) {
  std::vector<Assignment> defaults;
  for (const SourceText& conf : system_confs) {
    append(defaults, read_system_conf(text_of(conf), conf.place));
  }
  return defaults;
}

Variables optional_variables(const std::optional<ServiceTexts>& service, const ProxyTexts& texts) {
  return variables_of(service.value_or(ServiceTexts{}), texts.system_confs);
}

const ServiceTexts* service_named(const ProxyTexts& texts, std::string_view unit) {
  const auto found =
      std::find_if(texts.services.begin(), texts.services.end(),
                   [&](const ServiceTexts& service) { return service.name == unit; });
  return found == texts.services.end() ? nullptr : &*found;
}

ProxyVerdict verdict_of(const AskedUrl& asked, const ProxySettings& settings) {
  ProxyVerdict verdict;
  verdict.url = asked.url;
  if (is_platform_address(asked.host)) {
    verdict.reason = "this address is never reached through a proxy";
    return verdict;
  }
  const ProxyChoice choice =
      choose_proxy(settings, {asked.host, asked.protocol, asked.port, asked.service_tag});
  verdict.reason = reason_of(choice, settings);
  verdict.source = choice.found ? choice.found->setting.source : choice.decided_by;
  if (const Proxy* proxy = choice.proxy()) {
    verdict.proxy = proxy->url();
  }
  if (choice.entry) {
    verdict.entry = choice.entry;
    verdict.rules = settings.bypass.rules;
    verdict.source = settings.bypass.source;
  }
  return verdict;
}

}  // namespace

Variables variables_of(const ServiceTexts& service, const std::vector<SourceText>& system_confs) {
  if (service.process.text) {
    return variables_of(read_process_environment(*service.process.text, service.process.place).set);
  }
  UnitEnvironment unit;
  for (const SourceText& file : service.files) {
    unit = with_unit_file(std::move(unit), text_of(file), file.place);
  }
  std::vector<Assignment> files;
  for (const SourceText& file : service.environment_files) {
    append(files, read_environment_file(text_of(file), file.place));
  }
  return service_variables(manager_defaults(system_confs), unit, files);
}

ProxySettings settings_of(const Component& component, const ProxyTexts& texts) {
  switch (component.kind) {
    case Component::Kind::waagent:
      return waagent_settings(text_of(texts.waagent_conf),
                              texts.waagent_conf ? texts.waagent_conf->place : "",
                              optional_variables(texts.waagent_service, texts));
    case Component::Kind::hana:
      return hana_settings(text_of(texts.hana_overrides), hana_overrides_path,
                           optional_variables(texts.hana_service, texts));
    case Component::Kind::user:
    case Component::Kind::system:
    case Component::Kind::mars:
    case Component::Kind::sql:
      return windows_settings_of(component, texts.windows);
    case Component::Kind::service: {
      if (texts.windows.is_here) {
        return windows_settings_of(component, texts.windows);
      }
      const ServiceTexts* service = service_named(texts, component.unit);
      return settings_from_variables(
          variables_of(service == nullptr ? ServiceTexts{} : *service, texts.system_confs));
    }
    case Component::Kind::env:
      break;
  }
  return settings_from_environment(texts.environment);
}

ProxyTable make_proxy_table(const Component& component, const ProxyTexts& texts,
                            const std::vector<AskedUrl>& urls) {
  const ProxySettings settings = settings_of(component, texts);
  ProxyTable table;
  table.component = name_of(component);
  table.component_words = words_for(component);
  for (const AskedUrl& asked : urls) {
    table.verdicts.push_back(verdict_of(asked, settings));
  }
  table.places = places_of(texts, settings);
  return table;
}

}  // namespace netprobe
