#pragma once

#include "netprobe/core/report.h"
#include "reports/text_style.h"

#include <string>

namespace netprobe {

/// "BLOCKED   2 of 9 required endpoints cannot be reached by any route": the answer, in a sentence.
std::string verdict(const Report& report, const TextStyle& style);

/// The parts of it: "BLOCKED", "BLOCKED (tls only)", and the sentence.
std::string verdict_word(const Report& report);
std::string verdict_sentence(const Report& report);

}  // namespace netprobe
