#include "proxy/pac_engine.h"

#include "proxy/pac_transcript.h"

#include <fmt/format.h>
#include <pacparser.h>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <string_view>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t most_printed = 4096;
constexpr std::size_t longest_answer = 4096;

/// What pacparser said since it was last asked for. Its callback is given no pointer of ours; in
/// the process that this runs in there is one script and one thread.
std::string& printed() {
  static std::string text;
  return text;
}

int print(const char* format, va_list arguments) {
  std::array<char, most_printed> line{};
  const int size = std::vsnprintf(line.data(), line.size(), format, arguments);
  const std::string_view text = line.data();
  if (!text.starts_with("DEBUG:") && !text.starts_with("WARNING:") &&
      printed().size() < most_printed) {
    printed() += text;
  }
  return size;
}

std::string take_printed() { return std::exchange(printed(), {}); }

/// Functions that clients have and pacparser has not, and a hand on its look-ups: which names were
/// asked for; and none any more once two of them have taken a second, for each would. Arrays are
/// joined here, because Debian 13's build of the engine frees what is not its own when it does
/// that.
constexpr std::string_view prelude = R"(
var netprobe = {names: [], slow: 0, look_up: %};
(function () {
  function is_address(host) { return /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.indexOf(':') >= 0; }
  function watched(original) {
    return function (host) {
      host = String(host);
      if (is_address(host)) return original(host);
      if (netprobe.names.length < 50 && netprobe.names.indexOf(host) < 0) netprobe.names.push(host);
      if (!netprobe.look_up || netprobe.slow > 1) return null;
      var begun = new Date().getTime();
      var found = original(host);
      if (new Date().getTime() - begun > 900) ++netprobe.slow;
      return found;
    };
  }
  dnsResolve = watched(dnsResolve);
  dnsResolveEx = watched(dnsResolveEx);
})();
(function () {
  function joined(separator) {
    var text = '';
    for (var i = 0; i < this.length; ++i) {
      if (i > 0) text += separator === undefined ? ',' : separator;
      if (this[i] !== undefined && this[i] !== null) text += this[i];
    }
    return text;
  }
  Array.prototype.join = joined;
  Array.prototype.toString = function () { return joined.call(this); };
  Array.prototype.toLocaleString = Array.prototype.toString;
})();
function alert() {}
function myIpAddressEx() { return myIpAddress(); }
)";

constexpr auto tell_names = "FindProxyForURL = function () { return netprobe.names.join(' '); };";

bool prepare(const PacSandbox& sandbox) {
  pacparser_set_error_printer(&print);
  pacparser_setmyip(sandbox.my_address.empty() ? "127.0.0.1" : sandbox.my_address.c_str());
  std::string own(prelude);
  own.replace(own.find('%'), 1, sandbox.look_up ? "true" : "false");
  return pacparser_init() == 1 && pacparser_parse_pac_string(own.c_str()) == 1;
}

}  // namespace

void answer_pac_questions(const PacTask& task, const PacWriter& write) {
  if (!prepare(task.sandbox) || pacparser_parse_pac_string(task.script.c_str()) != 1) {
    write(pac_record(PacRecord::unreadable, take_printed()));
    return;
  }
  write(pac_record(PacRecord::ready, ""));
  for (const PacQuestion& question : task.questions) {
    write(pac_record(PacRecord::asked, ""));
    printed().clear();
    const char* const answer = pacparser_find_proxy(question.url.c_str(), question.host.c_str());
    if (answer == nullptr) {
      write(pac_record(PacRecord::failed, take_printed()));
    } else {
      write(pac_record(PacRecord::answer, std::string_view(answer).substr(0, longest_answer)));
    }
  }
  if (pacparser_parse_pac_string(tell_names) == 1) {
    const char* const names = pacparser_find_proxy("http://netprobe/", "netprobe");
    write(pac_record(PacRecord::names, names == nullptr ? "" : names));
  }
}

}  // namespace netprobe
