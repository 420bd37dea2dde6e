#pragma once

#include <string>

namespace netprobe {

/// The file that has all certificates that the system trusts: where OpenSSL was built to look, or
/// else where distributions keep it. Who was built for another one than runs it (the static file)
/// would else trust nobody. `root` stands before each path, for tests.
std::string certificate_bundle(const std::string& root = "");

}  // namespace netprobe
