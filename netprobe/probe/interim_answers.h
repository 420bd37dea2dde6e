#pragma once

#include <cstddef>
#include <string_view>

namespace netprobe {

/// Is it the status of an interim answer, after which the answer itself comes (RFC 9110, 15.2)?
/// 101 is none: nobody asks for another protocol.
constexpr bool is_interim(int status) { return status >= 100 && status < 200 && status != 101; }

/// The interim answers before a proxy's answer to CONNECT. libcurl takes the first of them for the
/// answer (tried with 7.88), so they are read away before it looks. Pure.
class InterimAnswers {
 public:
  /// Of what waits to be read: how many bytes at its front belong to interim answers. They count
  /// as taken.
  std::size_t take(std::string_view waiting);

 private:
  bool within_ = false;        ///< the end of one is yet to come
  bool at_line_start_ = true;  ///< of its lines
};

}  // namespace netprobe
