#include "netprobe/cli/command.h"
#include "netprobe/cli/files.h"
#include "netprobe/cli/options.h"
#include "netprobe/cli/output.h"
#include "netprobe/cli/proxy_request.h"
#include "netprobe/cli/proxy_texts.h"
#include "netprobe/cli/request.h"
#include "netprobe/core/text.h"
#include "netprobe/core/url.h"
#include "reports/proxies.h"
#include "reports/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace netprobe {

namespace {

struct ProxyShowState {
  std::vector<std::string> urls;
  std::string component = "env";
  std::vector<std::string> services;
  std::vector<std::string> workloads{"mars"};
  std::string cloud = "public";
  std::string format = "text";
};

tl::unexpected<Error> not_a_url(const std::string& text, std::string_view why) {
  return usage_error(fmt::format("URL: found \"{}\", {}; expected a host or http(s)://HOST[:PORT]",
                                 printable(without_user_information(text), 200), why));
}

Result<AskedUrl> asked_url(const std::string& text, const Catalog& catalog) {
  const auto url = parse_url(text, "https");
  if (!url) {
    return not_a_url(text, "which is none");
  }
  if (url->scheme != "https" && url->scheme != "http") {
    return not_a_url(text, fmt::format("with the scheme {}", url->scheme));
  }
  const std::string& host = url->address.host;
  if (!is_host_name(host) && !IpAddress::parse(host)) {
    return not_a_url(text, "which names no host");
  }
  AskedUrl asked;
  asked.host = host;
  asked.protocol = url->scheme == "http" ? Protocol::http : Protocol::https;
  asked.port = url->address.port;
  asked.service_tag = service_tag_of(catalog, host);
  // Neither path nor query: a proxy is chosen without them, and a query may hold a signature.
  const bool is_v6 = host.find(':') != std::string::npos;
  asked.url = fmt::format("{}://{}{}/", url->scheme, is_v6 ? fmt::format("[{}]", host) : host,
                          url->port_given ? fmt::format(":{}", url->address.port) : "");
  return asked;
}

/// A host that stands for the row; empty where only the user knows one.
std::string host_of(const CatalogRow& row, const Catalog& catalog) {
  std::string host = row.representatives.empty() ? row.name : row.representatives.front();
  constexpr std::string_view place = "{geo}";
  const std::size_t at = host.find(place);
  if (at != std::string::npos && !catalog.default_geo_codes.empty()) {
    host.replace(at, place.size(), catalog.default_geo_codes.front());
  }
  return is_host_name(host) ? host : "";
}

/// For each of the services that a workload needs, the first host that the catalog has.
std::vector<std::string> default_urls(const Catalog& catalog, std::span<const Workload> workloads) {
  std::vector<std::string> urls;
  for (const char* tag : {"AzureActiveDirectory", "AzureBackup", "Storage"}) {
    for (const CatalogRow& row : catalog.rows) {
      const auto serves = [&](Workload workload) {
        const auto& required = row.required_for;
        return std::find(required.begin(), required.end(), workload) != required.end();
      };
      const std::string host = host_of(row, catalog);
      if (row.service_tag == tag && row.protocol == Protocol::https && !host.empty() &&
          std::any_of(workloads.begin(), workloads.end(), serves)) {
        urls.push_back(fmt::format("https://{}/", host));
        break;
      }
    }
  }
  return urls;
}

Result<std::vector<AskedUrl>> asked_urls(const ProxyShowState& state) {
  const auto cloud = cloud_named(state.cloud);
  const auto workloads = cloud ? workloads_named(state.workloads) : tl::unexpected(cloud.error());
  const auto catalog = workloads ? make_catalog(*cloud, {}) : tl::unexpected(workloads.error());
  if (!catalog) {
    return tl::unexpected(catalog.error());
  }
  std::vector<AskedUrl> asked;
  for (const std::string& text :
       state.urls.empty() ? default_urls(*catalog, *workloads) : state.urls) {
    auto url = asked_url(text, *catalog);
    if (!url) {
      return tl::unexpected(url.error());
    }
    asked.push_back(std::move(*url));
  }
  if (asked.empty()) {
    return usage_error(
        "URL: found none, and this workload has no host that stands for it; "
        "expected at least one");
  }
  return asked;
}

/// The units of `--service`, and of `--as service:NAME`.
Result<std::vector<std::string>> units_of(const ProxyShowState& state, const Component& component) {
  std::vector<std::string> units;
  for (const std::string& name : state.services) {
    units.push_back(service_name(name, components_here()));
    if (units.back().empty()) {
      return usage_error(
          fmt::format("--service: found \"{}\", expected the name of a {}", printable(name, 100),
                      is_windows(components_here()) ? "service" : "systemd service"));
    }
  }
  if (component.kind == Component::Kind::service) {
    units.insert(units.begin(), component.unit);
  }
  std::sort(units.begin(), units.end());
  units.erase(std::unique(units.begin(), units.end()), units.end());
  return units;
}

std::vector<std::string> notes_of(const ProxyShowState& state, const Component& component) {
  std::vector<std::string> notes;
  const auto& workloads = state.workloads;
  for (const char* name : {"hana", "vm"}) {
    const bool asked = std::find(workloads.begin(), workloads.end(), name) != workloads.end();
    if (asked && component.kind == Component::Kind::env) {
      const std::string other = name == std::string_view("vm") ? "waagent" : "hana";
      notes.push_back(fmt::format("the {} workload has settings of its own: --as {}", name, other));
    }
  }
  return notes;
}

Result<ExitStatus> show_proxies(const ProxyShowState& state,
                                const EnvironmentVariables& environment) {
  const auto format = parse_text_or_json(state.format, "--format");
  if (!format) {
    return tl::unexpected(format.error());
  }
  const auto component = parse_component(state.component, components_here());
  const auto units = component ? units_of(state, *component) : tl::unexpected(component.error());
  const auto urls = units ? asked_urls(state) : tl::unexpected(units.error());
  if (!urls) {
    return tl::unexpected(urls.error());
  }
  const ProxyTexts texts = all_proxy_texts(*units, environment);
  for (const std::string& unit : *units) {
    const bool by_as = unit == component->unit;
    if (const auto known = require_service(texts, unit, by_as ? "--as" : "--service"); !known) {
      return tl::unexpected(known.error());
    }
  }
  ProxyTable table = make_proxy_table(*component, texts, *urls);
  table.notes = notes_of(state, *component);
  const std::string text = *format == Format::json
                               ? render_proxies_json(table)
                               : render_proxies_text(table, style_of(false, environment));
  return print(text);
}

}  // namespace

