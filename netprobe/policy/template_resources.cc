#include "netprobe/policy/template_resources.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/template_scope.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t most_resources = 10'000;
constexpr std::string_view deployments = "Microsoft.Resources/deployments";

/// What security rules and routes are parts of.
bool is_read(std::string_view type) {
  constexpr std::array families = {"Microsoft.Network/networkSecurityGroups",
                                   "Microsoft.Network/routeTables"};
  return std::any_of(families.begin(), families.end(), [&](std::string_view family) {
    return starts_with_ignoring_case(type, family) &&
           (type.size() == family.size() || type[family.size()] == '/');
  });
}

/// Where a resource stands.
struct Setting {
  TemplateLoops loops;
  bool is_certain = true;
  std::string type;                   ///< of the resource around it
  std::optional<std::size_t> parent;  ///< that resource's place in the list
  std::set<std::string> assumed;      ///< parameters whose defaults say how often it is there
};

class Reader {
 public:
  void read(const ExportValue& body, TemplateScope& scope, const Setting& setting) {
    const auto resources = body.member("resources");
    if (!resources) {
      return;
    }
    for (const auto& [key, value] : resources->json().items()) {
      const bool is_list = resources->json().is_array();
      const std::size_t index = is_list ? static_cast<std::size_t>(std::stoul(key)) : 0;
      const auto resource = is_list ? resources->element(index) : resources->member(key);
      if (resource) {
        read_resource(*resource, scope, setting);
      }
    }
    if (is_expression(resources->as_text())) {
      add_unread(resources->as_text(), *resources);
    }
  }

  TemplateContents take() { return std::move(contents_); }

 private:
  void add_unread(std::string words, const ExportValue& value) {
    contents_.unread.push_back({std::move(words), value.pointer()});
  }

  void read_resource(const ExportValue& resource, TemplateScope& scope, Setting setting) {
    const auto named = resource.member("type");
    const std::string type = named ? named->as_text() : "";
    if (is_expression(type)) {
      add_unread(type, resource);
      return;
    }
    setting.type = setting.type.empty() || type.find('/') != std::string::npos
                       ? type
                       : setting.type + "/" + type;
    if (starts_with_ignoring_case(
            setting.type, "Microsoft.Network/networkManagers/securityAdminConfigurations/")) {
      add_unread("[security admin rules of a network manager]", resource);
    }
    if (!is_read(setting.type) && !equals_ignoring_case(setting.type, deployments)) {
      return;
    }
    const auto condition = resource.member("condition");
    setting.is_certain = setting.is_certain && (!condition || condition->json() == true);
    read_turns(resource, scope, std::move(setting));
  }

  /// The resource as often as its loop says. Where that cannot be told it is read once, and is not
  /// certain.
  void read_turns(const ExportValue& resource, TemplateScope& scope, Setting setting) {
    const auto copy = resource.member("copy");
    if (!copy) {
      read_once(resource, scope, setting);
      return;
    }
    const auto count = copy->member("count");
    scope.shared().assumed.clear();
    const auto turns = count ? scope.turns_of(count->json(), setting.loops) : std::nullopt;
    const auto name = copy->member("name");
    if (!turns) {
      setting.is_certain = false;
      read_once(resource, scope, setting);
      return;
    }
    setting.assumed.merge(scope.shared().assumed);
    setting.loops.push_back({name ? name->as_text() : "", 0, true});
    for (; setting.loops.back().turn < *turns; ++setting.loops.back().turn) {
      read_once(resource, scope, setting);
    }
  }

  void read_once(const ExportValue& resource, TemplateScope& scope, Setting setting) {
    if (contents_.resources.size() >= most_resources) {
      if (contents_.unread.empty() || contents_.unread.back().words != too_many) {
        add_unread(std::string(too_many), resource);
      }
      return;
    }
    if (equals_ignoring_case(setting.type, deployments)) {
      read_deployment(resource, scope, setting);
      return;
    }
    contents_.resources.push_back(expanded(resource, scope, setting));
    setting.parent = contents_.resources.size() - 1;
    setting.is_certain = contents_.resources.back().is_certain;
    read(resource, scope, setting);
  }

