#include "netprobe/core/text.h"
#include "reports/html_parts.h"
#include "reports/layout.h"
#include "reports/way_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace netprobe {

namespace {

/// Of the drawing, in its own units: a telephone shows one of two ways at about this size.
constexpr int labels_width = 78;
constexpr int heading_height = 48;
constexpr int step = 52;
constexpr int radius = 9;
constexpr std::size_t most_ways = 3;

int lane_width(std::size_t ways) { return ways == 1 ? 240 : ways == 2 ? 142 : 134; }
std::size_t lane_columns(std::size_t ways) { return ways == 1 ? 32 : ways == 2 ? 17 : 14; }

int y_of(std::size_t place) { return heading_height + 24 + step * static_cast<int>(place); }

std::string_view class_of(Passage passage) {
  switch (passage) {
    case Passage::passed:
      return "passed";
    case Passage::broken:
      return "broken";
    case Passage::suspected:
      return "suspected";
    case Passage::unreached:
      return "unreached";
    case Passage::absent:
      return "absent";
  }
  return "";
}

std::string passage_words(const WayMap& map, Joint joint) {
  switch (map.at(joint)) {
    case Passage::passed:
      return joint == Joint::machine ? "starts here" : joint == Joint::azure ? "reached" : "passed";
    case Passage::broken:
      return "broken here";
    case Passage::suspected:
      return "perhaps here";
    case Passage::unreached:
      return "not reached";
    case Passage::absent:
      return "–";
  }
  return "";
}

/// Shape stands beside colour: a circle, a square, a diamond.
std::string outline_of(Passage passage, int x, int y) {
  switch (passage) {
    case Passage::broken:
      return fmt::format("M{} {}h{r}v{r}h-{r}z", x - radius, y - radius, fmt::arg("r", 2 * radius));
    case Passage::suspected:
      return fmt::format("M{} {}l{r} {r}l-{r} {r}l-{r} -{r}z", x, y - radius - 2,
                         fmt::arg("r", radius + 2));
    case Passage::passed:
    case Passage::unreached:
      return fmt::format("M{} {}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z", x - radius, y,
                         fmt::arg("r", radius), fmt::arg("d", 2 * radius));
    case Passage::absent:
      break;
  }
  return "";
}

/// A tick, a cross, a question mark.
std::string glyph_of(Passage passage, int x, int y) {
  switch (passage) {
    case Passage::passed:
      return fmt::format("M{} {}l3 3l5 -6", x - 4, y);
    case Passage::broken:
      return fmt::format("M{} {}l8 8m0 -8l-8 8", x - 4, y - 4);
    case Passage::suspected:
      return fmt::format("M{} {}q0 -4 3 -4q3 0 3 3q0 2 -3 4m0 3v.5", x - 3, y - 1);
    case Passage::unreached:
    case Passage::absent:
      break;
  }
  return "";
}

std::string share_words(const WayMap& map) {
  if (map.tested == 1) {
    return "the endpoint fails";
  }
  return map.failed == map.tested ? fmt::format("all {} fail", map.tested)
                                  : fmt::format("{} of {} fail", map.failed, map.tested);
}

/// The second line at a joint.
std::string words_below(const WayMap& map, Joint joint) {
  const Passage passage = map.at(joint);
  if (passage == Passage::broken || passage == Passage::suspected) {
    return map.causes[static_cast<std::size_t>(joint)];
  }
  if (joint == Joint::azure && passage == Passage::passed) {
    return map.failed == 0 ? fmt::format("{} of {}", map.tested, map.tested)
                           : fmt::format("{} of {}", map.tested - map.failed, map.tested);
  }
  return joint == Joint::resolver && map.way.kind != RouteKind::direct && passage == Passage::passed
             ? "its name only"
             : "";
}

std::string cut_to(std::string_view text, std::size_t columns) {
  return cut_off(html_safe(text, 200), columns, TextStyle{});
}

HtmlData stop_of(const WayMap& map, std::size_t place, int x, std::size_t columns) {
  const Joint joint = all_joints[place];
  const Passage passage = map.at(joint);
  const int y = y_of(place);
  const std::string below = words_below(map, joint);
  return HtmlFields{{"kind", html_text(class_of(passage))},
                    {"outline", html_text(outline_of(passage, x, y))},
                    {"glyph", html_text(glyph_of(passage, x, y))},
                    {"text_x", html_text(fmt::format("{}", x + 18))},
                    {"text_y", html_text(fmt::format("{}", below.empty() ? y + 4 : y - 2))},
                    {"words", html_text(passage_words(map, joint))},
                    {"below", html_maybe(cut_to(below, columns))},
                    {"below_y", html_text(fmt::format("{}", y + 13))}};
}

/// What goes on from a joint to the next: all, some of it, or nothing.
std::string_view rest_behind(const WayMap& map, std::size_t place) {
  const auto* const end = map.passages.begin() + static_cast<std::ptrdiff_t>(place) + 1;
  const bool is_broken = std::any_of(map.passages.begin(), end, [](Passage passage) {
    return passage == Passage::broken || passage == Passage::suspected;
  });
  if (!is_broken) {
    return "whole";
  }
  return map.failed == map.tested ? "unreached" : "part";
}

HtmlData line_of(const WayMap& map, std::size_t place, int x) {
  return HtmlFields{{"kind", html_text(rest_behind(map, place))},
                    {"x", html_text(fmt::format("{}", x))},
                    {"y1", html_text(fmt::format("{}", y_of(place)))},
                    {"y2", html_text(fmt::format("{}", y_of(place + 1)))}};
}

std::string html_way_name(const WayMap& map) {
  return map.way.proxies.empty() ? std::string(name_of(map.way.kind)) : map.way.words();
}

HtmlData lane_of(const WayMap& map, std::size_t lane, std::size_t lanes) {
  const int left = labels_width + static_cast<int>(lane) * lane_width(lanes);
  const int x = left + radius + 2;
  const std::size_t columns = lane_columns(lanes);
  kainjow::mustache::list stops;
  kainjow::mustache::list lines;
  for (std::size_t i = 0; i < all_joints.size(); ++i) {
    stops.push_back(stop_of(map, i, x, columns));
    if (i + 1 < all_joints.size()) {
      lines.push_back(line_of(map, i, x));
    }
  }
  const std::string by =
      map.way.proxies.empty() ? "" : html_way_name(map).substr(name_of(map.way.kind).size() + 1);
  return HtmlFields{{"name", html_text(name_of(map.way.kind))},
                    {"by", html_maybe(cut_to(by, columns + 6))},
                    {"text_x", html_text(fmt::format("{}", left))},
                    {"role", html_text(map.in_force ? "the agent’s way" : "to compare")},
                    {"stops", HtmlData(stops)},
                    {"lines", HtmlData(lines)}};
}

/// "broken at the proxy (proxy.denied), 2 of 11 fail".
std::string words_of_map(const WayMap& map) {
  if (map.failed == 0) {
    return map.tested == 1 ? "the endpoint is reached."
                           : fmt::format("all {} endpoints are reached.", map.tested);
  }
  std::vector<std::string> broken;
  std::vector<std::string> suspected;
  for (std::size_t i = 0; i < all_joints.size(); ++i) {
    const std::string named = fmt::format("{} ({})", words_of(all_joints[i]), map.causes[i]);
    if (map.passages[i] == Passage::broken) {
      broken.push_back(named);
    } else if (map.passages[i] == Passage::suspected) {
      suspected.push_back(named);
    }
  }
  std::string out = broken.empty() ? "" : "broken at " + join(broken, ", at ");
  if (!suspected.empty()) {
    out +=
        (out.empty() ? "" : "; ") + std::string("perhaps broken at ") + join(suspected, ", or at ");
  }
  return fmt::format("{}; {}.", out, share_words(map));
}

HtmlData caption_of(const WayMap& map, const std::vector<Finding>& findings) {
  return HtmlFields{{"name", html_text(html_way_name(map), 200)},
                    {"words", html_text(words_of_map(map))},
                    {"causes", html_list(map.findings, [&](std::size_t place) {
                       return HtmlFields{{"anchor", html_text(html_anchor_of_finding(place))},
                                         {"title", html_text(findings[place].title, 300)}};
                     })}};
}

/// The agent's ways before those that are there to compare.
std::vector<WayMap> maps_to_draw(const Report& report, const std::vector<RowView>& rows) {
  std::vector<WayMap> maps = way_maps(report, rows);
  if (maps.size() > most_ways) {
    std::stable_partition(maps.begin(), maps.end(), [](const WayMap& map) { return map.in_force; });
    maps.resize(most_ways);
  }
  return maps;
}

}  // namespace

