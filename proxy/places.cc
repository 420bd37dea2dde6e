#include "netprobe/core/text.h"
#include "proxy/bypass_list.h"
#include "proxy/desktop.h"
#include "proxy/environment_text.h"
#include "proxy/hana.h"
#include "proxy/sources.h"
#include "proxy/systemd_unit.h"
#include "proxy/waagent.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace netprobe {

namespace {

constexpr std::string_view by_this_process = "netprobe, curl and what else starts from here";
constexpr std::string_view by_sessions = "log-in sessions (pam_env); no service reads it";
constexpr std::string_view by_shells = "log-in shells; no service reads it";
constexpr std::string_view by_services = "every service that systemd starts";
constexpr std::string_view by_agent = "the Azure Linux agent and the VM backup extension";
constexpr std::string_view by_hana = "the SAP HANA backup extension";
constexpr std::string_view by_gnome = "programs of a GNOME desktop; no part of Azure Backup";
constexpr std::string_view by_kde = "programs of a KDE desktop; no part of Azure Backup";
constexpr std::string_view by_apt = "apt; no part of Azure Backup";

std::string scope_of(std::string_view variable) {
  if (starts_with_ignoring_case(variable, "all")) {
    return "HTTPS and HTTP";
  }
  return starts_with_ignoring_case(variable, "https") ? "HTTPS" : "HTTP";
}

/// What an environment holds: each proxy by itself, and the bypass list.
void add_variables(const Variables& variables, ProxyPlace& place) {
  for (const auto& [name, variable] : variables) {
    const bool is_list = equals_ignoring_case(name, "no_proxy");
    if (!is_list && !variable.value.empty()) {
      place.proxies.push_back({name, scope_of(name),
                               found_proxy(source_words(name, variable), variable.value).setting});
    }
    if (name == "HTTP_PROXY" && !variables.contains("http_proxy")) {
      place.notes.emplace_back("HTTP_PROXY counts in lower case only, for curl and much else");
    }
  }
  place.bypass = settings_from_variables(variables).bypass;
}

ProxyPlace empty_place(const SourceText& source, std::string_view used_by) {
  ProxyPlace place;
  place.name = source.place;
  place.used_by = used_by;
  place.state = source.text         ? ProxyPlace::State::read
                : source.unreadable ? ProxyPlace::State::unreadable
                                    : ProxyPlace::State::absent;
  return place;
}

ProxyPlace place_of(const SourceText& source, std::string_view used_by,
                    const std::function<Assignments(std::string_view, std::string_view)>& read) {
  ProxyPlace place = empty_place(source, used_by);
  Assignments assignments = read(source.text.value_or(""), source.place);
  add_variables(variables_of(assignments.set), place);
  place.notes.insert(place.notes.begin(), assignments.notes.begin(), assignments.notes.end());
  return place;
}

/// A desktop's or apt's place, which its parser has named.
ProxyPlace place_of(const SourceText& source, std::string_view used_by,
                    const std::function<ProxyPlace(std::string_view, std::string_view)>& read) {
  ProxyPlace place = empty_place(source, used_by);
  if (source.text) {
    ProxyPlace found = read(*source.text, source.place);
    place.proxies = std::move(found.proxies);
    place.bypass = std::move(found.bypass);
    place.notes = std::move(found.notes);
  }
  return place;
}

ProxyPlace place_of_process(const ProxyTexts& texts) {
  ProxyPlace place;
  place.name = "environment of this process";
  place.used_by = by_this_process;
  Variables variables;
  for (const auto& [name, value] : texts.environment) {
    if (is_proxy_variable(name)) {
      variables[name] = {value, ""};
    }
  }
  add_variables(variables, place);
  return place;
}

ProxyPlace place_of_waagent(const SourceText& source) {
  ProxyPlace place = empty_place(source, by_agent);
  if (const auto found = waagent_setting(source.text.value_or(""), source.place)) {
    place.proxies.push_back({"HttpProxy.Host", "HTTPS and HTTP", found->setting});
  }
  return place;
}

ProxyPlace place_of_hana(const SourceText& source) {
  ProxyPlace place = empty_place(source, by_hana);
  const ProxySettings settings = hana_settings(source.text.value_or(""), source.place, {});
  for (const auto& [tag, found] : settings.by_service_tag) {
    if (!found) {
      continue;
    }
    place.proxies.push_back({"ProxyServerAddress", tag, found->setting});
    if (tag != "AzureActiveDirectory") {
      place.notes.push_back(fmt::format(
          "it turns the proxy on for {}: the extension supports one for Entra ID only", tag));
    }
  }
  return place;
}

/// Does the process have other proxies than its files would give it now?
bool differs_from_files(const ServiceTexts& service, const std::vector<SourceText>& system_confs) {
  ServiceTexts stopped = service;
  stopped.process = {};
  const auto values = [](const Variables& variables) {
    std::map<std::string, std::string> plain;
    for (const auto& [name, variable] : variables) {
      plain[name] = variable.value;
    }
    return plain;
  };
  return !service.files.empty() && service.process.text &&
         values(variables_of(service, system_confs)) != values(variables_of(stopped, system_confs));
}

void add_service(const ServiceTexts& service, const ProxyTexts& texts,
                 std::vector<ProxyPlace>& places) {
  const auto read_unit = [](std::string_view text, std::string_view file) {
    UnitEnvironment unit = with_unit_file({}, text, file);
    return Assignments{std::move(unit.set), std::move(unit.notes)};
  };
  for (const SourceText& file : service.files) {
    places.push_back(place_of(file, service.name, read_unit));
  }
  for (const SourceText& file : service.environment_files) {
    places.push_back(place_of(file, service.name, read_environment_file));
  }
  if (service.process.place.empty()) {
    return;
  }
  places.push_back(
      place_of(service.process, service.name + ", as it runs", read_process_environment));
  if (differs_from_files(service, texts.system_confs)) {
    places.back().notes.push_back(
        fmt::format("its files say something else by now: {} takes that up when it is restarted",
                    service.name));
  }
}

void mark_winners(std::vector<ProxyPlace>& places, const ProxySettings& settings) {
  const auto taken = list_settings(settings);
  for (ProxyPlace& place : places) {
    for (PlacedProxy& proxy : place.proxies) {
      proxy.wins = std::any_of(taken.begin(), taken.end(), [&](const ProxySetting& one) {
        return one.in_force && one.source == proxy.setting.source;
      });
    }
    if (!place.bypass.entries.empty()) {
      const auto useless = useless_entries(place.bypass);
      place.notes.insert(place.notes.end(), useless.begin(), useless.end());
    }
  }
}

}  // namespace

