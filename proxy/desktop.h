#pragma once

#include "netprobe/core/proxy_table.h"

#include <string_view>

namespace netprobe {

/// Proxies of desktops and of apt: no part of Azure Backup reads them, but those who see a browser
/// or apt work want to know why. User names and passwords in them are not read.

/// What `gsettings list-recursively org.gnome.system.proxy` prints: "SCHEMA KEY VALUE" a line, the
/// value in GVariant text (docs.gtk.org/glib/gvariant-text-format.html), which no locale changes.
ProxyPlace read_gsettings(std::string_view text, std::string_view place);

/// A keyfile of dconf(7): sections such as [system/proxy/http], the same values.
ProxyPlace read_dconf_keyfile(std::string_view text, std::string_view file);

/// KDE's kioslaverc: the group [Proxy Settings] (KIO, kprotocolmanager).
ProxyPlace read_kioslaverc(std::string_view text, std::string_view file);

/// Acquire::http::Proxy and Acquire::https::Proxy of apt's configuration (apt.conf(5),
/// apt-transport-http(1)), also for single hosts.
ProxyPlace read_apt_conf(std::string_view text, std::string_view file);

}  // namespace netprobe
