#pragma once

#include <string>

namespace netprobe {

/// "example.com" of "www.example.com", by the number and length of labels and no list: who owns a
/// name, as far as telling strangers apart needs it. An address is its own domain.
std::string owner_domain(const std::string& host);

}  // namespace netprobe
