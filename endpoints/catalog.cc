#include "endpoints/catalog.h"

#include "endpoints/catalog_row.h"
#include "endpoints/embedded.h"
#include "endpoints/regions.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace netprobe {

namespace {

constexpr std::string_view schema_name = "netprobe.catalog/1";

struct ControlWord {
  ControlKind kind;
  std::string_view word;
};
constexpr std::array control_words = {
    ControlWord{ControlKind::microsoft_host, "microsoft-host"},
    ControlWord{ControlKind::unrelated_host, "unrelated-host"},
    ControlWord{ControlKind::must_not_resolve, "must-not-resolve"},
    ControlWord{ControlKind::unrouted_address, "unrouted-address"},
};

bool is_taken(const std::vector<Control>& controls, const std::string& id) {
  return std::any_of(controls.begin(), controls.end(),
                     [&](const Control& control) { return control.id == id; });
}

void read_control(JsonReader json, std::vector<Control>& controls) {
  Control control;
  if (!json.is_object_of({"id", "kind", "target"})) {
    return;
  }
  std::string kind;
  json.read("id", control.id);
  json.read("kind", kind);
  json.read("target", control.target);
  if (control.id.empty() || is_taken(controls, control.id)) {
    json.expected("an \"id\" that no other control has");
  }
  const auto* const word = std::find_if(control_words.begin(), control_words.end(),
                                        [&](const ControlWord& w) { return w.word == kind; });
  if (word == control_words.end()) {
    json.expected(
        "a \"kind\": microsoft-host, unrelated-host, must-not-resolve or unrouted-address");
    return;
  }
  control.kind = word->kind;
  const auto address = IpAddress::parse(control.target);
  if (control.kind == ControlKind::unrouted_address ? !address || !address->is_documentation()
                                                    : !is_host_name(control.target)) {
    json.expected(
        "a \"target\": a host name, or for unrouted-address an address of RFC 5737 or "
        "2001:db8::/32");
  }
  controls.push_back(std::move(control));
}

void read_controls(JsonReader& json, Catalog& catalog) {
  if (!json.has("controls")) {
    return;
  }
  catalog.controls.clear();
  json.for_each("controls",
                [&](JsonReader item) { read_control(std::move(item), catalog.controls); });
}

/// A list of texts that are all of one kind.
template <typename Test>
void read_words(JsonReader& json, const std::string& key, std::vector<std::string>& into,
                const Test& is_one, std::string_view expected) {
  json.read(key, into);
  json.for_each(key, [&](JsonReader item) {
    if (!item.value().is_string() || !is_one(item.value().get<std::string>())) {
      item.expected(expected);
    }
  });
}

void read_sign_in_tag(JsonReader json, Catalog& catalog) {
  if (!json.is_object_of({"date", "prefixes"})) {
    return;
  }
  json.read("date", catalog.sign_in_tag_date);
  catalog.sign_in_tag_prefixes.clear();
  json.for_each("prefixes", [&](JsonReader item) {
    const auto cidr =
        item.value().is_string() ? Cidr::parse(item.value().get<std::string>()) : std::nullopt;
    if (!cidr) {
      item.expected("a prefix without host bits");
      return;
    }
    catalog.sign_in_tag_prefixes.push_back(*cidr);
  });
}

void read_one_row(JsonReader item, Catalog& catalog, std::set<std::string>& seen) {
  std::string id;
  bool remove = false;
  if (!has_row_keys(item)) {
    return;
  }
  item.read("id", id);
  item.read("remove", remove);
  if (!id.empty() && !seen.insert(id).second) {
    item.member("id").expected("an id that no other row of this file has");
    return;
  }
  const auto known = std::find_if(catalog.rows.begin(), catalog.rows.end(),
                                  [&](const CatalogRow& row) { return row.id == id; });
  if (remove) {
    if (known == catalog.rows.end()) {
      (item.has("id") ? item.member("id") : item)
          .expected("the id of a row that there is, to remove it");
      return;
    }
    catalog.rows.erase(known);
    return;
  }
  read_row(item, known == catalog.rows.end() ? catalog.rows.emplace_back() : *known);
}

void read_catalog(JsonReader json, Catalog& catalog) {
  if (!json.is_object_of({"schema", "cloud", "date", "default_geo_codes", "sign_in_hosts",
                          "controls", "rows", "sign_in_tag"})) {
    return;
  }
  std::string schema(schema_name);
  std::string cloud(name_of(catalog.cloud));
  json.read("schema", schema);
  json.read("cloud", cloud);
  if (schema != schema_name) {
    json.member("schema").expected(fmt::format("\"{}\"", schema_name));
  }
  if (parse_cloud(cloud) != catalog.cloud) {
    json.member("cloud").expected(
        fmt::format("\"{}\", the cloud that is being checked", name_of(catalog.cloud)));
  }
  json.read("date", catalog.date);
  read_words(json, "default_geo_codes", catalog.default_geo_codes, is_geo_code,
             "a geo code such as we");
  read_words(json, "sign_in_hosts", catalog.sign_in_hosts, is_host_name, "a host name");
  read_controls(json, catalog);
  if (json.has("sign_in_tag")) {
    read_sign_in_tag(json.member("sign_in_tag"), catalog);
  }
  std::set<std::string> seen;
  json.for_each("rows", [&](JsonReader item) { read_one_row(std::move(item), catalog, seen); });
}

}  // namespace

Result<Catalog> extend_catalog(Catalog base, std::string_view text, std::string_view file) {
  const std::string name = printable(file, 300);
  const auto json = parse_json(text, name);
  if (!json) {
    return tl::unexpected(json.error());
  }
  std::string problem;
  read_catalog(JsonReader(*json, name, "", problem), base);
  if (!problem.empty()) {
    return input_error(problem);
  }
  return base;
}

Result<Catalog> embedded_catalog(Cloud cloud) {
  Catalog empty;
  empty.cloud = cloud;
  const std::string name = fmt::format("data/{}.json", name_of(cloud));
  return extend_catalog(std::move(empty), embedded::file(name), name);
}

std::string catalog_to_json(const Catalog& catalog) {
  auto controls = nlohmann::ordered_json::array();
  for (const Control& control : catalog.controls) {
    const auto* const word =
        std::find_if(control_words.begin(), control_words.end(),
                     [&](const ControlWord& w) { return w.kind == control.kind; });
    controls.push_back({{"id", control.id}, {"kind", word->word}, {"target", control.target}});
  }
  auto rows = nlohmann::ordered_json::array();
  for (const CatalogRow& row : catalog.rows) {
    rows.push_back(row_to_json(row));
  }
  auto prefixes = nlohmann::ordered_json::array();
  for (const Cidr& prefix : catalog.sign_in_tag_prefixes) {
    prefixes.push_back(prefix.to_string());
  }
  const nlohmann::ordered_json document = {
      {"schema", schema_name},
      {"cloud", name_of(catalog.cloud)},
      {"date", catalog.date},
      {"default_geo_codes", catalog.default_geo_codes},
      {"sign_in_hosts", catalog.sign_in_hosts},
      {"controls", controls},
      {"rows", rows},
      {"sign_in_tag", {{"date", catalog.sign_in_tag_date}, {"prefixes", prefixes}}}};
  return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace netprobe
