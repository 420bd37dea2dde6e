#include "reports/proxies.h"

#include "netprobe/core/text.h"
#include "reports/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <vector>

namespace netprobe {

namespace {

/// "PROXY   all 2 URLs go through http://proxy.corp:3128, for this process (env)"
std::string headline(const ProxyTable& table, const TextStyle& style) {
  std::set<std::string> proxies;
  std::size_t proxied = 0;
  for (const ProxyVerdict& verdict : table.verdicts) {
    if (verdict.proxy) {
      proxies.insert(*verdict.proxy);
      ++proxied;
    }
  }
  const std::size_t all = table.verdicts.size();
  const std::vector<std::string> names(proxies.begin(), proxies.end());
  const std::string subject = all == 1 ? "the URL goes" : fmt::format("all {} URLs go", all);
  const std::string ways = proxied == 0 ? fmt::format("{} directly", subject)
                           : proxied == all
                               ? fmt::format("{} through {}", subject, join(names, " or "))
                               : fmt::format("{} of {} URLs go through {}, the others directly",
                                             proxied, all, join(names, " or "));
  const std::string_view word = proxied == 0 ? "DIRECT" : proxied == all ? "PROXY" : "MIXED";
  const std::string lead = fmt::format("{:<9}", word);
  const std::string text =
      paragraph(lead, shown(fmt::format("for {}, {}", table.component_words, ways), style), style);
  return painted(word, Paint::bold, style) + text.substr(word.size());
}

std::string rules_words(const ProxyVerdict& verdict) {
  return verdict.entry ? fmt::format("{}, by {}", verdict.reason, words_for(verdict.rules))
                       : verdict.reason;
}

std::string verdict_lines(const ProxyVerdict& verdict, std::size_t width, const TextStyle& style) {
  const std::string url = shown(verdict.url, style);
  std::string out =
      fmt::format("  {}  {}\n", padded(url, width), shown(verdict.proxy.value_or("direct"), style));
  return out + paragraph("      ", shown(rules_words(verdict), style), style);
}

bool is_told(const ProxyPlace& place) {
  return !place.proxies.empty() || !place.bypass.source.empty() || !place.notes.empty();
}

struct Columns {
  std::size_t name = 0, scope = 0;
};

Columns widths_of(const ProxyPlace& place, const TextStyle& style) {
  Columns columns{columns_of(place.bypass.source), 0};
  for (const PlacedProxy& proxy : place.proxies) {
    columns.name = std::max(columns.name, columns_of(shown(proxy.name, style)));
    columns.scope = std::max(columns.scope, columns_of(shown(proxy.scope, style)));
  }
  return columns;
}

std::string place_lines(const ProxyPlace& place, const TextStyle& style) {
  std::string out =
      paragraph("  ", shown(fmt::format("{}: for {}", place.name, place.used_by), style), style);
  const Columns columns = widths_of(place, style);
  for (const PlacedProxy& proxy : place.proxies) {
    out += fmt::format("    {} {}  {}  {}\n", proxy.wins ? "*" : " ",
                       padded(shown(proxy.name, style), columns.name),
                       padded(shown(proxy.scope, style), columns.scope),
                       shown(proxy.setting.url, style));
    if (!proxy.setting.problem.empty()) {
      out += paragraph("        ", shown("cannot be used: " + proxy.setting.problem, style), style);
    }
  }
  if (!place.bypass.source.empty()) {
    const std::string lead =
        fmt::format("      {}  ", padded(shown(place.bypass.source, style), columns.name));
    out += paragraph(lead, shown("not for " + join(place.bypass.entries, " "), style), style);
  }
  for (const std::string& note : place.notes) {
    out += paragraph("      ! ", shown(note, style), style);
  }
  return out;
}

/// The names, but for folders with many of them: those are counted.
std::vector<std::string> gathered(const std::vector<std::string>& names) {
  constexpr std::size_t many = 3;
  const auto folder_of = [](const std::string& name) {
    return name.starts_with('/') ? name.substr(0, name.rfind('/') + 1) : name;
  };
  std::map<std::string, std::size_t> counts;
  for (const std::string& name : names) {
    ++counts[folder_of(name)];
  }
  std::vector<std::string> out;
  for (const std::string& name : names) {
    const std::string folder = folder_of(name);
    const std::size_t count = counts[folder];
    std::string words = count > many ? fmt::format("{} ({} files)", folder, count) : name;
    if (out.empty() || out.back() != words) {
      out.push_back(std::move(words));
    }
  }
  return out;
}

std::string others(const ProxyTable& table, ProxyPlace::State state, std::string_view label,
                   const TextStyle& style) {
  std::vector<std::string> names;
  for (const ProxyPlace& place : table.places) {
    if (place.state == state && !is_told(place)) {
      names.push_back(place.name);
    }
  }
  return names.empty() ? ""
                       : paragraph(fmt::format("  {:<12}", label),
                                   shown(join(gathered(names), ", "), style), style);
}

}  // namespace

std::string render_proxies_text(const ProxyTable& table, const TextStyle& style) {
  std::string out = headline(table, style) + "\n";
  std::size_t width = 0;
  for (const ProxyVerdict& verdict : table.verdicts) {
    width = std::max(width, columns_of(shown(verdict.url, style)));
  }
  const std::size_t widest = static_cast<std::size_t>(std::max(style.width, 80)) / 2;
  for (const ProxyVerdict& verdict : table.verdicts) {
    out += verdict_lines(verdict, std::min(width, widest), style);
  }
  out += "\n" + painted("WHERE PROXIES ARE SET", Paint::bold, style) + "\n";
  bool any_wins = false;
  for (const ProxyPlace& place : table.places) {
    out += is_told(place) ? place_lines(place, style) : "";
    any_wins = any_wins || std::any_of(place.proxies.begin(), place.proxies.end(),
                                       [](const PlacedProxy& proxy) { return proxy.wins; });
  }
  if (std::none_of(table.places.begin(), table.places.end(), is_told)) {
    out += "  nowhere\n";
  }
  if (any_wins) {
    out +=
        paragraph("    * ", shown(fmt::format("taken by {}", table.component_words), style), style);
  }
  out += "\n" + painted("WHERE NONE IS", Paint::bold, style) + "\n";
  out += others(table, ProxyPlace::State::read, "nothing in", style);
  out += others(table, ProxyPlace::State::absent, "missing", style);
  out += others(table, ProxyPlace::State::unreadable, "not for you", style);
  for (const std::string& note : table.notes) {
    out += "\n" + paragraph("Note: ", shown(note, style), style);
  }
  return out;
}

}  // namespace netprobe
