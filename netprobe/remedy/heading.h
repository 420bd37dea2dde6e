#pragma once

#include "netprobe/remedy/allow_list.h"
#include "netprobe/remedy/syntax.h"

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// What a syntax adds to the comment at the head of what it writes.
struct Usage {
  std::vector<std::string> apply;  ///< how it is put to use
  std::vector<std::string> undo;   ///< the commands that take it back
  std::vector<std::string> notes;  ///< what the reader must know of this syntax
};

/// The comment at the head of every configuration: the tool, what it was made from, what it opens
/// and why, how to apply, to prove and to take it back, and what it does not do. The only place
/// where foreign text is written, one line each.
std::string heading(const AllowList& list, Syntax syntax, const Usage& usage);

/// Puts before `apply` what chooses the cloud of the Azure CLI, where it is not the CLI's own
/// default.
void choose_cloud(const AllowList& list, Usage& usage);

/// Lines as comments.
std::string commented(const std::vector<std::string>& lines, std::string_view mark);

/// What is left out and what stays closed, for the end of a heading or of a ticket.
std::vector<std::string> left_out_lines(const AllowList& list);

}  // namespace netprobe
