#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace netprobe {

/// Remembers the questions of DNS messages that were sent, by id (RFC 1035, 4.1).
class DnsQuestions {
 public:
  void note_query(std::span<const std::uint8_t> message);

  /// An error answer without a question section, with the question that was asked under its id put
  /// back; nothing for any other message.
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> mended(
      std::span<const std::uint8_t> message) const;

 private:
  std::map<std::uint16_t, std::vector<std::uint8_t>> questions_;
};

}  // namespace netprobe