HtmlData html_picture(const Report& report, const std::vector<RowView>& rows) {
  const std::vector<WayMap> maps = maps_to_draw(report, rows);
  if (maps.empty()) {
    return HtmlData(false);
  }
  kainjow::mustache::list joints;
  kainjow::mustache::list lanes;
  std::string description;
  for (std::size_t i = 0; i < all_joints.size(); ++i) {
    joints.push_back(HtmlFields{{"y", html_text(fmt::format("{}", y_of(i) + 4))},
                                {"words", html_text(words_of(all_joints[i]))}});
  }
  for (std::size_t i = 0; i < maps.size(); ++i) {
    lanes.push_back(lane_of(maps[i], i, maps.size()));
    description +=
        fmt::format("{}{}: {}", i == 0 ? "" : " ", html_way_name(maps[i]), words_of_map(maps[i]));
  }
  const std::size_t all = ways_of(report.plan).size();
  const int width = labels_width + static_cast<int>(maps.size()) * lane_width(maps.size());
  return HtmlFields{
      {"width", html_text(fmt::format("{}", width))},
      {"height", html_text(fmt::format("{}", y_of(all_joints.size() - 1) + 28))},
      {"description", html_text(description, 2000)},
      {"joints", HtmlData(joints)},
      {"ways", HtmlData(lanes)},
      {"captions",
       html_list(maps,
                 [&](const WayMap& map) { return caption_of(map, report.diagnosis.findings); })},
      {"more_ways",
       all > maps.size()
           ? html_text(fmt::format("{} more below.", counted(all - maps.size(), "way", "ways")))
           : HtmlData(false)}};
}

}  // namespace netprobe
