#include "netprobe/cli/help_topics.h"

#include "reports/layout.h"
#include "reports/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace netprobe {

namespace {

struct Topic {
  std::string_view name;
  std::string_view text;
};

constexpr std::array topics = {
    Topic{"exit-status",
          "Exit status\n"
          "  0  ready: every required endpoint is reachable on its route in force;\n"
          "     for other commands: done\n"
          "  1  blocked: some required endpoint is reachable on no route that was tested;\n"
          "     degraded: some is reachable only on another route, so that changing a\n"
          "     setting suffices; with --fail-on warning also: ready, with a warning;\n"
          "     nsg: exported rules do not let all through, or do not tell;\n"
          "     tags: an address is in no tag, or the files differ\n"
          "     endpoints diff: the catalogs differ\n"
          "  2  the call or an input file is wrong; nothing was probed\n"
          "  3  the run could not be completed (deadline, interrupt, internal error);\n"
          "     what was learnt is still reported; or nothing required could be tested\n"},
    Topic{"environment",
          "Environment; an empty variable counts as not set\n"
          "  NETPROBE_OPTION          stands for the option of that name, in upper case\n"
          "                           and with _ for -: NETPROBE_CONNECT_TIMEOUT=2\n"
          "  NETPROBE_PROXY_PASSWORD  goes with --proxy-user\n"
          "  https_proxy HTTPS_PROXY all_proxy ALL_PROXY\n"
          "                           the system's proxy for HTTPS: the first that is set\n"
          "  http_proxy all_proxy ALL_PROXY\n"
          "                           the same for plain HTTP\n"
          "  no_proxy NO_PROXY        hosts that go past the system's proxy\n"
          "  KRB5CCNAME KRB5_CLIENT_KTNAME KRB5_CONFIG\n"
          "                           of --proxy-auth negotiate, as Kerberos reads them\n"
          "  XDG_STATE_HOME HOME      where the last report is kept (Windows: LOCALAPPDATA)\n"
          "  NO_COLOR TERM            no colour, where they say so\n"
          "An option on the command line counts first, then its variable, then --config.\n"},
    Topic{"formats", ""}};

/// Made of the table of formats, so that none is left out.
std::string formats_text() {
  constexpr int columns = 80;
  std::string out = "Formats of a report\n";
  for (const FormatRow& row : all_formats()) {
    TextStyle style;
    style.width = columns;
    out += paragraph(fmt::format("  {:<12}", row.name), row.purpose, style);
  }
  return out +
         "--format chooses what standard output gets; --report FORMAT=FILE writes one\n"
         "more to a file, and may be repeated. A file whose name ends in .gz is\n"
         "compressed. `report convert FORMAT FILE` writes a saved JSON report in any of\n"
         "them, byte by byte as the run would have.\n";
}

}  // namespace

std::vector<std::string> help_topics() {
  std::vector<std::string> names;
  std::transform(topics.begin(), topics.end(), std::back_inserter(names),
                 [](const Topic& topic) { return std::string(topic.name); });
  return names;
}

std::optional<std::string> help_topic(std::string_view word) {
  const auto* const found = std::find_if(topics.begin(), topics.end(),
                                         [&](const Topic& topic) { return topic.name == word; });
  if (found == topics.end()) {
    return std::nullopt;
  }
  return found->text.empty() ? formats_text() : std::string(found->text);
}

}  // namespace netprobe
