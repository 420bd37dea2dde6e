#include "proxy/windows_settings.h"

#include <array>
#include <cstddef>

namespace netprobe {

namespace {

constexpr std::uint32_t flag_proxy = 2;
constexpr std::uint32_t flag_script = 4;
constexpr std::uint32_t flag_detect = 8;
constexpr std::size_t longest_text = std::size_t{64} * 1024;

/// Takes values off the front, as long as there are any.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::optional<std::uint32_t> number() {
    constexpr std::size_t size = 4;
    if (bytes_.size() < size) {
      return std::nullopt;
    }
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes_[i])) << (8 * i);
    }
    bytes_.remove_prefix(size);
    return value;
  }

  /// Empty where the bytes end in front of it: older versions write less. Nothing where it would go
  /// beyond their end.
  std::optional<std::string> text() {
    if (bytes_.empty()) {
      return "";
    }
    const auto size = number();
    if (!size || *size > bytes_.size() || *size > longest_text) {
      return std::nullopt;
    }
    std::string value(bytes_.substr(0, *size));
    bytes_.remove_prefix(*size);
    return value.substr(0, value.find('\0'));
  }

 private:
  std::string_view bytes_;
};

std::optional<ConnectionSettings> parse(std::string_view bytes,
                                        const std::array<std::uint32_t, 2>& versions,
                                        bool has_script) {
  Reader reader(bytes);
  const auto version = reader.number();
  const auto counter = reader.number();
  const auto flags = reader.number();
  if (!flags || !counter || (*version != versions[0] && *version != versions[1])) {
    return std::nullopt;
  }
  const auto proxy = reader.text();
  const auto bypass = proxy ? reader.text() : std::nullopt;
  const auto script = bypass && has_script ? reader.text() : bypass ? "" : bypass;
  if (!script) {
    return std::nullopt;
  }
  ConnectionSettings settings;
  settings.uses_proxy = (*flags & flag_proxy) != 0;
  settings.uses_script = has_script && (*flags & flag_script) != 0;
  settings.detects = has_script && (*flags & flag_detect) != 0;
  settings.proxy = *proxy;
  settings.bypass = *bypass;
  settings.script_url = *script;
  return settings;
}

}  // namespace

std::optional<ConnectionSettings> parse_connection_settings(std::string_view bytes) {
  return parse(bytes, {0x3C, 0x46}, true);
}

std::optional<ConnectionSettings> parse_winhttp_settings(std::string_view bytes) {
  return parse(bytes, {0x18, 0x28}, false);
}

}  // namespace netprobe
