#include "netprobe/cli/check_options.h"

#include "netprobe/cli/numbers.h"

namespace netprobe {

namespace {

constexpr double longest_wait = 86400;  // seconds

void add_what(CLI::App& command, CheckOptions& options) {
  command
      .add_option("-w,--workload", options.workloads,
                  "mars (default), vm, sql, hana, mabs, all, none; repeatable or comma-separated")
      ->delimiter(',')
      ->group("What is tested");
  command
      .add_option("-c,--cloud", options.cloud,
                  "public (default), usgov, china, or the name that `az cloud list` prints")
      ->group("What is tested");
  command
      .add_option("-r,--region", options.regions,
                  "Azure region or backup geo code (westeurope, we); repeatable; fills the "
                  "regional host names")
      ->delimiter(',')
      ->group("What is tested");
  command
      .add_option("--ports", options.ports,
                  "test exactly these ports of every HTTPS endpoint, and require them; default: "
                  "443, with 8443 "
                  "beside it for comparison")
      ->delimiter(',')
      ->group("What is tested");
  command
      .add_option("--host", options.hosts,
                  "one more host to check, NAME[:PORT]; repeatable; required")
      ->group("What is tested");
  command
      .add_option("--targets", options.target_files,
                  "a file of more targets, one a line: name, name:port, address, CIDR or URL; - is "
                  "standard input")
      ->group("What is tested");
}

void add_how_far(CLI::App& command, CheckOptions& options) {
  command
      .add_option("--depth", options.depth,
                  "how far each attempt goes: http (default), tls, tcp, dns")
      ->group("What is tested");
  command
      .add_option("--samples", options.samples,
                  "addresses tried in each required range beside the resolved ones (8)")
      ->check(number_between(0, 4096, "a whole number"))
      ->group("What is tested");
  command.add_flag("--no-azure-platform", options.no_azure_platform,
                   "do not ask Azure's own addresses whether, and where, this is a VM of it");
  command.add_flag("--no-controls", options.no_controls, "leave out the control probes")
      ->group("What is tested");
  command
      .add_flag("--no-follow-up", options.no_follow_up,
                "leave out the second round of experiments after a failure")
      ->group("What is tested");
  command
      .add_option("--catalog", options.catalog_files,
                  "a catalog of your own (JSON); repeatable; extends or overrides the embedded one")
      ->group("What is tested");
}

void add_route(CLI::App& command, CheckOptions& options) {
  command
      .add_option("--as", options.component,
                  "whose proxy settings are in force: env (default: this process), waagent, hana, "
                  "service:NAME")
      ->group("Proxies and routes");
  command
      .add_option("--proxy", options.proxy,
                  "test through this proxy too: http://, https://, socks5://, socks5h://, or "
                  "http=HOST:PORT;https=HOST:PORT; the route in force")
      ->group("Proxies and routes");
  command
      .add_option("--proxy-bypass", options.proxy_bypass,
                  "hosts that go past the given proxy, as in no_proxy, or as Windows lists them: "
                  "*.corp;10.*;<local>")
      ->group("Proxies and routes");
  command
      .add_option("--pac", options.pac,
                  "take the proxy for each endpoint from this PAC script, a file or an http, https "
                  "or file URL; not beside --proxy")
      ->group("Proxies and routes");
  command
      .add_flag("--wpad", options.wpad,
                "look for a PAC script by WPAD (DNS), and take the proxies from it if there is one")
      ->group("Proxies and routes");
  command
      .add_option("--proxy-auth", options.proxy_auth,
                  "any (default), basic, digest, ntlm, negotiate")
      ->group("Proxies and routes");
  command.add_option("--proxy-user", options.proxy_user, "user name for the proxy")
      ->group("Proxies and routes");
  command
      .add_option("--proxy-password-file", options.proxy_password_file,
                  "a file whose first line is the password; or set NETPROBE_PROXY_PASSWORD, or "
                  "be asked for it on the terminal")
      ->group("Proxies and routes");
  command
      .add_option("--proxy-ca-file", options.proxy_ca_files,
                  "extra trusted CAs (PEM or DER) for the certificate of an https:// proxy alone; "
                  "repeatable")
      ->group("Proxies and routes");
  command
      .add_option("--route", options.routes,
                  "test only: direct, system, proxy; repeatable; default: direct, the system proxy "
                  "if one is "
                  "set, the given proxy if given")
      ->delimiter(',')
      ->group("Proxies and routes");
}

void add_names_and_trust(CLI::App& command, CheckOptions& options) {
  command
      .add_option("--dns-server", options.dns_servers,
                  "resolve with this server, IP[:PORT], not with the system's; repeatable")
      ->delimiter(',')
      ->group("Names and trust");
  command
      .add_option("--ca-file", options.ca_files,
                  "extra trusted CAs (PEM or DER); what ends at one of them verifies, and is still "
                  "reported as inspected")
      ->group("Names and trust");
  command
      .add_option("--expected-root", options.expected_root_files,
                  "root CAs (PEM or DER) that count as the service's own, beside the embedded ones")
      ->group("Names and trust");
  auto* const four =
      command.add_flag("-4,--ipv4", options.ipv4_only, "IPv4 only")->group("Names and trust");
  command.add_flag("-6,--ipv6", options.ipv6_only, "IPv6 only")
      ->excludes(four)
      ->group("Names and trust");
}

void add_exported_rules(CLI::App& command, CheckOptions& options) {
  command
      .add_option("--nsg", options.nsg_files,
                  "hold these exported rules against the wire: an NSG or effective rules, JSON; "
                  "repeatable")
      ->group("Exported rules");
  command
      .add_option("--route-table", options.route_table_file,
                  "the same for an exported route table or effective routes, JSON")
      ->group("Exported rules");
  command
      .add_option("--service-tags", options.service_tags_file,
                  "read service tags from this file, not from the snapshot that netprobe carries")
      ->group("Exported rules");
}

void add_limits(CLI::App& command, CheckOptions& options) {
  const CLI::Validator seconds = number_between(0.001, longest_wait, "seconds");
  command
      .add_option("--connect-timeout", options.connect_timeout, "seconds for one TCP connect (5)")
      ->check(seconds)
      ->group("Limits");
  command.add_option("--timeout", options.timeout, "seconds for one attempt (15)")
      ->check(seconds)
      ->group("Limits");
  command.add_option("--deadline", options.deadline, "seconds for the whole run (none)")
      ->check(seconds)
      ->group("Limits");
  command
      .add_option("--retries", options.retries,
                  "how often a failed attempt is repeated before it counts (1)")
      ->check(number_between(0, 20, "a whole number"))
      ->group("Limits");
  command.add_option("-j,--concurrency", options.concurrency, "attempts under way at once (1024)")
      ->check(number_between(1, 100000, "a whole number"))
      ->group("Limits");
}

}  // namespace

void add_check_options(CLI::App& command, CheckOptions& options) {
  add_what(command, options);
  add_how_far(command, options);
  add_route(command, options);
  add_names_and_trust(command, options);
  add_exported_rules(command, options);
  add_limits(command, options);
  command
      .add_option("--config", options.config_file,
                  "options from a TOML file; the command line and NETPROBE_… variables win over it")
      ->group("Input and output");
}

void add_output_options(CLI::App& command, CheckOutput& output) {
  command
      .add_option("-f,--format", output.format, "what standard output gets: text (default), json")
      ->group("Input and output");
  command
      .add_option("--report", output.reports, "one more report to a file, FORMAT=FILE; repeatable")
      ->group("Input and output");
  command
      .add_option("--fail-on", output.fail_on,
                  "exit 1 when: blocked (default), or also on a warning: warning")
      ->group("Input and output");
  command
      .add_option("--progress", output.progress,
                  "auto (default), always, never; goes to standard error")
      ->group("Input and output");
  command
      .add_option("--color", output.color, "auto (default), always, never; NO_COLOR is honoured")
      ->group("Input and output");
}

}  // namespace netprobe
