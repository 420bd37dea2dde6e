#include "netprobe/remedy/heading.h"

#include "netprobe/core/az_command.h"
#include "netprobe/core/text.h"
#include "netprobe/remedy/quote.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

void add_section(std::vector<std::string>& lines, std::string_view title,
                 const std::vector<std::string>& entries) {
  if (entries.empty()) {
    return;
  }
  lines.emplace_back("");
  lines.push_back(fmt::format("{}:", title));
  for (const std::string& entry : entries) {
    lines.push_back("  " + entry);
  }
}

std::vector<std::string> wanted_lines(const std::vector<Want>& wants) {
  std::vector<std::string> lines;
  lines.reserve(wants.size());
  for (const Want& want : wants) {
    lines.push_back(fmt::format("{}   (for {})", words_of(want), join(want.rows, ", ")));
  }
  return lines;
}

std::vector<std::string> reasons(const AllowList& list) {
  std::vector<std::string> lines;
  lines.reserve(list.cases.size());
  for (const Case& one : list.cases) {
    lines.push_back(fmt::format("{} ({})", one.title, one.judged));
  }
  return lines;
}

}  // namespace

void choose_cloud(const AllowList& list, Usage& usage) {
  if (const std::string choice = az_cloud_command(list.cloud); !choice.empty()) {
    usage.apply.insert(usage.apply.begin(), choice + " && az login");
  }
}

std::string commented(const std::vector<std::string>& lines, std::string_view mark) {
  std::string out;
  for (const std::string& line : lines) {
    const std::string text = comment_text(line);
    out += mark;
    out += text.empty() || mark.empty() ? text + "\n" : " " + text + "\n";
  }
  return out;
}

std::vector<std::string> left_out_lines(const AllowList& list) {
  std::vector<std::string> entries;
  for (const LeftOut& left : list.left_out) {
    std::string rows = join(left.rows, ", ");
    entries.push_back(fmt::format("{}: {}{}{}", left.what, left.why,
                                  left.owner.empty() ? "" : "; it is for " + left.owner,
                                  rows.empty() || rows == left.what ? "" : " [" + rows + "]"));
  }
  std::vector<std::string> lines;
  add_section(lines, "Not covered", entries);
  if (!list.optional_rows.empty()) {
    add_section(lines, "Left closed, since nothing requires it (--optional takes it in)",
                {join(list.optional_rows, ", ")});
  }
  return lines;
}

std::string heading(const AllowList& list, Syntax syntax, const Usage& usage) {
  std::vector<std::string> lines = {
      fmt::format("netprobe {}: {}", list.tool_version, title_of(syntax)),
      fmt::format("made from {}", list.subject)};
  if (list.is_empty()) {
    lines.emplace_back("");
    lines.emplace_back(list.left_out.empty() ? "There is nothing to be done."
                                             : "There is nothing that such a rule could do.");
  }
  add_section(lines, "Opens, outbound", wanted_lines(list.open));
  add_section(lines, "Exempts from TLS inspection", wanted_lines(list.exempt));
  add_section(lines, "Gives a route to the internet to", wanted_lines(list.routed));
  add_section(lines, "Because", reasons(list));
  if (!list.is_empty()) {
    add_section(lines, "Apply", usage.apply);
    add_section(lines, "Prove", {list.proof});
    add_section(lines, "Roll back", usage.undo);
  }
  std::vector<std::string> notes = usage.notes;
  notes.insert(notes.end(), list.notes.begin(), list.notes.end());
  add_section(lines, "Note", notes);
  const auto left = left_out_lines(list);
  lines.insert(lines.end(), left.begin(), left.end());
  return commented(lines, comment_mark(syntax));
}

}  // namespace netprobe
