#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace netprobe::testing_support {

/// A question as a resolver's script sees it.
struct DnsQuestion {
  std::string name;
  bool is_aaaa = false;
  std::vector<std::uint8_t> message;  ///< as it came
};

/// Answers DNS questions on a free UDP port of 127.0.0.1, in a thread of its own.
class ScriptedResolver {
 public:
  /// How many milliseconds the answer takes; less than 0: there is none.
  using Script = std::function<int(const DnsQuestion&)>;
  explicit ScriptedResolver(Script script);
  ~ScriptedResolver();
  ScriptedResolver(const ScriptedResolver&) = delete;
  ScriptedResolver& operator=(const ScriptedResolver&) = delete;

  /// "127.0.0.1:40123"
  [[nodiscard]] std::string server() const;
  /// How often that was asked: "name A", "name AAAA".
  [[nodiscard]] int asked(const std::string& question) const;
  /// The last message with that question, less its id.
  [[nodiscard]] std::vector<std::uint8_t> message(const std::string& question) const;

 private:
  void listen();

  Script script_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_ = false;
  mutable std::mutex mutex_;
  std::map<std::string, int> asked_;
  std::map<std::string, std::vector<std::uint8_t>> messages_;
  std::thread thread_;
};

}  // namespace netprobe::testing_support
