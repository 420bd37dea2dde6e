#pragma once

#include "tests/rules/rules.h"

#include <string>
#include <vector>

namespace netprobe::rules {

/// Types that two files of one program define under one name, outside of an unnamed namespace: the
/// linker takes the members of one of them for both, without a word ([basic.def.odr]). One sentence
/// each. The product is one program, and with it each folder of the tests; twins for different
/// platforms never meet. Read from files as clang-format leaves them.
[[nodiscard]] std::vector<std::string> types_of_one_name(const std::vector<SourceFile>& files);

}  // namespace netprobe::rules
