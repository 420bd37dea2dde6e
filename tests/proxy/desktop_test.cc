#include "proxy/desktop.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace desktop_test {

/// "name scope url" of each proxy.
std::vector<std::string> proxies_of(const ProxyPlace& place) {
  std::vector<std::string> lines;
  for (const PlacedProxy& proxy : place.proxies) {
    lines.push_back(proxy.name + " " + proxy.scope + " " + proxy.setting.url);
  }
  return lines;
}

using Reader = ProxyPlace (*)(std::string_view, std::string_view);

struct Row {
  std::string name;
  Reader read;
  std::string text;
  std::vector<std::string> proxies;
  std::vector<std::string> bypass;
  std::vector<std::string> notes;  ///< words of each
};

constexpr auto gsettings = R"(org.gnome.system.proxy autoconfig-url ''
org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1']
org.gnome.system.proxy mode 'manual'
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy.ftp host ''
org.gnome.system.proxy.ftp port 0
org.gnome.system.proxy.http authentication-password 'secret'
org.gnome.system.proxy.http authentication-user 'bob'
org.gnome.system.proxy.http enabled false
org.gnome.system.proxy.http host 'plain.corp'
org.gnome.system.proxy.http port 8080
org.gnome.system.proxy.https host "secure.corp"
org.gnome.system.proxy.https port 3128
org.gnome.system.proxy.socks host 'fd00::9'
org.gnome.system.proxy.socks port 1080
)";

constexpr auto kioslaverc = R"([$Version]
update_info=x
[Proxy Settings]
NoProxyFor=localhost,.corp
ProxyType=1
ReversedException=true
httpProxy[$e]=http://plain.corp 8080
httpsProxy=http://bob:secret@secure.corp:3128
socksProxy=
[Other]
httpProxy=http://no:1
)";

