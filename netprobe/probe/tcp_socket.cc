#include "netprobe/probe/tcp_socket.h"

namespace netprobe {

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this != &other) {
    close_socket(descriptor_);
    descriptor_ = other.release();
  }
  return *this;
}

Socket::~Socket() { close_socket(descriptor_); }

}  // namespace netprobe
