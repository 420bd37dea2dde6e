#include "proxy/pac.h"

#include "netprobe/core/address.h"
#include "netprobe/core/text.h"
#include "proxy/child_process.h"
#include "proxy/pac_engine.h"
#include "proxy/pac_transcript.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace netprobe {

namespace {

constexpr std::size_t questions_a_second = 100;

/// What is wrong with the text before any engine sees it; empty when nothing is.
std::string obvious_problem(std::string_view script, std::size_t most) {
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

PacOutcome run_pac_script(std::string_view script, const std::vector<PacQuestion>& questions,
                          const PacSandbox& sandbox) {
  PacOutcome outcome;
  outcome.problem = obvious_problem(script, sandbox.script_bytes);
  if (!outcome.problem.empty()) {
    return outcome;
  }
  constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
  const std::string text(script.substr(script.starts_with(utf8_mark) ? utf8_mark.size() : 0));
  // A list of many thousand targets is no fault of the script.
  const std::chrono::seconds fair(questions.size() / questions_a_second);
  PacSandbox used = sandbox;
  used.time = std::max<Millis>(sandbox.time, fair);
  const ChildEnd end =
      run_in_child({.time = used.time, .memory = used.memory},
                   [&](const ChildWriter& write) { ask_pac_script(text, questions, used, write); });
  return read_pac_transcript(end, questions, used);
}

}  // namespace netprobe
