#pragma once

#include "netprobe/core/result.h"
#include "netprobe/remedy/writers.h"

#include <string>

namespace CLI {  // NOLINT(readability-identifier-naming): a name of the library
class App;
}

namespace netprobe {

/// What `remedy` and `endpoints export` share, as it was typed.
struct RemedyOptions {
  std::string syntax;
  std::string chain;
  bool optional_too = false;
};

struct ChosenSyntax {
  Syntax syntax = Syntax::ticket;
  WriteOptions options;
};

void add_remedy_options(CLI::App& command, RemedyOptions& options);

/// The error names the option, and the words that it takes.
Result<ChosenSyntax> chosen_syntax(const RemedyOptions& options);

}  // namespace netprobe
