#include "proxy/systemd_unit.h"

#include "netprobe/core/text.h"
#include "proxy/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace netprobe {

namespace {

struct Setting {
  std::string_view section, key, value;
  std::string place;
};

/// systemd.syntax(7): comments begin with '#' or ';', also between joined lines.
std::string without_comment_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string_view begin = trim(line);
    // An empty line keeps the numbers of those behind it; inside of joined lines it has to go on.
    const bool comment = begin.starts_with('#') || begin.starts_with(';');
    const bool joined = out.ends_with("\\\n");
    out += comment ? (joined ? "\\" : "") : line;
    out += '\n';
  }
  return out;
}

void for_each_setting(std::string_view text, std::string_view file,
                      const std::function<void(const Setting&)>& call) {
  std::string section;
  for (const Line& line : joined_lines(without_comment_lines(text))) {
    const std::string_view rest = trim(line.text);
    if (rest.starts_with('[') && rest.ends_with(']')) {
      section = rest.substr(1, rest.size() - 2);
      continue;
    }
    const std::size_t equals = rest.find('=');
    if (equals != std::string_view::npos) {
      call({section, trim(rest.substr(0, equals)), trim(rest.substr(equals + 1)),
            fmt::format("{}:{}", file, line.number)});
    }
  }
}

/// "%%" is a '%'; nothing where another specifier stands, which only systemd can fill in.
std::optional<std::string> without_specifiers(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && text.substr(i, 2) != "%%") {
      return std::nullopt;
    }
    i += std::size_t{text[i] == '%'};
    out += text[i];
  }
  return out;
}

void add_environment(const Setting& setting, Assignments& out) {
  for (std::size_t at = setting.value.find_first_not_of(" \t"); at < setting.value.size();) {
    const Word word = read_word(setting.value, at, " \t");
    at = setting.value.find_first_not_of(" \t", word.end);
    const std::size_t equals = std::min(word.text.find('='), word.text.size());
    const std::string name = word.text.substr(0, equals);
    if (!is_proxy_variable(name) || equals == word.text.size()) {
      continue;
    }
    const auto value = without_specifiers(std::string_view(word.text).substr(equals + 1));
    if (value && !word.open) {
      out.set.push_back({name, {*value, setting.place}});
    } else {
      out.notes.push_back(fmt::format(
          "{}: {} is not evaluated: {}", setting.place, name,
          word.open ? "its quote is not closed"
                    : "systemd fills in what follows a '%'; the sign itself is written %%"));
    }
  }
}

void apply(const Setting& setting, UnitEnvironment& unit) {
  if (setting.key == "Environment") {
    if (setting.value.empty()) {
      unit.set.clear();
    }
    Assignments more;
    add_environment(setting, more);
    std::move(more.set.begin(), more.set.end(), std::back_inserter(unit.set));
    std::move(more.notes.begin(), more.notes.end(), std::back_inserter(unit.notes));
  } else if (setting.key == "EnvironmentFile") {
    const bool optional = setting.value.starts_with('-');
    const std::string path(setting.value.substr(optional ? 1 : 0));
    if (path.empty()) {
      unit.files.clear();
    } else if (!path.starts_with('/') || path.find_first_of("*?[%") != std::string::npos) {
      unit.notes.push_back(fmt::format(
          "{}: EnvironmentFile={} is not evaluated: it is no plain path", setting.place, path));
    } else {
      unit.files.push_back({path, optional});
    }
  } else if (setting.key == "UnsetEnvironment") {
    const auto names = split(setting.value, " \t");
    unit.unset.insert(unit.unset.end(), names.begin(), names.end());
  } else if (setting.key == "PIDFile") {
    unit.pid_file = setting.value;
  }
}

}  // namespace

UnitEnvironment with_unit_file(UnitEnvironment unit, std::string_view text, std::string_view file) {
  for_each_setting(text, file, [&](const Setting& setting) {
    if (setting.section == "Service") {
      apply(setting, unit);
    }
  });
  return unit;
}

Assignments read_system_conf(std::string_view text, std::string_view file) {
  Assignments out;
  for_each_setting(text, file, [&](const Setting& setting) {
    if (setting.section == "Manager" && setting.key == "DefaultEnvironment") {
      if (setting.value.empty()) {
        out.set.clear();
      }
      add_environment(setting, out);
    }
  });
  return out;
}

Variables service_variables(const std::vector<Assignment>& defaults, const UnitEnvironment& unit,
                            const std::vector<Assignment>& files) {
  Variables variables = variables_of(defaults);
  for (const auto* assignments : {&unit.set, &files}) {
    for (const Assignment& assignment : *assignments) {
      variables[assignment.name] = assignment.variable;
    }
  }
  // "NAME" takes the variable away whatever it holds, "NAME=VALUE" only that value.
  for (const std::string& unset : unit.unset) {
    std::erase_if(variables, [&](const auto& one) {
      return unset == one.first || unset == one.first + "=" + one.second.value;
    });
  }
  return variables;
}

std::string service_unit_name(std::string_view text) {
  constexpr std::string_view others = ":-_.\\@";
  constexpr std::size_t longest = 255;
  const bool good = !text.empty() && text.size() <= longest && !text.starts_with('-') &&
                    !text.starts_with('.') && std::all_of(text.begin(), text.end(), [&](char c) {
                      return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                             (c >= 'a' && c <= 'z') || others.find(c) != std::string_view::npos;
                    });
  if (!good) {
    return "";
  }
  const std::string name(text);
  return name.ends_with(".service") ? name : name + ".service";
}

}  // namespace netprobe
