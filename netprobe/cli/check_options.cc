#include "netprobe/cli/check_options.h"

#include "netprobe/cli/options.h"
#include "reports/render.h"

namespace netprobe {

namespace {

constexpr double shortest_wait = 0.001;  // seconds
constexpr double longest_wait = 86400;

void add_what(CLI::App& command, CheckOptions& options) {
  add_option(command, "-w,--workload", options.workloads,
             "mars (default), vm, sql, hana, mabs, all, none; repeatable or comma-separated")
      .delimiter(',')
      .group("What is tested");
  add_option(command, "-c,--cloud", options.cloud,
             "public (default), usgov, china, or the name that `az cloud list` prints")
      .group("What is tested");
  add_option(command, "--list", options.list,
             "which of Microsoft's lists is asked for: today (default, with the ranges of older "
             "ones), 2022, 2021, 2019")
      .group("What is tested");
  add_option(command, "-r,--region", options.regions,
             "Azure region or backup geo code (westeurope, we; code:xyz for a newer one); "
             "repeatable; fills the regional host names")
      .delimiter(',')
      .group("What is tested");
  add_option(command, "--ports", options.ports,
             "test exactly these ports of every HTTPS endpoint, and require them; default: "
             "443, with 8443 "
             "beside it for comparison")
      .delimiter(',')
      .group("What is tested");
  add_option(command, "--host", options.hosts,
             "one more host to check, NAME[:PORT]; repeatable; required")
      .group("What is tested");
  add_option(command, "--targets", options.target_files,
             "a file of more targets, one a line: name, name:port, address, CIDR or URL; - is "
             "standard input")
      .group("What is tested");
}

void add_how_far(CLI::App& command, CheckOptions& options) {
  add_option(command, "--depth", options.depth,
             "how far each attempt goes: http (default), tls, tcp, dns")
      .group("What is tested");
  add_option(command, "--samples", options.samples,
             "addresses tried in each required range beside the resolved ones (8)")
      .whole_number(0, 4096)
      .group("What is tested");
  add_flag(command, "--no-azure-platform", options.no_azure_platform,
           "do not ask Azure's own addresses whether, and where, this is a VM of it");
  add_flag(command, "--no-controls", options.no_controls, "leave out the control probes")
      .group("What is tested");
  add_flag(command, "--no-follow-up", options.no_follow_up,
           "leave out the second round of experiments after a failure")
      .group("What is tested");
  add_option(command, "--catalog", options.catalog_files,
             "a catalog of your own (JSON); repeatable; extends or overrides the embedded one")
      .group("What is tested");
}

void add_route(CLI::App& command, CheckOptions& options) {
  add_option(command, "--as", options.component,
             "whose proxy settings are in force: env (default: this process), waagent, hana, "
             "service:NAME; on Windows user, system, mars, sql, service:NAME")
      .group("Proxies and routes");
  add_option(command, "--proxy", options.proxy,
             "test through this proxy too: http://, https://, socks5://, socks5h://, or "
             "http=HOST:PORT;https=HOST:PORT; the route in force")
      .group("Proxies and routes");
  add_option(command, "--proxy-bypass", options.proxy_bypass,
             "hosts that go past the given proxy, as in no_proxy, or as Windows lists them: "
             "*.corp;10.*;<local>")
      .group("Proxies and routes");
  add_option(command, "--pac", options.pac,
             "take the proxy for each endpoint from this PAC script, a file or an http, https "
             "or file URL; not beside --proxy")
      .group("Proxies and routes");
  add_flag(command, "--wpad", options.wpad,
           "look for a PAC script by WPAD (DNS), and take the proxies from it if there is one")
      .group("Proxies and routes");
  add_option(command, "--proxy-auth", options.proxy_auth,
             "any (default), basic, digest, ntlm, negotiate")
      .group("Proxies and routes");
  add_option(command, "--proxy-user", options.proxy_user, "user name for the proxy")
      .group("Proxies and routes");
  add_option(command, "--proxy-password-file", options.proxy_password_file,
             "a file whose first line is the password; or set NETPROBE_PROXY_PASSWORD, or "
             "be asked for it on the terminal")
      .group("Proxies and routes");
  add_option(command, "--proxy-ca-file", options.proxy_ca_files,
             "extra trusted CAs (PEM or DER) for the certificate of an https:// proxy alone; "
             "repeatable")
      .group("Proxies and routes");
  add_option(command, "--route", options.routes,
             "test only: direct, system, proxy; repeatable; default: direct, the system proxy "
             "if one is "
             "set, the given proxy if given")
      .delimiter(',')
      .group("Proxies and routes");
}

void add_names_and_trust(CLI::App& command, CheckOptions& options) {
  add_option(command, "--dns-server", options.dns_servers,
             "resolve with this server, IP[:PORT], not with the system's; repeatable")
      .delimiter(',')
      .group("Names and trust");
  add_option(command, "--ca-file", options.ca_files,
             "extra trusted CAs (PEM or DER); what ends at one of them verifies, and is still "
             "reported as inspected")
      .group("Names and trust");
  add_option(
      command, "--expected-root", options.expected_root_files,
      "CAs (PEM or DER) that count as the service's own by their keys, beside the embedded ones")
      .group("Names and trust");
  const auto four =
      add_flag(command, "-4,--ipv4", options.ipv4_only, "IPv4 only").group("Names and trust");
  add_flag(command, "-6,--ipv6", options.ipv6_only, "IPv6 only")
      .excludes(four)
      .group("Names and trust");
}

void add_exported_rules(CLI::App& command, CheckOptions& options) {
  add_option(command, "--nsg", options.nsg_files,
             "hold these exported rules against the wire: an NSG or effective rules, JSON; or a "
             "subnet, which says whether it has a way out; repeatable")
      .group("Exported rules");
  add_option(command, "--route-table", options.route_table_file,
             "the same for an exported route table or effective routes, JSON")
      .group("Exported rules");
  add_option(command, "--service-tags", options.service_tags_file,
             "read service tags from this file, not from the snapshot that netprobe carries")
      .group("Exported rules");
}

void add_limits(CLI::App& command, CheckOptions& options) {
  add_option(command, "--connect-timeout", options.connect_timeout,
             "seconds for one TCP connect (5)")
      .seconds(shortest_wait, longest_wait)
      .group("Limits");
  add_option(command, "--timeout", options.timeout, "seconds for one attempt (15)")
      .seconds(shortest_wait, longest_wait)
      .group("Limits");
  add_option(command, "--deadline", options.deadline, "seconds for the whole run (none)")
      .seconds(shortest_wait, longest_wait)
      .group("Limits");
  add_option(command, "--retries", options.retries,
             "how often a failed attempt is repeated before it counts (1)")
      .whole_number(0, 20)
      .group("Limits");
  add_option(command, "-j,--concurrency", options.concurrency,
             "attempts under way at once (1024); towards one address never more than 32")
      .whole_number(1, 100000)
      .group("Limits");
}

}  // namespace

void add_check_options(CLI::App& command, CheckOptions& options) {
  add_what(command, options);
  add_how_far(command, options);
  add_route(command, options);
  add_names_and_trust(command, options);
  add_exported_rules(command, options);
  add_limits(command, options);
  add_option(command, "--config", options.config_file,
             "options from a TOML file; the command line and NETPROBE_… variables win over it")
      .group("Input and output");
}

void add_file_option(CLI::App& command, CheckOutput& output) {
  add_option(command, "-o,--output", output.file,
             "write it to this file, whole or not at all; - is standard output (default)")
      .group("Input and output");
}

void add_fail_on_option(CLI::App& command, CheckOutput& output, const char* what) {
  add_option(command, "--fail-on", output.fail_on, what).group("Input and output");
}

void add_looks_options(CLI::App& command, CheckOutput& output) {
  add_flag(command, "-v,--verbose", output.verbose,
           "text with every note, fact and host, however long")
      .group("Input and output");
  add_option(command, "--color", output.color,
             "auto (default), always, never; NO_COLOR is honoured")
      .group("Input and output");
}

void add_report_options(CLI::App& command, CheckOutput& output) {
  add_option(command, "-f,--format", output.format,
             ("what standard output gets: " + format_names() + "; text by default").c_str())
      .group("Input and output");
  add_file_option(command, output);
  add_flag(command, "-q,--quiet", output.quiet, "one line: the verdict; and the exit status")
      .group("Input and output");
  add_option(command, "--report", output.reports,
             "one more report to a file, FORMAT=FILE; repeatable; - is standard output; `netprobe "
             "help formats` has the formats")
      .group("Input and output");
  add_fail_on_option(command, output,
                     "exit 1 when: blocked (default), or also on a warning: warning");
  add_looks_options(command, output);
}

void add_output_options(CLI::App& command, CheckOutput& output) {
  add_report_options(command, output);
  add_option(command, "--progress", output.progress,
             "auto (default), always, never; goes to standard error")
      .group("Input and output");
  add_flag(command, "--no-save", output.no_save,
           "do not keep this report for `netprobe remedy`, `explain` and `report show`")
      .group("Input and output");
}

}  // namespace netprobe
