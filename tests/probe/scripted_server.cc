#include "tests/probe/scripted_server.h"

#include <netinet/in.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

namespace netprobe::testing_support {
namespace {

constexpr int tick_ms = 10;
constexpr int most_ticks = 1000;

void listening(bool done) {
  if (!done) {
    throw std::runtime_error("the scripted server cannot listen");
  }
}

}  // namespace

Peer::~Peer() {
  SSL_free(tls_);
  SSL_CTX_free(context_);
  if (descriptor_ >= 0) {
    close(descriptor_);
  }
}

bool Peer::wait_readable() {
  if (tls_ != nullptr && SSL_pending(tls_) > 0) {
    return true;
  }
  for (int i = 0; i < most_ticks && !stop_; ++i) {
    pollfd one{.fd = descriptor_, .events = POLLIN, .revents = 0};
    if (poll(&one, 1, tick_ms) == 1) {
      return true;
    }
  }
  return false;
}

std::string Peer::read_some() {
  std::array<char, 4096> buffer{};
  if (!wait_readable()) {
    return {};
  }
  const auto got =
      tls_ != nullptr
          ? static_cast<ssize_t>(SSL_read(tls_, buffer.data(), static_cast<int>(buffer.size())))
          : recv(descriptor_, buffer.data(), buffer.size(), 0);
  ERR_clear_error();
  return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string();
}

std::string Peer::read_until(std::string_view end) {
  std::string all;
  while (all.find(end) == std::string::npos) {
    const std::string more = read_some();
    if (more.empty()) {
      break;
    }
    all += more;
  }
  return all;
}

bool Peer::write(std::string_view text) {
  const auto sent =
      tls_ != nullptr
          ? static_cast<ssize_t>(SSL_write(tls_, text.data(), static_cast<int>(text.size())))
          : send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
  ERR_clear_error();
  return sent == static_cast<ssize_t>(text.size()) && !stop_;
}

void Peer::say_farewell() {
  if (tls_ != nullptr) {
    SSL_shutdown(tls_);
    ERR_clear_error();
  }
}

void Peer::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(descriptor_);
  descriptor_ = -1;
}

void Peer::wait_for_end() {
  while (!read_some().empty()) {
  }
}

bool Peer::start_tls(const Identity& identity, int newest_version) {
  context_ = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_security_level(context_, 0);
  SSL_CTX_set_min_proto_version(context_, TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context_, newest_version);
  SSL_CTX_use_certificate(context_, identity.certificate.get());
  SSL_CTX_use_PrivateKey(context_, identity.key.get());
  tls_ = SSL_new(context_);
  SSL_set_fd(tls_, descriptor_);
  const bool done = wait_readable() && SSL_accept(tls_) == 1;
  ERR_clear_error();
  return done;
}

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script)) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to peers that have gone
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  listening(listener_ >= 0 && bind(listener_, generic, size) == 0 &&
            ::listen(listener_, SOMAXCONN) == 0 && getsockname(listener_, generic, &size) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { listen(); });
}

ScriptedServer::~ScriptedServer() {
  stop_ = true;
  thread_.join();
  for (std::thread& script : scripts_) {
    script.join();
  }
  close(listener_);
}

void ScriptedServer::listen() {
  while (!stop_) {
    pollfd one{.fd = listener_, .events = POLLIN, .revents = 0};
    const int descriptor =
        poll(&one, 1, tick_ms) == 1 ? accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC) : -1;
    if (descriptor >= 0) {
      ++connections_;
      scripts_.emplace_back([this, descriptor] {
        Peer peer(descriptor, stop_);
        script_(peer);
      });
    }
  }
}

}  // namespace netprobe::testing_support
