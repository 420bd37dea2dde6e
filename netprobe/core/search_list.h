#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// How this machine completes a name that is not written to its end (resolv.conf(5)): what a
/// program that asks for "proxy" gets.
struct SearchList {
  /// In their order, lower case and without the final dot; empty stands for the root, which is the
  /// name as it is.
  std::vector<std::string> domains;
  int dots = 1;           ///< `ndots`: a name with so many is first asked for as it is
  bool top_level = true;  ///< a name without any dot is in the end asked for as it is
  bool operator==(const SearchList&) const = default;

  /// The names to ask for in turn, each once. Only the name itself for an address, and for a name
  /// that ends with a dot, which is taken off it.
  [[nodiscard]] std::vector<std::string> names_for(std::string_view name) const;
  /// Those of them that are asked for before the name as it is: an answer there hides the name's
  /// own.
  [[nodiscard]] std::vector<std::string> names_before(std::string_view name) const;
};

/// What decides it beside the file.
struct SearchInputs {
  std::string resolv_conf;   ///< the file's text
  std::string host_name;     ///< whose domain counts where the file names none
  std::string local_domain;  ///< of the variable LOCALDOMAIN, which goes before the file; or empty
  std::string options;       ///< of the variable RES_OPTIONS, which goes before the file's
};

/// As glibc reads them: the last of the lines `search` and `domain` counts, the last option of a
/// name too.
SearchList parse_search_list(const SearchInputs& inputs);

}  // namespace netprobe
