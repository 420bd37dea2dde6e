#include "netprobe/cli/nsg_destination.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/address_terms.h"
#include "netprobe/policy/tag_sets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

struct Pieces {
  std::string_view name;
  std::optional<std::string_view> port;
};

/// A colon parts the port off, unless it is of an IPv6 address without brackets.
Pieces pieces_of(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t close = std::min(text.find(']'), text.size());
    const std::string_view rest = text.substr(std::min(close + 1, text.size()));
    Pieces pieces{text.substr(1, close - 1), std::nullopt};
    if (!rest.empty()) {
      pieces.port = rest.substr(rest.starts_with(':') ? 1 : 0);
    }
    return pieces;
  }
  const std::size_t colon = text.rfind(':');
  if (parse_prefix(text) || colon == std::string_view::npos) {
    return {text, std::nullopt};
  }
  return {text.substr(0, colon), text.substr(colon + 1)};
}

tl::unexpected<Error> not_a_destination(std::string_view text, std::string_view expected) {
  return usage_error(
      fmt::format("DESTINATION: found \"{}\", expected {}", printable(text, 200), expected));
}

Result<NsgDestination> platform_destination(std::string_view name, PlatformTag tag) {
  const IpSet addresses = addresses_of(tag);
  if (addresses.empty()) {
    return not_a_destination(
        name,
        "an address, a prefix or a service tag: what this one stands for differs from network "
        "to network");
  }
  return NsgDestination{std::string(name), addresses, false, false, {}};
}

/// A name with a dot whose beginning is no service's: "storage.westeuropa" is a tag misspelt.
bool is_host(std::string_view name, const ServiceTags& tags) {
  const std::string_view bare = name.starts_with("*.") ? name.substr(2) : name;
  const bool has_known_service =
      std::any_of(tags.tags.begin(), tags.tags.end(), [&](const ServiceTag& tag) {
        return equals_ignoring_case(service_of(tag.name), service_of(name));
      });
  return is_host_name(bare) && bare.find('.') != std::string_view::npos && !has_known_service;
}

/// Neither an address nor a host nor a tag: a misspelt tag, or a URL.
tl::unexpected<Error> unknown_name(std::string_view name, const ServiceTags& tags) {
  if (name.find("//") != std::string_view::npos || name.ends_with("/")) {
    return not_a_destination(
        name, "an address, a prefix, a service tag or a host name, which stands in the URL");
  }
  std::vector<std::string> names;
  std::transform(tags.tags.begin(), tags.tags.end(), std::back_inserter(names),
                 [](const ServiceTag& tag) { return tag.name; });
  const auto close_by = nearest(name, names);
  return not_a_destination(
      name,
      fmt::format(
          "an address, a prefix, a host name or a service tag of the {}{}", tags.description(),
          close_by.empty() ? "" : fmt::format("; did you mean {}?", fmt::join(close_by, ", "))));
}

Result<NsgDestination> named(std::string_view name, const ServiceTags& tags,
                             const HostLookup& lookup) {
  if (const auto prefix = parse_prefix(name)) {
    if (!Cidr::parse(name)) {
      return not_a_destination(
          name, fmt::format("no host bits behind the prefix: {}", prefix->to_string()));
    }
    return NsgDestination{to_string(AddressTerm(*prefix)), IpSet(*prefix), false, false, {}};
  }
  if (const ServiceTag* tag = tags.find(name)) {
    return NsgDestination{tag->name, tag->addresses(), true, false, {}};
  }
  if (const auto platform = parse_platform_tag(name)) {
    return platform_destination(name, *platform);
  }
  if (is_host(name, tags)) {
    const std::string host = to_lower(name);
    return lookup(host).map([&](IpSet addresses) {
      return NsgDestination{host, std::move(addresses), false, true, {}};
    });
  }
  return unknown_name(name, tags);
}

}  // namespace

Result<NsgDestination> parse_nsg_destination(std::string_view text, const ServiceTags& tags,
                                             const HostLookup& lookup) {
  Pieces pieces = pieces_of(trim(text));
  if (text.find("://") != std::string_view::npos) {
    pieces = {text, std::nullopt};
  }
  auto destination = named(pieces.name, tags, lookup);
  if (!destination || !pieces.port) {
    return destination;
  }
  const auto port = parse_number<std::uint16_t>(*pieces.port);
  if (!port || *port == 0) {
    return not_a_destination(text, "a port from 1 to 65535 behind the colon");
  }
  destination->port = port;
  return destination;
}

}  // namespace netprobe
