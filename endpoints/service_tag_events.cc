#include "endpoints/service_tag_events.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace netprobe {

namespace {

// Ten times what the largest cloud has today: a file is no reason to run out of memory.
constexpr std::size_t most_tags = 50'000;
constexpr std::size_t most_prefixes = 1'000'000;
constexpr std::size_t longest_name = 200;

constexpr std::string_view what_a_tag_is = "a service tag: an object with a name and properties";
// What PowerShell's ConvertTo-Json does to an object that lies too deep.
constexpr std::string_view depth_hint =
    "an object (ConvertTo-Json writes what lies deep as text: give it -Depth 5)";

std::string_view name_of_container(bool is_object) { return is_object ? "an object" : "a list"; }

}  // namespace

ServiceTagEvents::Key ServiceTagEvents::key_named(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Key>, 11> keys = {{
      {"values", Key::values},
      {"name", Key::name},
      {"id", Key::id},
      {"properties", Key::properties},
      {"changeNumber", Key::change_number},
      {"region", Key::region},
      {"systemService", Key::system_service},
      {"addressPrefixes", Key::address_prefixes},
      {"cloud", Key::cloud},
      {"date", Key::date},
      {"nextLink", Key::next_link},
  }};
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const auto& entry) {
    return equals_ignoring_case(entry.first, name);
  });
  return found == keys.end() ? Key::unknown : found->second;
}

bool ServiceTagEvents::key(const Json::string_t& name) {
  Frame& frame = top();
  if (frame.role != Role::ignored) {
    frame.key = key_named(name);
    frame.key_text = name;
  }
  return true;
}

std::optional<ServiceTagEvents::Role> ServiceTagEvents::role_of(Container container) {
  const bool is_object = container == Container::object;
  if (depth_ == 0) {
    return is_object ? Role::document : Role::tag_list;
  }
  const Frame& frame = top();
  const auto only = [&](bool is_right, Role role, std::string_view what) {
    if (is_right) {
      return std::optional(role);
    }
    refuse(name_of_container(is_object), what);
    return std::optional<Role>();
  };
  switch (frame.role) {
    case Role::ignored:
      return Role::ignored;
    case Role::document:
      switch (frame.key) {
        case Key::values:
          return only(!is_object, Role::tag_list, "a list of service tags");
        case Key::cloud:
        case Key::date:
        case Key::next_link:
        case Key::change_number:
          return only(false, Role::ignored, "a text or a number");
        default:
          return Role::ignored;
      }
    case Role::tag_list:
      return only(is_object, Role::tag, what_a_tag_is);
    case Role::tag:
    case Role::properties:
      switch (frame.key) {
        case Key::properties:
          return only(is_object, Role::properties, "an object");
        case Key::address_prefixes:
          return only(!is_object, Role::prefixes, "a list of prefixes");
        case Key::name:
        case Key::id:
        case Key::region:
        case Key::system_service:
        case Key::change_number:
          return only(false, Role::ignored, "a text or a number");
        default:
          return Role::ignored;
      }
    case Role::prefixes:
      return only(false, Role::ignored, "a prefix such as 13.69.65.32/27");
  }
  return std::nullopt;
}

bool ServiceTagEvents::start(Container container) {
  if (depth_ == frames_.size()) {
    outcome_ =
        input_error(fmt::format("{}: it is nested deeper than {} levels", file_, deepest_json));
    return false;
  }
  const auto role = role_of(container);
  if (!role) {
    return false;
  }
  if (*role == Role::tag_list) {
    list_pointer_ = pointer();
  }
  if (*role == Role::tag) {
    if (tags_.tags.size() == most_tags) {
      return refuse("more", fmt::format("at most {} tags", most_tags));
    }
    tags_.tags.emplace_back();
  }
  Frame& frame = frames_.at(depth_++);
  frame.role = *role;
  frame.container = container;
  frame.index = 0;
  frame.key = Key::unknown;
  frame.key_text.clear();
  return true;
}

bool ServiceTagEvents::end() {
  if (top().role == Role::tag && tags_.tags.back().name.empty()) {
    --depth_;
    return refuse("an object without a name", what_a_tag_is);
  }
  --depth_;
  if (depth_ > 0) {
    ++top().index;
  }
  return true;
}

bool ServiceTagEvents::string(const Json::string_t& value) {
  if (depth_ > 0 && top().role == Role::prefixes) {
    if (!prefix_value(value)) {
      return false;
    }
    ++top().index;
    return true;
  }
  return depth_ > 0 && top().role == Role::ignored ? true : scalar(value);
}

bool ServiceTagEvents::prefix_value(std::string_view text) {
  const auto prefix = Cidr::parse(text);
  if (!prefix) {
    return expected(Json(text), "a prefix without host bits such as 13.69.65.32/27");
  }
  if (++prefixes_ > most_prefixes) {
    return refuse("more", fmt::format("at most {} prefixes in all", most_prefixes));
  }
  tags_.tags.back().prefixes.push_back(*prefix);
  return true;
}