  static TemplateResource expanded(const ExportValue& resource, TemplateScope& scope,
                                   const Setting& setting) {
    TemplateResource out;
    out.type = setting.type;
    out.pointer = resource.pointer();
    out.parent = setting.parent;
    out.is_certain = setting.is_certain;
    const auto existing = resource.member("existing");
    out.is_existing = existing && existing->json() == true;
    if (const auto name = resource.member("name")) {
      out.json["name"] = scope.expand(name->json(), setting.loops, false);
    }
    scope.shared().assumed = setting.assumed;  // what the name assumes decides nothing
    if (const auto properties = resource.member("properties")) {
      out.json["properties"] = scope.expand(properties->json(), setting.loops, true);
    }
    close_open_parts(out.json);
    out.assumed.assign(scope.shared().assumed.begin(), scope.shared().assumed.end());
    return out;
  }

  /// A nested deployment. Its template may stand in the file, and have parameters of its own.
  void read_deployment(const ExportValue& resource, TemplateScope& scope, const Setting& setting) {
    nlohmann::json name;
    if (const auto found = resource.member("name")) {
      name = scope.expand(found->json(), setting.loops, false);
      close_open_parts(name);
    }
    std::string place = name.is_string() ? name.get<std::string>() : resource.pointer();
    place = scope.place().empty() ? place : fmt::format("{}, {}", scope.place(), place);
    const auto properties = resource.member("properties");
    const auto body = properties ? properties->member("template") : std::nullopt;
    if (!body || !body->json().is_object()) {
      add_unread(fmt::format("[what the deployment {} makes]", place), resource);
      return;
    }
    const auto options = properties->member("expressionEvaluationOptions");
    const auto chosen = options ? options->member("scope") : std::nullopt;
    Setting inside = setting;
    inside.type.clear();
    inside.parent.reset();
    if (!chosen || !equals_ignoring_case(chosen->as_text(), "inner")) {
      read(*body, scope, inside);
      return;
    }
    for (const TemplateLoop& loop : std::exchange(inside.loops, {})) {
      place += fmt::format(" {}", loop.turn);
    }
    TemplateScope inner(body->json(), place, scope.shared());
    give_parameters(*properties, scope, setting.loops, inner);
    read(*body, inner, inside);
  }

  static void give_parameters(const ExportValue& deployment, TemplateScope& from,
                              const TemplateLoops& loops, TemplateScope& to) {
    const auto given = deployment.member("parameters");
    if (deployment.member("parametersLink") || (given && !given->json().is_object())) {
      to.give_what_cannot_be_told();
      return;
    }
    if (!given) {
      return;
    }
    for (const auto& [name, parameter] : given->json().items()) {
      from.shared().assumed.clear();
      const bool has_value = parameter.is_object() && parameter.contains("value");
      TemplateValue value;
      if (has_value) {
        value = template_value(from.expand(parameter["value"], loops, false));
      }
      to.give(name, std::move(value), from.shared().assumed);
    }
  }

  static constexpr std::string_view too_many = "[more resources than are read here]";

  TemplateContents contents_;
};

}  // namespace

bool looks_like_template(const ExportValue& value) {
  const auto schema = value.member("$schema");
  return value.member("resources") ||
         (schema && contains_ignoring_case(schema->as_text(), "deploymentTemplate"));
}

TemplateContents read_template(const ExportValue& value) {
  TemplateScope::Shared shared;
  TemplateScope scope(value.json(), "", shared);
  Reader reader;
  reader.read(value, scope, {});
  return reader.take();
}

bool is_of_type(const TemplateResource& resource, std::string_view type) {
  return equals_ignoring_case(resource.type, type);
}

}  // namespace netprobe
