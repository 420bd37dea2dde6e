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

/// Functions that clients have and pacparser has not, or not as Windows has them, and a hand on its
/// look-ups: which names were asked for; and none any more once two of them have taken a second,
/// for each would. Arrays are joined here, because Debian 13's build of the engine frees what is
/// not its own when it does that.
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

/// Microsoft's extensions for IPv6 ("IPv6 Extensions to Navigator Auto-Config File Format"), as
/// Windows has them. An address is a list of groups of 16 bits. pacparser's own dnsResolveEx breaks
/// its heap after a few calls (seen with 1.3.6); ours finds addresses of IPv4 only.
constexpr std::string_view extensions = R"(
(function () {
  function groups_v4(address) {
    var bytes = address.split('.'), groups = [];
    for (var i = 0; i < 4; i += 2) {
      if (Number(bytes[i]) > 255 || Number(bytes[i + 1]) > 255) return null;
      groups.push(Number(bytes[i]) * 256 + Number(bytes[i + 1]));
    }
    return groups;
  }
  function words_of(part) { return part == '' ? [] : part.split(':'); }
  function groups_of(address) {
    if (/^\d+\.\d+\.\d+\.\d+$/.test(address)) return groups_v4(address);
    var halves = address.split('::');
    var left = words_of(halves[0]), right = words_of(halves[1] || '');
    var missing = 8 - left.length - right.length;
    if (halves.length > 2 || (halves.length == 2 ? missing < 1 : missing != 0)) return null;
    while (missing-- > 0) left.push('0');
    var groups = left.concat(right);
    for (var i = 0; i < 8; ++i) {
      if (!/^[0-9a-fA-F]{1,4}$/.test(groups[i])) return null;
      groups[i] = parseInt(groups[i], 16);
    }
    return groups;
  }
  function is_within(address, base, bits) {
    if (!address || !base || address.length != base.length) return false;
    for (var i = 0; bits > 0; ++i, bits -= 16) {
      var unit = Math.pow(2, Math.max(0, 16 - bits));
      if (Math.floor(address[i] / unit) != Math.floor(base[i] / unit)) return false;
    }
    return true;
  }
  isInNetEx = function (addresses, prefix) {
    var parts = String(prefix).split('/'), list = String(addresses).split(';');
    var base = groups_of(parts[0]), bits = Number(parts[1]);
    if (parts.length != 2 || !base || !(bits >= 0 && bits <= 16 * base.length)) return false;
    for (var i = 0; i < list.length; ++i) {
      if (is_within(groups_of(list[i]), base, bits)) return true;
    }
    return false;
  };
  dnsResolveEx = function (host) {
    return groups_of(String(host)) ? String(host) : dnsResolve(host) || '';
  };
  isResolvableEx = function (host) { return !!dnsResolveEx(host); };
  sortIpAddressList = function (addresses) {
    var six = [], four = [], list = String(addresses).split(';');
    for (var i = 0; i < list.length; ++i) (list[i].indexOf(':') >= 0 ? six : four).push(list[i]);
    return six.sort().concat(four.sort()).join(';');
  };
  getClientVersion = function () { return '1.0'; };
})();
)";

/// Windows calls FindProxyForURLEx where a script has it, and FindProxyForURL else; either may call
/// the other. pacparser 1.3 calls FindProxyForURL, 1.4 a findProxyForURL of its own making, which a
/// script may have overwritten: both are the same door here.
constexpr auto door = R"(
var netprobe_door = {asked: '', inside: false};
(function () {
  var extended = typeof FindProxyForURLEx == 'function' ? FindProxyForURLEx : null;
  var plain = typeof FindProxyForURL == 'function' ? FindProxyForURL : null;
  if (!extended && !plain) throw 'FindProxyForURL is not defined';
  if (extended) {
    netprobe_door.asked = 'FindProxyForURLEx';
    FindProxyForURL = function (url, host) {
      if (netprobe_door.inside) return plain(url, host);
      netprobe_door.inside = true;
      try { return extended(url, host); } finally { netprobe_door.inside = false; }
    };
  }
  findProxyForURL = FindProxyForURL;
})();
)";

/// What is told through that door.
constexpr auto tell_function =
    "findProxyForURL = FindProxyForURL = function () { return netprobe_door.asked; };";
constexpr auto tell_names =
    "findProxyForURL = FindProxyForURL = function () { return netprobe.names.join(' '); };";

bool prepare(const PacSandbox& sandbox) {
  pacparser_set_error_printer(&print);
  pacparser_setmyip(sandbox.my_address.empty() ? "127.0.0.1" : sandbox.my_address.c_str());
  std::string own(prelude);
  own.replace(own.find('%'), 1, sandbox.look_up ? "true" : "false");
  own += extensions;
  return pacparser_init() == 1 && pacparser_parse_pac_string(own.c_str()) == 1;
}

/// What this function, in place of the script's, says.
void tell(PacRecord kind, const char* function, const PacWriter& write) {
  if (pacparser_parse_pac_string(function) == 1) {
    const char* const said = pacparser_find_proxy("http://netprobe/", "netprobe");
    write(pac_record(kind, said == nullptr ? "" : said));
  }
}

}  // namespace

void answer_pac_questions(const PacTask& task, const PacWriter& write) {
  if (!prepare(task.sandbox) || pacparser_parse_pac_string(task.script.c_str()) != 1 ||
      pacparser_parse_pac_string(door) != 1) {
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
  tell(PacRecord::names, tell_names, write);
  tell(PacRecord::function, tell_function, write);
}

}  // namespace netprobe
