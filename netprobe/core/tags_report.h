#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/ip_set.h"
#include "netprobe/core/service_tags.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace netprobe {

/// What the questions about service tags are answered with (`netprobe tags`).

/// Where the tags are from: `ServiceTags` without its tags.
struct TagOrigin {
  std::string file;  ///< empty: the snapshot that the program carries
  std::string cloud;
  std::uint64_t change_number = 0;
  std::string date;
  std::string description;
  bool operator==(const TagOrigin&) const = default;
};

/// A tag in a line.
struct TagFacts {
  std::string name;
  std::string system_service;
  std::string region;  ///< the suffix of the name; empty for a tag of no region
  std::uint64_t change_number = 0;
  std::size_t ipv4_prefixes = 0;
  std::size_t ipv6_prefixes = 0;
  std::uint64_t ipv4_addresses = 0;
  AddressCount ipv6_addresses;
  bool operator==(const TagFacts&) const = default;
};

/// A tag that has all of what was asked for, and which of its prefixes make that up, the longest
/// first.
struct TagMatch {
  TagFacts tag;
  std::vector<Cidr> prefixes;
  bool operator==(const TagMatch&) const = default;
};

/// A tag that has a part of the range that was asked for.
struct TagPart {
  std::string name;
  AddressCount addresses;  ///< of the range
  bool operator==(const TagPart&) const = default;
};

struct TagLookup {
  std::string query;  ///< as it was given
  Cidr range;
  std::vector<TagMatch> matches;  ///< the tag with the fewest addresses first
  std::vector<TagPart> parts;     ///< the one with most of the range first
  bool operator==(const TagLookup&) const = default;
};

struct TagLookupReport {
  TagOrigin origin;
  std::vector<TagLookup> lookups;
  bool operator==(const TagLookupReport&) const = default;
};

struct TagListReport {
  TagOrigin origin;
  std::string region;  ///< as it was given; empty: all
  std::vector<TagFacts> tags;
  bool operator==(const TagListReport&) const = default;
};

struct TagShowReport {
  TagOrigin origin;
  TagFacts tag;
  std::vector<Cidr> prefixes;       ///< as the file lists them
  std::size_t fewest_prefixes = 0;  ///< that would do for the same addresses
  std::vector<TagFacts> regional;   ///< the tags of the same service in single regions
  bool operator==(const TagShowReport&) const = default;
};

/// What became of a tag: which addresses came, which went.
struct TagChange {
  enum class Kind { added, removed, changed };
  Kind kind = Kind::changed;
  std::string name;
  IpSet added;
  IpSet removed;
  bool operator==(const TagChange&) const = default;
};

inline std::string_view name_of(TagChange::Kind kind) {
  switch (kind) {
    case TagChange::Kind::added:
      return "added";
    case TagChange::Kind::removed:
      return "removed";
    case TagChange::Kind::changed:
      return "changed";
  }
  return "";
}

struct TagDiffReport {
  TagOrigin older;
  TagOrigin newer;
  std::vector<std::string> services;  ///< that were compared, with their regions; empty: all
  std::size_t compared = 0;           ///< tags
  std::vector<TagChange> changes;     ///< by name
  bool operator==(const TagDiffReport&) const = default;
};

using TagsAnswer = std::variant<TagLookupReport, TagListReport, TagShowReport, TagDiffReport>;

struct TagsReport {
  TagsAnswer answer;
  std::vector<std::string> notes;  ///< what the reader must know: sentences
  bool operator==(const TagsReport&) const = default;
};

}  // namespace netprobe
