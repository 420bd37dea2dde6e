#include "netprobe/cli/help_topics.h"

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
          "  NO_COLOR TERM            no colour, where they say so\n"
          "An option on the command line counts first, then its variable, then --config.\n"},
    Topic{"formats",
          "Formats of a report\n"
          "  text  for people: the verdict, findings with their fixes, the table\n"
          "  json  for programs: schema netprobe.report/1, one line where it goes into a\n"
          "        file or a pipe; `report show` and `remedy` read it again\n"
          "  html  for people: one page that loads nothing and runs no script, with a\n"
          "        drawing of the way and the times of every endpoint\n"
          "--format chooses what standard output gets; --report FORMAT=FILE writes one\n"
          "more to a file, and may be repeated.\n"}};

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
  return found == topics.end() ? std::nullopt : std::optional(std::string(found->text));
}

}  // namespace netprobe
