#include "endpoints/catalog_row.h"

#include "netprobe/core/text.h"

#include <algorithm>
#include <set>
#include <utility>

namespace netprobe {

namespace {

const std::vector<std::string> row_keys = {"id",
                                           "kind",
                                           "name",
                                           "protocol",
                                           "required_for",
                                           "optional_for",
                                           "ports",
                                           "comparison_ports",
                                           "representatives",
                                           "path",
                                           "identity",
                                           "service_tag",
                                           "never_proxy",
                                           "inside_azure_only",
                                           "purpose",
                                           "sources",
                                           "lists",
                                           "remove"};

void read_workloads(JsonReader& json, const std::string& key, std::vector<Workload>& into) {
  if (!json.has(key)) {
    return;
  }
  into.clear();
  json.for_each(key, [&](JsonReader item) {
    const auto workload =
        item.value().is_string() ? parse_workload(item.value().get<std::string>()) : std::nullopt;
    if (!workload) {
      item.expected("one of mars, vm, sql, hana, mabs");
      return;
    }
    into.push_back(*workload);
  });
}

void read_ports(JsonReader& json, const std::string& key, std::vector<std::uint16_t>& ports) {
  json.read(key, ports, 1, 65535, "a port from 1 to 65535");
  if (std::set<std::uint16_t>(ports.begin(), ports.end()).size() != ports.size()) {
    (json.has(key) ? json.member(key) : json).expected("each port once");
  }
}

void read_identity(JsonReader json, ServiceIdentity& identity) {
  if (!json.is_object_of({"statuses", "headers", "body"})) {
    return;
  }
  json.read("statuses", identity.statuses, 100, 599, "an HTTP status from 100 to 599");
  json.read("body", identity.body);
  if (json.has("headers")) {
    JsonReader headers = json.member("headers");
    if (!headers.value().is_object()) {
      headers.expected("an object of header names and texts");
      return;
    }
    identity.headers.clear();
    for (const auto& [name, value] : headers.value().items()) {
      std::string text;
      headers.read(name, text);
      identity.headers.emplace_back(name, std::move(text));
    }
  }
}

void read_sources(JsonReader& json, std::vector<CatalogSource>& sources) {
  if (!json.has("sources")) {
    return;
  }
  sources.clear();
  json.for_each("sources", [&](JsonReader item) {
    CatalogSource source;
    if (item.is_object_of({"page", "years"})) {
      item.read("page", source.page);
      item.read("years", source.years);
      sources.push_back(std::move(source));
    }
  });
}

template <typename Value, typename Parse>
void read_word(JsonReader& json, const std::string& key, Value& into, const Parse& parse,
               std::string_view expected) {
  if (!json.has(key)) {
    return;
  }
  JsonReader word = json.member(key);
  const auto value =
      word.value().is_string() ? parse(word.value().get<std::string>()) : std::nullopt;
  if (!value) {
    word.expected(expected);
    return;
  }
  into = *value;
}

std::string filled(std::string name, std::string_view place) {
  for (std::size_t at = name.find(place); at != std::string::npos; at = name.find(place)) {
    name.replace(at, place.size(), "x");
  }
  return name;
}

/// A host name once "{geo}" stands for a code.
bool is_host_pattern(std::string name) { return is_host_name(filled(std::move(name), "{geo}")); }

/// The same, once "{region}" stands for a region's name.
bool is_representative(std::string name) {
  return is_host_pattern(filled(std::move(name), "{region}"));
}

/// The same, once "<…>" stands for what only the user knows.
bool is_name_pattern(std::string name) {
  for (std::size_t at = name.find('<'); at != std::string::npos; at = name.find('<')) {
    const std::size_t end = name.find('>', at);
    if (end == std::string::npos) {
      return false;
    }
    name.replace(at, end - at + 1, "x");
  }
  return is_host_pattern(std::move(name));
}

bool is_path(std::string_view text) {
  return text.starts_with('/') && std::all_of(text.begin(), text.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte > ' ' && byte != 0x7f;
         });
}

bool name_fits(const CatalogRow& row) {
  switch (row.kind) {
    case EndpointKind::fqdn:
      return is_name_pattern(row.name);
    case EndpointKind::wildcard:
      return row.name.starts_with("*.") && is_host_name(row.name.substr(2));
    case EndpointKind::range:
      return Cidr::parse(row.name).has_value();
    case EndpointKind::rule_only:
      return !row.name.empty();
  }
  return false;
}

std::string_view name_words(EndpointKind kind) {
  switch (kind) {
    case EndpointKind::fqdn:
      return "a host name";
    case EndpointKind::wildcard:
      return "a wildcard such as *.example.com";
    case EndpointKind::range:
      return "a prefix such as 20.190.128.0/18, without host bits";
    case EndpointKind::rule_only:
      return "a service tag";
  }
  return "";
}

void check_row(JsonReader& json, const CatalogRow& row) {
  if (row.id.empty() || row.id.find_first_of(": \t\n#") != std::string::npos) {
    json.expected("an \"id\" without blanks, ':' and '#'");
  }
  if (!name_fits(row)) {
    (json.has("name") ? json.member("name") : json).expected(name_words(row.kind));
  }
  if (row.ports.empty() && row.kind != EndpointKind::rule_only) {
    json.expected("a list of \"ports\"");
  }
  if (!is_path(row.path)) {
    (json.has("path") ? json.member("path") : json)
        .expected("a path that begins with /, without blanks");
  }
  const auto bad =
      std::find_if_not(row.representatives.begin(), row.representatives.end(), is_representative);
  if (bad != row.representatives.end()) {
    (json.has("representatives") ? json.member("representatives") : json)
        .expected(
            "host names, with {geo} where the region's code goes, or {region} where its name "
            "does");
  }
}

template <typename Value>
nlohmann::ordered_json names_of(const std::vector<Value>& values) {
  auto list = nlohmann::ordered_json::array();
  for (const Value value : values) {
    list.push_back(name_of(value));
  }
  return list;
}

}  // namespace