std::vector<ProxyPlace> places_of(const ProxyTexts& texts, const ProxySettings& settings) {
  std::vector<ProxyPlace> places{place_of_process(texts)};
  const auto add = [&](const std::vector<SourceText>& sources, std::string_view used_by,
                       const auto& read) {
    for (const SourceText& source : sources) {
      places.push_back(place_of(source, used_by, read));
    }
  };
  add(texts.pam_environments, by_sessions, read_pam_environment);
  add(texts.profiles, by_shells, read_profile_script);
  add(texts.system_confs, by_services, read_system_conf);
  if (texts.waagent_conf) {
    places.push_back(place_of_waagent(*texts.waagent_conf));
  }
  if (texts.waagent_service) {
    add_service(*texts.waagent_service, texts, places);
  }
  if (texts.hana_overrides) {
    places.push_back(place_of_hana(*texts.hana_overrides));
  }
  if (texts.hana_service) {
    add_service(*texts.hana_service, texts, places);
  }
  for (const ServiceTexts& service : texts.services) {
    add_service(service, texts, places);
  }
  add(texts.gsettings, by_gnome, read_gsettings);
  add(texts.dconf_keyfiles, by_gnome, read_dconf_keyfile);
  add(texts.kioslavercs, by_kde, read_kioslaverc);
  add(texts.apt_confs, by_apt, read_apt_conf);
  for (ProxyPlace& place : windows_places_of(texts.windows)) {
    places.push_back(std::move(place));
  }
  mark_winners(places, settings);
  return places;
}

}  // namespace netprobe
