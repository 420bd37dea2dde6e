#include "reports/untested_rows.h"

#include "reports/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace netprobe {

namespace {

struct Group {
  std::string reason;
  std::vector<std::string> names;
};

std::vector<Group> groups_of(const std::vector<RowView>& rows, const TextStyle& style) {
  std::vector<Group> groups;
  for (const RowView& view : rows) {
    if (view.result.status != RowStatus::untested || view.row->comparison ||
        view.row->kind == EndpointKind::rule_only) {
      continue;
    }
    const std::string note = view.note();
    const std::string reason = note.empty() ? "no attempt was made" : note;
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const Group& g) { return g.reason == reason; });
    if (group == groups.end()) {
      group = groups.insert(groups.end(), Group{reason, {}});
    }
    group->names.push_back(shown(view.name_and_port(), style));
  }
  return groups;
}

}  // namespace

std::string untested_rows(const std::vector<RowView>& rows, const TextStyle& style) {
  constexpr std::size_t most_names = 4;
  const std::vector<Group> groups = groups_of(rows, style);
  if (!style.verbose) {
    const std::size_t count = std::accumulate(
        groups.begin(), groups.end(), std::size_t{0},
        [](std::size_t sum, const Group& group) { return sum + group.names.size(); });
    return count == 0 ? ""
                      : fmt::format("{} not decided, for or against; -v says which, and why\n",
                                    counted(count, "more was", "more were"));
  }
  std::string out;
  for (const Group& group : groups) {
    out += paragraph(out.empty() ? "Not decided: " : "             ",
                     fmt::format("{} ({})", listed(group.names, most_names, style),
                                 shown(group.reason, style, 600)),
                     style);
  }
  return out;
}

}  // namespace netprobe
