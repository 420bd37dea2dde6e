#pragma once

#include <tl/expected.hpp>

#include <string>

namespace netprobe {

/// Why the program itself could not do its job. A network that fails is never an Error: it is data
/// (`Failure` inside an `Observation`). The kind chooses the exit status (product contract, 2.3).
struct Error {
  enum class Kind {
    usage,     ///< the call is wrong: exit 2
    input,     ///< an input file or environment variable is wrong: exit 2
    output,    ///< a report cannot be written: exit 2 before probing, 3 after it
    internal,  ///< a library would not start, or a bug: exit 3
  };
  Kind kind = Kind::internal;
  /// One sentence for a person: the option or file, the line or JSON pointer in it, what was found,
  /// and what was expected. Foreign text in it is escaped by whoever prints it, not here.
  std::string message;

  bool operator==(const Error&) const = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> usage_error(std::string message) {
  return tl::unexpected<Error>({Error::Kind::usage, std::move(message)});
}
inline tl::unexpected<Error> input_error(std::string message) {
  return tl::unexpected<Error>({Error::Kind::input, std::move(message)});
}

}  // namespace netprobe
