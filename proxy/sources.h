#pragma once

#include "netprobe/core/proxy_table.h"
#include "proxy/choice.h"
#include "proxy/component.h"
#include "proxy/settings.h"
#include "proxy/windows_sources.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {

/// What a place of this machine holds.
struct SourceText {
  std::string place;                ///< a file, a command, "environment of process 812"
  std::optional<std::string> text;  ///< none: there is none, or it may not be read
  bool unreadable = false;
  bool operator==(const SourceText&) const = default;
};

/// What is known of the environment that a service's processes have.
struct ServiceTexts {
  std::string name;               ///< "walinuxagent.service", "the HANA extension"
  std::vector<SourceText> files;  ///< of the unit: its fragment, then its drop-ins
  std::vector<SourceText> environment_files;
  SourceText process;  ///< the environment of its main process; no place: it does not run
  bool operator==(const ServiceTexts&) const = default;
};

/// The texts of all places where a system keeps proxies; whoever fills it decides which of
/// them are read. The rest is pure.
struct ProxyTexts {
  std::map<std::string, std::string> environment;  ///< of this process
  std::vector<SourceText> pam_environments;        ///< /etc/environment
  std::vector<SourceText> profiles;                ///< /etc/profile, /etc/profile.d/*.sh
  std::vector<SourceText> system_confs;            ///< of systemd
  std::optional<SourceText> waagent_conf;
  std::optional<ServiceTexts> waagent_service;
  std::optional<SourceText> hana_overrides;
  std::optional<ServiceTexts> hana_service;
  std::vector<ServiceTexts> services;  ///< those that were asked for
  std::vector<SourceText> gsettings, dconf_keyfiles, kioslavercs, apt_confs;
  WindowsProxyTexts windows;
};

/// The variables that a service has: those of its main process where they may be read, else what
/// its files say.
Variables variables_of(const ServiceTexts& service, const std::vector<SourceText>& system_confs);

/// The proxies that the component uses.
ProxySettings settings_of(const Component& component, const ProxyTexts& texts);

/// Every place that was looked at, in the order of the fields above. `settings` are those of the
/// chosen component: what they take is marked.
std::vector<ProxyPlace> places_of(const ProxyTexts& texts, const ProxySettings& settings);

/// A URL that is asked about.
struct AskedUrl {
  std::string url;  ///< without user information
  std::string host;
  Protocol protocol = Protocol::https;
  std::uint16_t port = 443;
  std::string service_tag;
};

ProxyTable make_proxy_table(const Component& component, const ProxyTexts& texts,
                            const std::vector<AskedUrl>& urls);

}  // namespace netprobe