bool ServiceTagEvents::scalar(const Json& value) {
  if (depth_ == 0) {
    return expected(value, "service tags: an object with a list of \"values\"");
  }
  bool taken = true;
  switch (top().role) {
    case Role::ignored:
      break;
    case Role::document:
      taken = document_value(value);
      break;
    case Role::tag_list:
      taken = expected(value, what_a_tag_is);
      break;
    case Role::tag:
    case Role::properties:
      taken = tag_value(value);
      break;
    case Role::prefixes:
      taken = expected(value, "a prefix such as 13.69.65.32/27");
      break;
  }
  if (taken) {
    ++top().index;
  }
  return taken;
}

bool ServiceTagEvents::document_value(const Json& value) {
  switch (top().key) {
    case Key::values:
      return expected(value, "a list of service tags");
    case Key::cloud:
      return read_text(value, tags_.cloud);
    case Key::change_number:
      return read_change_number(value, tags_.change_number);
    case Key::date:
      if (!value.is_string() || !age_in_days(value.get<std::string>(), WallTime())) {
        return expected(value, "a date such as 2025-10-28");
      }
      return read_text(value, tags_.date);
    case Key::next_link: {
      std::string link;
      const bool is_text = read_text(value, link);
      tags_.is_partial = !link.empty();
      return is_text;
    }
    default:
      return true;
  }
}

bool ServiceTagEvents::tag_value(const Json& value) {
  ServiceTag& tag = tags_.tags.back();
  switch (top().key) {
    case Key::name:
      return read_text(value, tag.name);
    case Key::id:
      return read_text(value, tag.id);
    case Key::region:
      return read_text(value, tag.region);
    case Key::system_service:
      return read_text(value, tag.system_service);
    case Key::change_number:
      return read_change_number(value, tag.change_number);
    case Key::properties:
      return value.is_null() || expected(value, depth_hint);
    case Key::address_prefixes:
      return value.is_null() ||
             expected(value, "a list of prefixes (give ConvertTo-Json -Depth 5)");
    default:
      return true;
  }
}

bool ServiceTagEvents::read_text(const Json& value, std::string& into) {
  if (value.is_null()) {
    return true;
  }
  if (!value.is_string() || value.get_ref<const std::string&>().size() > 2000) {
    return expected(value, "a text of at most 2000 bytes");
  }
  into = value.get<std::string>();
  return true;
}

bool ServiceTagEvents::read_change_number(const Json& value, std::uint64_t& into) {
  if (value.is_null()) {
    return true;
  }
  const auto number = value.is_number_unsigned() ? std::optional(value.get<std::uint64_t>())
                      : value.is_string() ? parse_number<std::uint64_t>(value.get<std::string>())
                                          : std::nullopt;
  into = number.value_or(0);
  return number || expected(value, "a change number");
}

bool ServiceTagEvents::expected(const Json& found, std::string_view what) {
  return refuse(found.dump(-1, ' ', true, Json::error_handler_t::replace), what);
}

bool ServiceTagEvents::refuse(std::string_view found, std::string_view what) {
  outcome_ = input_error(fmt::format("{}: {}: found {}, expected {}", file_,
                                     depth_ == 0 ? "/" : pointer(), printable(found, 100), what));
  return false;
}

std::string ServiceTagEvents::pointer() const {
  std::string out;
  for (std::size_t i = 0; i < depth_; ++i) {
    const Frame& frame = frames_.at(i);
    out += "/";
    out += frame.container == Container::object ? printable(frame.key_text, 100)
                                                : std::to_string(frame.index);
  }
  return out;
}

bool ServiceTagEvents::parse_error(std::size_t byte, const std::string& /*last_token*/,
                                   const std::exception& error) {
  outcome_ = not_json(text_, file_, byte, error);
  return false;
}

Result<void> ServiceTagEvents::check_names() const {
  std::set<std::string> names;
  for (std::size_t i = 0; i < tags_.tags.size(); ++i) {
    const std::string& name = tags_.tags[i].name;
    if (name.size() > longest_name || !names.insert(to_lower(name)).second) {
      return input_error(fmt::format(
          "{}: {}/{}/name: found \"{}\", expected {}", file_, list_pointer_.value_or(""), i,
          printable(name, 100), name.size() > longest_name ? "a shorter name" : "each tag once"));
    }
  }
  return {};
}

Result<ServiceTags> ServiceTagEvents::take() {
  if (!outcome_) {
    return tl::unexpected(outcome_.error());
  }
  if (!list_pointer_) {
    return input_error(
        fmt::format("{}: /: found no \"values\", expected a list of service tags under it", file_));
  }
  if (const auto checked = check_names(); !checked) {
    return tl::unexpected(checked.error());
  }
  tags_.file = file_;
  return std::move(tags_);
}

}  // namespace netprobe
