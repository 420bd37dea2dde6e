// squid.conf (squid 5): acl types dstdomain (".x" is x and all below it; -n: no reverse look-up),
// dst, port, method, ssl::server_name and at_step; http_access and ssl_bump, of which the first
// that matches decides.

#include "netprobe/remedy/heading.h"
#include "netprobe/remedy/writers.h"

#include <fmt/format.h>

namespace netprobe {

namespace {

/// Domains that squid reads as one list: a wildcard with everything below it.
std::string domains(const std::vector<Want>& wants) {
  std::string out;
  for (const std::string& name : widest_names(names_in(wants))) {
    out += " " + (name.starts_with("*.") ? name.substr(1) : name);
  }
  return out;
}

std::string prefixes(const std::vector<Want>& wants) {
  std::string out;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    for (const std::string& prefix : prefixes_in(ranges_in(wants), family)) {
      out += " " + prefix;
    }
  }
  return out;
}

/// Plain HTTP is asked for by GET, all else by CONNECT.
std::string access_lines(const PortGroup& group) {
  const std::string key = group.key();
  const std::string_view method =
      group.protocol == Protocol::http ? "!netprobe_connect" : "netprobe_connect";
  std::string out = fmt::format("\nacl netprobe_port_{} port {}\n", key, group.port);
  if (const std::string names = domains(group.wants); !names.empty()) {
    out += fmt::format(
        "acl netprobe_names_{0} dstdomain -n{1}\n"
        "http_access allow {2} netprobe_port_{0} netprobe_names_{0}\n",
        key, names, method);
  }
  if (const std::string ranges = prefixes(group.wants); !ranges.empty()) {
    out += fmt::format(
        "acl netprobe_ranges_{0} dst{1}\n"
        "http_access allow {2} netprobe_port_{0} netprobe_ranges_{0}\n",
        key, ranges, method);
  }
  return out;
}

std::string splice_lines(const std::vector<Want>& exempt) {
  const std::string names = domains(exempt);
  return names.empty() ? names
                       : fmt::format(
                             "\nacl netprobe_hello at_step SslBump1\n"
                             "acl netprobe_spliced ssl::server_name{}\n"
                             "ssl_bump peek netprobe_hello\n"
                             "ssl_bump splice netprobe_spliced\n",
                             names);
}

}  // namespace

std::string write_squid(const AllowList& list) {
  Usage usage;
  usage.apply = {
      "save as /etc/squid/netprobe.conf, and in squid.conf write before the first http_access:",
      "  include /etc/squid/netprobe.conf", "then: squid -k parse && squid -k reconfigure"};
  usage.undo = {"take the include line out, then: squid -k parse && squid -k reconfigure"};
  usage.notes = {
      "these rules hold for whoever may speak to the proxy; an acl of type src in them narrows "
      "them to the servers being backed up"};
  if (!list.exempt.empty()) {
    usage.notes.emplace_back(
        "ssl_bump needs a squid built with OpenSSL, and these lines before all others of ssl_bump");
  }
  std::string body;
  if (!list.open.empty()) {
    body += "\nacl netprobe_connect method CONNECT\n";
  }
  for (const PortGroup& group : by_port(list.open)) {
    body += access_lines(group);
  }
  return heading(list, Syntax::squid, usage) + body + splice_lines(list.exempt);
}

}  // namespace netprobe
