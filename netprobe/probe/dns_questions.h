#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// What every DNS message begins with, in bytes (RFC 1035, 4.1.1).
inline constexpr std::size_t dns_header_size = 12;

/// Does the answer say of itself that it was cut short, and is to be had by TCP (RFC 1035, 4.1.1)?
bool is_truncated(std::span<const std::uint8_t> message);

/// Remembers the questions of DNS messages that were sent, by id (RFC 1035, 4.1).
class DnsQuestions {
 public:
  void note_query(std::span<const std::uint8_t> message);

  /// "www.example.com 28": what was asked for under the id of that message, in lower case, and the
  /// number of the record's type; nothing where no such question was sent.
  [[nodiscard]] std::optional<std::string> question_of(std::span<const std::uint8_t> message) const;

  /// An error answer without a question section, with the question that was asked under its id put
  /// back; nothing for any other message.
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> mended(
      std::span<const std::uint8_t> message) const;

 private:
  std::map<std::uint16_t, std::vector<std::uint8_t>> questions_;
};

}  // namespace netprobe
