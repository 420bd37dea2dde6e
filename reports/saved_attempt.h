#pragma once

#include "netprobe/core/json_reader.h"
#include "netprobe/core/observation.h"

#include <map>
#include <string>

namespace netprobe {

/// By the keys under which attempts refer to them.
using SavedCertificates = std::map<std::string, CertificateFacts>;

/// `certificates` of a saved report.
SavedCertificates read_certificates(JsonReader json);

/// An attempt or a control of a saved report. A key that is not among the certificates is a problem
/// of the file.
Observation read_attempt(JsonReader json, const SavedCertificates& certificates);

}  // namespace netprobe
