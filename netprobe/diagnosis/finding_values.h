#pragma once

#include "netprobe/diagnosis/audience.h"
#include "netprobe/diagnosis/facts.h"
#include "netprobe/diagnosis/own_way.h"
#include "netprobe/diagnosis/told_otherwise.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netprobe {

/// What stands for the placeholders of a rule's words (wording.h): "{hosts}" and its text.
using Values = std::vector<std::pair<std::string, std::string>>;

Values values_of(const Facts& facts, std::string_view rule, const std::string& policy,
                 const std::vector<Hit>& hits, const OwnWayWords& own, const Audience& audience);

std::string filled(std::string text, const Values& values);

/// What the proxy of an attempt is, by its own words; empty where it does not say.
std::string named_product(const Facts& facts, const Observation& seen);

/// Where the setting is made that sent an attempt its way.
std::string proxy_source(const Facts& facts, const Observation& seen);

/// "directly", "through http://proxy.corp:3128": a way by which all of the hits' hosts are reached,
/// on their ports; empty where there is none.
std::string words_of_elsewhere(const Facts& facts, const std::vector<Hit>& hits);

/// Why programs are told otherwise; nothing where the rule is about something else.
NameSource name_source(const Facts& facts, std::string_view rule, const Observation& seen);

}  // namespace netprobe
