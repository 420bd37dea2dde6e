#include "proxy/pac.h"

#include "netprobe/core/address.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace netprobe {

namespace {

constexpr std::size_t questions_a_second = 100;

/// pacparser puts the URL between single quotes into a script of its own.
std::string harmless(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                       std::string_view("/?&=.-_~%+:,;@!*()#").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

PacQuestion pac_question(std::string_view host, std::uint16_t port, Protocol protocol,
                         std::string_view path) {
  const bool plain = protocol == Protocol::http;
  const std::string at = port == (plain ? 80 : 443) ? "" : fmt::format(":{}", port);
  const bool bracketed = host.find(':') != std::string_view::npos;
  return {fmt::format("{}://{}{}{}{}{}", plain ? "http" : "https", bracketed ? "[" : "", host,
                      bracketed ? "]" : "", at, plain ? harmless(path) : "/"),
          std::string(host)};
}

std::string obvious_pac_problem(std::string_view script, const PacSandbox& sandbox) {
  const std::size_t most = sandbox.script_bytes;
  if (script.size() > most) {
    return fmt::format("it has more than {:.0f} MB; browsers take 1 MB at most",
                       static_cast<double>(most) / 1024 / 1024);
  }
  if (trim(script).empty()) {
    return "it is empty";
  }
  if (script.starts_with("\xff\xfe") || script.starts_with("\xfe\xff")) {
    return "it is UTF-16, expected ASCII or UTF-8";
  }
  if (script.find('\0') != std::string_view::npos) {
    return "it holds a NUL byte, so it is no script";
  }
  const std::string_view begin = trim(script);
  if (starts_with_ignoring_case(begin, "<!doctype") || starts_with_ignoring_case(begin, "<html")) {
    return "it is a web page (HTML), not a script";
  }
  return "";
}

Millis fair_pac_time(const PacSandbox& sandbox, std::size_t questions) {
  return std::max<Millis>(sandbox.time, std::chrono::seconds(questions / questions_a_second));
}

}  // namespace netprobe
