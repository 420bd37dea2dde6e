#include "endpoints/target_lists.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace netprobe {

namespace {

using Json = nlohmann::json;

bool is_wildcard(std::string_view text) { return text.find('*') != std::string_view::npos; }

/// The text of a name at a port, as `parse_target` takes it.
std::string at_port(const std::string& name, std::uint16_t port) {
  constexpr std::uint16_t http = 80;
  constexpr std::uint16_t https = 443;
  constexpr std::uint16_t https_of_backup = 8443;
  const bool is_ipv6 = std::count(name.begin(), name.end(), ':') > 1;
  const std::string host = is_ipv6 ? fmt::format("[{}]", name) : name;
  if (port == http) {
    return fmt::format("http://{}/", host);
  }
  return port == https || port == https_of_backup ? fmt::format("{}:{}", host, port)
                                                  : fmt::format("tcp://{}:{}", host, port);
}

class Splitter {
 public:
  TargetTexts take_apart(std::string_view text) {
    if (!split_endpoints(text)) {
      for (line_ = 1; !text.empty(); ++line_) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        split_line(trim(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
      }
    }
    return std::move(texts_);
  }

 private:
  void add(std::string text) {
    if (is_wildcard(text)) {
      leave_out(fmt::format("{}: {}", text, advice_about_wildcard(text)));
    } else {
      texts_.targets.push_back({line_, std::move(text)});
    }
  }

  void leave_out(std::string why) { texts_.left_out.push_back({line_, std::move(why)}); }

  void split_line(std::string_view line) {
    if (line.starts_with('|')) {
      split_row(line);
      return;
    }
    if (line.starts_with("- ") || line.starts_with("* ")) {
      line = trim(line.substr(2));
    }
    if (const std::size_t comment = line.find(" #"); comment != std::string_view::npos) {
      line = trim(line.substr(0, comment));
    }
    const bool is_code = line.size() > 2 && line.front() == '`' && line.back() == '`';
    if (is_code) {
      line = line.substr(1, line.size() - 2);
    }
    if (!line.empty() && !line.starts_with('#')) {
      add(std::string(line));
    }
  }

  /// A cell has names, ports, or words about them.
  void split_row(std::string_view row) {
    std::vector<std::string> names;
    std::vector<std::uint16_t> ports;
    for (const std::string& cell : split(without_breaks(row), "|")) {
      if (cell.find_first_not_of("-: ") == std::string::npos) {
        continue;  // the line below the head
      }
      const std::vector<std::string> pieces = split(cell, " ,;`\t");
      const bool has_names = std::any_of(pieces.begin(), pieces.end(), is_name);
      for (const std::string& piece : pieces) {
        const auto port = parse_number<std::uint16_t>(piece);
        if (is_name(piece)) {
          names.push_back(piece);
        } else if (port && *port != 0) {
          ports.push_back(*port);
        } else if (has_names) {
          leave_out(fmt::format("{}: it is no name, address or port", piece));
        }
      }
      const bool is_words =
          !has_names && std::none_of(pieces.begin(), pieces.end(), [](const std::string& piece) {
            return parse_number<std::uint16_t>(piece);
          });
      if (is_words) {
        leave_out(fmt::format("{}: it is no name, address or port", cell));
      }
    }
    add_at(names, ports);
  }

  void add_at(const std::vector<std::string>& names, const std::vector<std::uint16_t>& ports) {
    for (const std::string& name : names) {
      const bool is_plain = name.find('/') == std::string::npos && !is_wildcard(name);
      if (!is_plain || ports.empty()) {
        add(name);
        continue;
      }
      for (const std::uint16_t port : ports) {
        add(at_port(name, port));
      }
    }
  }

  static bool is_name(const std::string& piece) {
    return piece.find('.') != std::string::npos && piece.find('.') + 1 < piece.size() &&
           piece.size() > 3;
  }

  static std::string without_breaks(std::string_view row) {
    std::string out;
    while (!row.empty()) {
      const std::size_t tag = std::min(row.find('<'), row.size());
      out += row.substr(0, tag);
      row.remove_prefix(tag);
      const std::size_t end = row.find('>');
      if (!row.empty()) {
        out += ' ';
        row.remove_prefix(end == std::string_view::npos ? 1 : end + 1);
      }
    }
    return out;
  }

  /// The endpoints of Microsoft 365: a list of objects with "urls", "ips", "tcpPorts".
  bool split_endpoints(std::string_view text) {
    const std::string_view start = trim(text.substr(0, 1000));
    if (!start.starts_with('[') || !trim(start.substr(1)).starts_with('{')) {
      return false;
    }
    constexpr int deepest = 16;
    const auto shallow = [](int depth, Json::parse_event_t /*event*/, Json& /*parsed*/) {
      return depth < deepest;
    };
    const Json list = Json::parse(text, shallow, false);
    if (!list.is_array()) {
      return false;
    }
    for (const Json& endpoint : list) {
      ++line_;  // its number in the list
      if (endpoint.is_object()) {
        split_endpoint(endpoint);
      }
    }
    return true;
  }

  void split_endpoint(const Json& endpoint) {
    std::vector<std::uint16_t> ports;
    for (const std::string& port : split(text_of(endpoint, "tcpPorts"), ",")) {
      if (const auto number = parse_number<std::uint16_t>(port)) {
        ports.push_back(*number);
      }
    }
    const std::vector<std::string> names = texts_of(endpoint, "urls");
    const std::vector<std::string> prefixes = texts_of(endpoint, "ips");
    if (ports.empty() && !text_of(endpoint, "udpPorts").empty()) {
      for (const auto* list : {&names, &prefixes}) {
        for (const std::string& name : *list) {
          leave_out(fmt::format("{}: it is for UDP alone", name));
        }
      }
      return;
    }
    add_at(names, ports);
    add_at(prefixes, {});
  }

  static std::string text_of(const Json& endpoint, const char* member) {
    const auto found = endpoint.find(member);
    return found != endpoint.end() && found->is_string() ? found->get<std::string>() : "";
  }

  static std::vector<std::string> texts_of(const Json& endpoint, const char* member) {
    std::vector<std::string> texts;
    const auto found = endpoint.find(member);
    for (const Json& text : found != endpoint.end() && found->is_array() ? *found : Json::array()) {
      if (text.is_string()) {
        texts.push_back(text.get<std::string>());
      }
    }
    return texts;
  }

  std::size_t line_ = 0;
  TargetTexts texts_;
};

}  // namespace

TargetTexts split_targets(std::string_view text) { return Splitter().take_apart(text); }

std::string advice_about_wildcard(std::string_view wildcard) {
  std::string_view rest = wildcard;
  if (const std::size_t scheme = rest.find("://"); scheme != std::string_view::npos) {
    rest.remove_prefix(scheme + 3);
  }
  rest = rest.substr(0, rest.find('/'));
  rest.remove_prefix(rest.starts_with('*') ? 1 : 0);
  rest.remove_prefix(rest.starts_with('.') ? 1 : 0);
  const bool has_suffix = !rest.empty() && rest.find('*') == std::string_view::npos;
  return fmt::format(
      "a wildcard has no address; test a name below it{}",
      has_suffix ? fmt::format(", --host NAME.{}", printable(rest, 100)) : " with --host");
}

}  // namespace netprobe