std::vector<Command> add_proxy_commands(CLI::App& root, const EnvironmentVariables& environment) {
  CLI::App* parent = add_family(root, "proxy", "proxy settings, by source");
  const auto state = std::make_shared<ProxyShowState>();
  CLI::App* app = add_command(
      *parent, "show", "which proxy each URL gets, who says so, and every place that sets one");
  add_option(*app, "url", state->urls,
             "hosts or URLs; none: one each for sign-in, backup and storage of the workload");
  add_option(*app, "--as", state->component,
             "whose settings decide: env (default: this process), waagent, hana, service:NAME; on "
             "Windows user, system, mars, sql, service:NAME");
  add_option(*app, "--service", state->services, "show what this service has, too; repeatable")
      .delimiter(',');
  add_option(*app, "-w,--workload", state->workloads,
             "whose hosts are asked about where no URL is given: mars (default), vm, sql, hana, "
             "mabs, all")
      .delimiter(',');
  add_option(*app, "-c,--cloud", state->cloud,
             "public (default), usgov, china, or the name that `az cloud list` prints");
  add_option(*app, "-f,--format", state->format, "text (default), json");
  return {{app, [app, state, &environment] {
             return with_late_sources(*app, environment, nullptr,
                                      [&] { return show_proxies(*state, environment); });
           }}};
}

}  // namespace netprobe
