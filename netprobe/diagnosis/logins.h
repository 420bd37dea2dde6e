#pragma once

#include "netprobe/diagnosis/facts.h"

#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// What a proxy that wants to know who asks offers, and what became of each scheme that was tried,
/// as sentences with a blank before each.
std::string login_sentences(const Facts& facts, std::span<const Hit> hits);

/// What to do about a 407, for the workloads that were asked for: MARS has a place of its own for
/// credentials, SQL Server and SAP HANA backup support no proxy that asks for any.
Remedy login_remedy(const std::vector<Workload>& workloads, Cause cause, const std::string& proxy);

/// Notices about logins that worked: a stronger scheme fails while a weaker one passes; a password
/// goes to the proxy in clear.
void note_logins(const Facts& facts, std::vector<Finding>& findings);

}  // namespace netprobe
