#pragma once

#include "netprobe/core/observation.h"

#include <string>

namespace netprobe {

/// The far end left out a certificate that its chain needs, and what this machine or the program
/// has of it made the chain verify all the same.
bool is_completed_here(const TlsFacts& tls);

/// The far end left out a certificate of a public authority, and nobody here has it: nothing says
/// that somebody else signed.
bool is_cut_short(const TlsFacts& tls);

/// The chain is the service's own, and leads to a root that this machine does not trust.
bool is_root_missing(const TlsFacts& tls);

/// The issuer of the last certificate that was sent, following the chain from the leaf.
std::string missing_issuer(const TlsFacts& tls);

/// Where that certificate says that its issuer's is to be had (RFC 5280, 4.2.2.1); empty where it
/// does not.
std::string address_of_issuer(const TlsFacts& tls);

}  // namespace netprobe
