#include "netprobe/probe/dns_questions.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

namespace netprobe {

namespace {

constexpr std::size_t most_questions = 65536;

std::uint16_t word_at(std::span<const std::uint8_t> message, std::size_t at) {
  return static_cast<std::uint16_t>(message[at] << 8U | message[at + 1]);
}

/// The end of the first question, or nothing when the message is no plain query.
std::optional<std::size_t> question_end(std::span<const std::uint8_t> message) {
  std::size_t at = dns_header_size;
  while (at < message.size() && message[at] != 0) {
    if (message[at] > 63) {
      return std::nullopt;  // a compressed name cannot be the first
    }
    at += message[at] + std::size_t{1};
  }
  at += 5;  // the root label, type and class
  return at <= message.size() ? std::optional(at) : std::nullopt;
}

}  // namespace

void DnsQuestions::note_query(std::span<const std::uint8_t> message) {
  if (message.size() <= dns_header_size || word_at(message, 4) != 1) {
    return;
  }
  if (const auto end = question_end(message); end && questions_.size() < most_questions) {
    questions_[word_at(message, 0)].assign(message.begin() + dns_header_size,
                                           message.begin() + static_cast<std::ptrdiff_t>(*end));
  }
}

bool is_truncated(std::span<const std::uint8_t> message) {
  constexpr std::uint8_t is_answer = 0x80;
  constexpr std::uint8_t cut_short = 0x02;
  return message.size() >= dns_header_size && (message[2] & is_answer) != 0 &&
         (message[2] & cut_short) != 0;
}

std::optional<std::string> DnsQuestions::question_of(std::span<const std::uint8_t> message) const {
  if (message.size() < dns_header_size) {
    return std::nullopt;
  }
  const auto found = questions_.find(word_at(message, 0));
  if (found == questions_.end()) {
    return std::nullopt;
  }
  const std::vector<std::uint8_t>& question = found->second;  // whole, or it had not been noted
  std::string name;
  std::size_t at = 0;
  while (question[at] != 0) {
    const std::size_t length = question[at];
    name += name.empty() ? "" : ".";
    name.append(question.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                question.begin() + static_cast<std::ptrdiff_t>(at + 1 + length));
    at += length + 1;
  }
  return fmt::format("{} {}", to_lower(name), word_at(question, at + 1));
}

std::optional<std::vector<std::uint8_t>> DnsQuestions::mended(
    std::span<const std::uint8_t> message) const {
  if (message.size() < dns_header_size || word_at(message, 4) != 0) {
    return std::nullopt;
  }
  const bool is_answer = (message[2] & 0x80U) != 0;
  const bool is_error = (message[3] & 0x0fU) != 0;
  const auto question = questions_.find(word_at(message, 0));
  if (!is_answer || !is_error || question == questions_.end()) {
    return std::nullopt;
  }
  std::vector<std::uint8_t> whole(message.begin(), message.begin() + dns_header_size);
  whole[4] = 0;
  whole[5] = 1;
  for (std::size_t i = 6; i < dns_header_size; ++i) {
    whole[i] = 0;  // what sections it had are not needed for an error
  }
  whole.insert(whole.end(), question->second.begin(), question->second.end());
  return whole;
}

}  // namespace netprobe