const std::vector<Row> rows = {
    {"GNOME, set by hand",
     read_gsettings,
     gsettings,
     {"https HTTPS http://secure.corp:3128", "http HTTP http://plain.corp:8080",
      "socks all others socks5h://[fd00::9]:1080"},
     {"localhost", "127.0.0.0/8", "::1"},
     {}},
    {"GNOME, turned off",
     read_gsettings,
     "org.gnome.system.proxy mode 'none'\norg.gnome.system.proxy.http host 'p'\n"
     "org.gnome.system.proxy.http port 1\norg.gnome.system.proxy ignore-hosts @as []\n",
     {"http HTTP http://p:1"},
     {},
     {"the mode is none"}},
    {"GNOME, by a script",
     read_gsettings,
     "org.gnome.system.proxy mode 'auto'\n"
     "org.gnome.system.proxy autoconfig-url 'http://bob:secret@p/proxy.pac'\n",
     {},
     {},
     {"a PAC script from http://***@p/proxy.pac"}},
    {"GNOME, by WPAD", read_gsettings, "org.gnome.system.proxy mode 'auto'\n", {}, {}, {"WPAD"}},
    {"GNOME, what is no line of it",
     read_gsettings,
     "x\ny z\n\norg.gnome.system.proxy\n",
     {},
     {},
     {}},
    {"GNOME, a port that is none",
     read_gsettings,
     "org.gnome.system.proxy mode 'manual'\norg.gnome.system.proxy.http host 'p'\n"
     "org.gnome.system.proxy.http port 0\n",
     {"http HTTP http://p:0"},
     {},
     {}},
    {"GNOME, a string with a quote in it",
     read_gsettings,
     "org.gnome.system.proxy mode 'manual'\norg.gnome.system.proxy.http host 'p\\'q'\n"
     "org.gnome.system.proxy.http port 1\n",
     {"http HTTP http://p'q:1"},
     {},
     {}},
    {"dconf",
     read_dconf_keyfile,
     "# ours\n[system/proxy]\nmode='manual'\nignore-hosts=['.corp']\n[system/proxy/https]\n"
     "host='p'\nport=3128\nauthentication-password='secret'\n[org/x]\nhost='q'\n",
     {"https HTTPS http://p:3128"},
     {".corp"},
     {}},
    {"KDE, set by hand",
     read_kioslaverc,
     kioslaverc,
     {"httpsProxy HTTPS http://secure.corp:3128", "httpProxy HTTP http://plain.corp:8080"},
     {"localhost", ".corp"},
     {"reversed"}},
    {"KDE, turned off",
     read_kioslaverc,
     "[Proxy Settings]\nProxyType=0\nhttpProxy=http://p 1\n",
     {"httpProxy HTTP http://p:1"},
     {},
     {"ProxyType is not 1"}},
    {"KDE, by a script",
     read_kioslaverc,
     "[Proxy Settings]\nProxyType=2\nProxy Config Script=http://b:secret@p/x.pac\n",
     {},
     {},
     {"a PAC script from http://***@p/x.pac"}},
    {"KDE, by the environment",
     read_kioslaverc,
     "[Proxy Settings]\nProxyType=4\nhttpProxy=http_proxy\n",
     {},
     {},
     {"environment variables"}},
    {"apt, one line",
     read_apt_conf,
     "Acquire::http::Proxy \"http://p:3142\";\n",
     {"Acquire::http::Proxy HTTP http://p:3142"},
     {},
     {}},
    {"apt, in braces",
     read_apt_conf,
     "// ours\nAcquire { /* both */ http { Proxy \"http://p:1\"; };\n https::Proxy \"http://q:2\"; "
     "# x\n};",
     {"Acquire::http::Proxy HTTP http://p:1", "Acquire::https::Proxy HTTPS http://q:2"},
     {},
     {}},
    {"apt, in any letter case",
     read_apt_conf,
     "acquire::HTTP::proxy \"http://bob:secret@p:1\";",
     {"acquire::HTTP::proxy HTTP http://p:1"},
     {},
     {}},
    {"apt, for one host",
     read_apt_conf,
     "Acquire::http::Proxy::mirror.corp \"DIRECT\";",
     {},
     {},
     {"HTTP to mirror.corp goes direct"}},
    {"apt, by a program",
     read_apt_conf,
     "Acquire::http::Proxy-Auto-Detect \"/usr/bin/find\";",
     {},
     {},
     {"asks the program /usr/bin/find"}},
    {"apt, what is not closed",
     read_apt_conf,
     "Acquire { http { Proxy \"http://p:1",
     {"Acquire::http::Proxy HTTP http://p:1"},
     {},
     {}},
    {"apt, braces without end", read_apt_conf, std::string(100, '{'), {}, {}, {"nested too deep"}},
    {"apt, a comment without end", read_apt_conf, "/*", {}, {}, {}},
    {"apt, other settings", read_apt_conf, "APT::Install-Recommends \"0\";", {}, {}, {}},
};

TEST(DesktopSettings, are_read_without_their_secrets) {
  for (const Row& row : rows) {
    const ProxyPlace place = row.read(row.text, "place");
    EXPECT_EQ(place.name, "place") << row.name;
    EXPECT_EQ(proxies_of(place), row.proxies) << row.name;
    EXPECT_EQ(place.bypass.entries, row.bypass) << row.name;
    ASSERT_EQ(place.notes.size(), row.notes.size()) << row.name;
    for (std::size_t i = 0; i < row.notes.size(); ++i) {
      EXPECT_NE(place.notes[i].find(row.notes[i]), std::string::npos)
          << row.name << ": " << place.notes[i];
      EXPECT_EQ(place.notes[i].find("secret"), std::string::npos) << row.name;
    }
    for (const PlacedProxy& proxy : place.proxies) {
      EXPECT_EQ(proxy.setting.problem.find("secret"), std::string::npos) << row.name;
    }
  }
}

}  // namespace desktop_test
}  // namespace netprobe
