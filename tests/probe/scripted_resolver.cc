#include "tests/probe/scripted_resolver.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <stdexcept>

namespace netprobe::testing_support {

namespace {

using Clock = std::chrono::steady_clock;
using Bytes = std::vector<std::uint8_t>;

constexpr int tick_ms = 5;
constexpr std::size_t header_size = 12;
constexpr std::uint8_t type_aaaa = 28;

std::optional<DnsQuestion> question_in(const Bytes& message) {
  DnsQuestion question;
  std::size_t at = header_size;
  while (at < message.size() && message[at] != 0) {
    const std::size_t size = message[at];
    if (at + 1 + size > message.size()) {
      return std::nullopt;
    }
    question.name += question.name.empty() ? "" : ".";
    question.name.append(message.begin() + static_cast<std::ptrdiff_t>(at + 1),
                         message.begin() + static_cast<std::ptrdiff_t>(at + 1 + size));
    at += size + 1;
  }
  if (at + 5 > message.size()) {
    return std::nullopt;
  }
  question.is_aaaa = message[at + 2] == type_aaaa;
  question.message = message;
  return question;
}

std::string words(const DnsQuestion& question) {
  return question.name + (question.is_aaaa ? " AAAA" : " A");
}

/// 198.51.100.7, or 2001:db8::7, for a minute.
Bytes answer_to(const DnsQuestion& question) {
  Bytes answer = question.message;
  answer[2] = 0x81;
  answer[3] = 0x80;
  answer[7] = 1;
  const Bytes address = question.is_aaaa
                            ? Bytes{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7}
                            : Bytes{198, 51, 100, 7};
  const auto type = static_cast<std::uint8_t>(question.is_aaaa ? type_aaaa : 1);
  const Bytes record = {0xc0, header_size, 0, type, 0, 1,
                        0,    0,           0, 60,   0, static_cast<std::uint8_t>(address.size())};
  answer.insert(answer.end(), record.begin(), record.end());
  answer.insert(answer.end(), address.begin(), address.end());
  return answer;
}

struct Due {
  Clock::time_point at;
  Bytes answer;
  sockaddr_in to;
};

}  // namespace

ScriptedResolver::ScriptedResolver(Script script) : script_(std::move(script)) {
  socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (socket_ < 0 || bind(socket_, generic, size) != 0 ||
      getsockname(socket_, generic, &size) != 0) {
    throw std::runtime_error("the scripted resolver cannot listen");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { listen(); });
}

ScriptedResolver::~ScriptedResolver() {
  stop_ = true;
  thread_.join();
  close(socket_);
}

std::string ScriptedResolver::server() const { return fmt::format("127.0.0.1:{}", port_); }

int ScriptedResolver::asked(const std::string& question) const {
  const std::lock_guard lock(mutex_);
  const auto found = asked_.find(question);
  return found == asked_.end() ? 0 : found->second;
}

std::vector<std::uint8_t> ScriptedResolver::message(const std::string& question) const {
  const std::lock_guard lock(mutex_);
  const auto found = messages_.find(question);
  return found == messages_.end() ? Bytes{} : found->second;
}

void ScriptedResolver::listen() {
  std::vector<Due> due;
  while (!stop_) {
    pollfd one{.fd = socket_, .events = POLLIN, .revents = 0};
    if (poll(&one, 1, tick_ms) == 1) {
      std::array<std::uint8_t, 2048> buffer{};
      sockaddr_in from{};
      socklen_t size = sizeof from;
      const ssize_t got = recvfrom(socket_, buffer.data(), buffer.size(), 0,
                                   reinterpret_cast<sockaddr*>(&from), &size);
      const auto question =
          question_in(Bytes(buffer.begin(), buffer.begin() + std::max<ssize_t>(got, 0)));
      if (question) {
        {
          const std::lock_guard lock(mutex_);
          ++asked_[words(*question)];
          messages_[words(*question)].assign(question->message.begin() + 2,
                                             question->message.end());
        }
        if (const int after = script_(*question); after >= 0) {
          due.push_back(
              {Clock::now() + std::chrono::milliseconds(after), answer_to(*question), from});
        }
      }
    }
    std::erase_if(due, [this](const Due& one_due) {
      if (one_due.at > Clock::now()) {
        return false;
      }
      sendto(socket_, one_due.answer.data(), one_due.answer.size(), 0,
             reinterpret_cast<const sockaddr*>(&one_due.to), sizeof one_due.to);
      return true;
    });
  }
}

}  // namespace netprobe::testing_support
