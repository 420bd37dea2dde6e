#pragma once

#include "netprobe/core/rules_report.h"
#include "reports/layout.h"

#include <string>
#include <string_view>

namespace netprobe {

/// Words that the texts about rules share.

/// "37.2 %". Nothing but all is "100 %", nothing but none "0 %".
std::string percent(double share);

/// "DenyInternet (4000)"; "[parameters('rules')]".
std::string rule_and_priority(const std::string& name, const std::optional<int>& priority);

/// "on the network interface"; empty where it is not known.
std::string where_it_hangs(std::string_view association);

struct AccessWords {
  std::string text;  ///< "✗ 37.2 % denied"
  Paint paint = Paint::none;
};
AccessWords access_words(const RuleVerdict* verdict, const TextStyle& style);

/// "virtual appliance 10.0.0.4", "dropped", "Internet".
std::string route_words(const DecidingRoute& route);

/// What `nsg evaluate` found about routes, in a cell; empty where none were given.
std::string route_cell(const RuleVerdict* verdict);

}  // namespace netprobe
