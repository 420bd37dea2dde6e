#include "netprobe/core/record.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <cstdint>

namespace netprobe {

std::string record_text(char kind, std::string_view bytes) {
  return fmt::format("{}{}:{}", kind, bytes.size(), bytes);
}

std::optional<Record> take_record(std::string_view& text) {
  constexpr std::size_t longest_number = 12;
  const std::size_t colon = text.substr(0, longest_number).find(':');
  const auto size = colon == std::string_view::npos || colon == 0
                        ? std::nullopt
                        : parse_number<std::uint32_t>(text.substr(1, colon - 1));
  if (!size || text.size() - colon - 1 < *size) {
    return std::nullopt;
  }
  const Record record{text.front(), text.substr(colon + 1, *size)};
  text.remove_prefix(colon + 1 + *size);
  return record;
}

}  // namespace netprobe
