#include "netprobe/core/text.h"
#include "proxy/bypass_list.h"
#include "proxy/component.h"
#include "proxy/desktop.h"
#include "proxy/environment_text.h"
#include "proxy/hana.h"
#include "proxy/systemd_unit.h"
#include "proxy/waagent.h"
#include "proxy/wininet.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace netprobe;

constexpr auto place = "/etc/place";

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

void check(const FoundProxy& found) {
  require(found.proxy.has_value() == found.setting.problem.empty());
}

void check(const ProxySettings& settings) {
  for (const auto* found : {&settings.https, &settings.http}) {
    if (*found) {
      check(**found);
    }
  }
  for (const auto& [tag, found] : settings.by_service_tag) {
    if (found) {
      check(*found);
    }
  }
}

/// Only variables about proxies are kept, each with a place that begins with the file's.
void check(const Assignments& assignments) {
  for (const Assignment& one : assignments.set) {
    require(is_proxy_variable(one.name) && one.variable.place.starts_with(place));
  }
  check(settings_from_variables(variables_of(assignments.set)));
}

void check(const ProxyPlace& found) {
  require(found.name == place);
  for (const PlacedProxy& proxy : found.proxies) {
    // What does not parse may hold an '@' behind what was taken away; a good URL never does.
    require(!proxy.setting.problem.empty() || proxy.setting.url.find('@') == std::string::npos);
  }
}

void read_pam(std::string_view text) { check(read_pam_environment(text, place)); }
void read_profile(std::string_view text) { check(read_profile_script(text, place)); }
void read_file(std::string_view text) { check(read_environment_file(text, place)); }
void read_process(std::string_view text) { check(read_process_environment(text, place)); }
void read_conf(std::string_view text) { check(read_system_conf(text, place)); }

void read_unit(std::string_view text) {
  const UnitEnvironment unit = with_unit_file(with_unit_file({}, text, place), text, place);
  check(Assignments{unit.set, unit.notes});
  check(settings_from_variables(service_variables(unit.set, unit, unit.set)));
}

void read_hana(std::string_view text) {
  const ProxySettings settings = hana_settings(text, place, {});
  check(settings);
  require(settings.by_service_tag.empty() == settings.tag_source.empty());
}

void read_waagent(std::string_view text) {
  check(waagent_settings(
      text, place,
      {{"https_proxy", {std::string(text), ""}}, {"no_proxy", {std::string(text), ""}}}));
}

void read_desktop(std::string_view text) {
  check(read_gsettings(text, place));
  check(read_dconf_keyfile(text, place));
  check(read_kioslaverc(text, place));
}

void read_apt(std::string_view text) { check(read_apt_conf(text, place)); }

void read_windows_list(std::string_view text) {
  const auto pair = parse_windows_proxy_list(text);
  require(!pair || pair->https || pair->http);
}

/// The first line is a host.
void read_bypass(std::string_view text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const BypassList list = parse_bypass_list(text.substr(std::min(end + 1, text.size())), "a list");
  for (const BypassRules rules : {list.rules, BypassRules::waagent, BypassRules::wininet}) {
    const BypassList one{rules, list.entries, list.source};
    const auto entry = exempting_entry(one, {text.substr(0, end)});
    require(!entry || *entry == "(loopback)" ||
            std::find(one.entries.begin(), one.entries.end(), *entry) != one.entries.end());
    require(useless_entries(one).size() <= one.entries.size());
  }
}

void read_component(std::string_view text) {
  static constexpr auto here = std::to_array({Component::Kind::env, Component::Kind::service});
  const auto component = parse_component(text, here);
  require(!component || parse_component(name_of(*component), here) == *component);
}

using Reader = void (*)(std::string_view);
constexpr auto readers = std::to_array<Reader>(
    {read_pam, read_profile, read_file, read_process, read_conf, read_unit, read_hana, read_waagent,
     read_desktop, read_apt, read_windows_list, read_bypass, read_component});

}  // namespace

/// The first byte, 'a' for the first of them, chooses the parser of the rest.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  if (!text.empty()) {
    const auto choice = static_cast<unsigned char>(text.front() - 'a') % readers.size();
    readers[choice](std::string_view(text).substr(1));
  }
  return 0;
}
