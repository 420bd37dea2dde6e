#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace netprobe {

/// What two processes of this program tell each other: records, each a letter, the number of its
/// bytes, a colon and the bytes ("Q0:A6:DIRECT"). Whatever is in them may come from a stranger.
struct Record {
  char kind = 0;
  std::string_view bytes;
};

std::string record_text(char kind, std::string_view bytes);

/// Takes the first record off the text; nothing where none is whole.
std::optional<Record> take_record(std::string_view& text);

}  // namespace netprobe
