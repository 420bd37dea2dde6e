#include "netprobe/cli/smbios.h"

#include <cstddef>

namespace netprobe {

namespace {

constexpr std::size_t header_size = 4;
constexpr unsigned type_chassis = 3;
constexpr unsigned type_end = 127;
constexpr std::size_t place_of_tag = 8;

unsigned byte_at(std::string_view bytes, std::size_t place) {
  return static_cast<unsigned char>(bytes[place]);
}

/// The string of that number (from 1) behind a structure; empty: there is none.
std::string_view string_of(std::string_view strings, unsigned number) {
  for (unsigned i = 1; number > 0 && !strings.empty() && strings.front() != '\0'; ++i) {
    const std::size_t end = strings.find('\0');
    if (end == std::string_view::npos) {
      return {};
    }
    if (i == number) {
      return strings.substr(0, end);
    }
    strings.remove_prefix(end + 1);
  }
  return {};
}

}  // namespace

std::optional<std::string> chassis_asset_tag(std::string_view table) {
  while (table.size() > header_size) {
    const unsigned type = byte_at(table, 0);
    const std::size_t length = byte_at(table, 1);
    if (type == type_end || length < header_size || length > table.size()) {
      return std::nullopt;
    }
    const std::string_view strings = table.substr(length);
    const std::size_t end = strings.find(std::string_view("\0\0", 2));
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    if (type == type_chassis && length > place_of_tag) {
      const std::string_view tag =
          string_of(strings.substr(0, end + 1), byte_at(table, place_of_tag));
      return tag.empty() ? std::nullopt : std::optional<std::string>(tag);
    }
    table.remove_prefix(length + end + 2);
  }
  return std::nullopt;
}

}  // namespace netprobe