bool has_row_keys(JsonReader json) { return json.is_object_of(row_keys); }

void read_row(JsonReader json, CatalogRow& row) {
  json.read("id", row.id);
  read_word(json, "kind", row.kind, parse_endpoint_kind, "one of fqdn, wildcard, range, rule-only");
  json.read("name", row.name);
  read_word(json, "protocol", row.protocol, parse_protocol, "one of https, http, tcp, dns");
  read_workloads(json, "required_for", row.required_for);
  read_workloads(json, "optional_for", row.optional_for);
  read_ports(json, "ports", row.ports);
  read_ports(json, "comparison_ports", row.comparison_ports);
  // Who makes a compared port required wants it tested once.
  std::erase_if(row.comparison_ports, [&](std::uint16_t port) {
    return std::find(row.ports.begin(), row.ports.end(), port) != row.ports.end();
  });
  json.read("representatives", row.representatives);
  json.read("path", row.path);
  if (json.has("identity")) {
    read_identity(json.member("identity"), row.identity);
  }
  json.read("service_tag", row.service_tag);
  json.read("never_proxy", row.never_proxy);
  json.read("inside_azure_only", row.inside_azure_only);
  json.read("purpose", row.purpose);
  read_sources(json, row.sources);
  json.read("lists", row.lists);
  check_row(json, row);
}

nlohmann::ordered_json row_to_json(const CatalogRow& row) {
  auto headers = nlohmann::ordered_json::object();
  for (const auto& [name, text] : row.identity.headers) {
    headers[name] = text;
  }
  auto sources = nlohmann::ordered_json::array();
  for (const CatalogSource& source : row.sources) {
    sources.push_back({{"page", source.page}, {"years", source.years}});
  }
  return {
      {"id", row.id},
      {"kind", name_of(row.kind)},
      {"name", row.name},
      {"protocol", name_of(row.protocol)},
      {"required_for", names_of(row.required_for)},
      {"optional_for", names_of(row.optional_for)},
      {"ports", row.ports},
      {"comparison_ports", row.comparison_ports},
      {"representatives", row.representatives},
      {"path", row.path},
      {"identity",
       {{"statuses", row.identity.statuses}, {"headers", headers}, {"body", row.identity.body}}},
      {"service_tag", row.service_tag},
      {"never_proxy", row.never_proxy},
      {"inside_azure_only", row.inside_azure_only},
      {"purpose", row.purpose},
      {"sources", sources},
      {"lists", row.lists}};
}

}  // namespace netprobe
