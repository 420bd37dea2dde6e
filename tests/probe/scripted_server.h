#pragma once

#include "tests/probe/certificates.h"

#include <openssl/ssl.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace netprobe::testing_support {

/// The server's end of one connection, as a script sees it. Every wait ends when the server does,
/// and after a few seconds at the latest.
class Peer {
 public:
  Peer(int descriptor, const std::atomic<bool>& stop) : descriptor_(descriptor), stop_(stop) {}
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  /// Reads until that text has come, or the connection ends; all that has come.
  std::string read_until(std::string_view end);
  std::string read_some();
  bool write(std::string_view text);
  void say_farewell();  ///< TLS' close_notify
  void reset();         ///< ends the connection with a RST
  void wait_for_end();  ///< says nothing until the other side, or the server, ends

  /// From here on everything goes through TLS; false when the handshake failed.
  bool start_tls(const Identity& identity, int newest_version = 0);

 private:
  bool wait_readable();

  int descriptor_;
  const std::atomic<bool>& stop_;
  SSL_CTX* context_ = nullptr;
  SSL* tls_ = nullptr;
};

/// Listens on a free port of 127.0.0.1 and plays a script for each connection, each in a thread of
/// its own.
class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;
  explicit ScriptedServer(Script script);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void listen();

  Script script_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_ = false;
  std::atomic<int> connections_ = 0;
  std::vector<std::thread> scripts_;
  std::thread thread_;
};

}  // namespace netprobe::testing_support
