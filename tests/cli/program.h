#pragma once

#include <string>

namespace netprobe {

/// How a call of the program ended.
struct Ended {
  int status = -1;
  std::string output, errors;
};

/// Runs the program with no environment but these variables. What would probe does so in a network
/// of its own, without a way out, where that is permitted.
Ended call(const std::string& arguments, const std::string& variables = "");

/// The path of a new file with that text.
std::string file_with(const std::string& name, const std::string& text);

}  // namespace netprobe
