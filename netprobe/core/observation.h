#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/plan.h"
#include "netprobe/core/time.h"
#include "netprobe/core/vocabulary.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {

/// A library's own word for what happened, kept beside the name that we give it.
struct RawCode {
  std::string library;  ///< "errno", "rcode", "c-ares", "curl", "openssl", "icmp", "http", "socks"
  long code = 0;
  std::string text;
  bool operator==(const RawCode&) const = default;
};

/// How one attempt ended when it did not succeed: one stage, one cause.
struct Failure {
  Stage stage = Stage::tcp;
  Cause cause = Cause::tcp_timeout;
  std::string detail;  ///< a sentence for a person
  std::vector<RawCode> raw;
  std::optional<IpAddress> reported_by;  ///< the sender of an ICMP error, from the error queue
  bool operator==(const Failure&) const = default;
};

struct ResolvedAddress {
  IpAddress address;
  std::uint32_t ttl = 0;
  bool operator==(const ResolvedAddress&) const = default;
};

/// What the resolver said about a name (both families together).
struct DnsFacts {
  std::vector<ResolvedAddress> addresses;
  std::vector<std::string> cname;     ///< the chain, in order, without the name itself
  std::optional<std::uint32_t> ttl;   ///< the smallest of the answer
  std::optional<std::string> server;  ///< "10.0.0.53:53", or "/etc/hosts"
  bool from_hosts_file = false;
  /// What the resolvers say where the hosts file goes before them.
  std::vector<IpAddress> resolver_addresses;
  bool used_tcp = false;
  bool truncated = false;  ///< an answer by UDP was cut short, and could not be had by TCP
  bool operator==(const DnsFacts&) const = default;
};

struct CertificateFacts {
  std::string subject;  ///< RFC 2253 form
  std::string issuer;
  WallTime not_before{};
  WallTime not_after{};
  std::string sha256;              ///< of the DER form, lower case hexadecimal
  std::vector<std::string> names;  ///< DNS names of the subject alternative name
  /// Where its revocation lists, its OCSP responder and its issuer's certificate are, over plain
  /// HTTP.
  std::vector<std::string> status_addresses;
  bool operator==(const CertificateFacts&) const = default;
};

/// Which root a verified chain ended at.
enum class AnchorKind { unverified, expected, publicly_trusted, local };

struct TlsFacts {
  std::string version;  ///< "TLSv1.3"; empty when none was agreed
  std::string cipher;
  std::vector<CertificateFacts> chain;     ///< as sent, leaf first
  std::optional<CertificateFacts> anchor;  ///< the root that a verified chain ended at
  AnchorKind anchor_kind = AnchorKind::unverified;
  int verify_result = 0;  ///< X509_V_…; 0 is ok
  std::string verify_text;
  std::string alert;  ///< the alert received, empty when none
  bool operator==(const TlsFacts&) const = default;
};

struct HttpFacts {
  int status = 0;
  std::optional<std::string> server;
  std::vector<std::pair<std::string, std::string>> headers;  ///< bounded, in order
  std::string body;                                          ///< its first bytes, bounded
  std::optional<WallTime> date;                              ///< of the `Date` header
  std::optional<std::string> via;         ///< of the `Via` header: who passed the answer on
  std::optional<std::string> block_page;  ///< the product whose page this is, by its own words
  std::optional<WallTime> received;       ///< our clock when the headers came in
  bool operator==(const HttpFacts&) const = default;
};

/// What a proxy answered to CONNECT, or to a SOCKS request.
struct ProxyFacts {
  int status = 0;  ///< HTTP status, or SOCKS reply code
  std::string reason;
  std::vector<std::string> schemes_offered;  ///< of Proxy-Authenticate: "Basic", "Negotiate", …
  std::string product;  ///< by what it says of itself: "squid"; empty where no known one speaks
  std::string policy;   ///< what its page names: "category: File Sharing"; empty without one
  std::string page;     ///< the words of its page, bounded; empty where it was not read
  bool operator==(const ProxyFacts&) const = default;
};

/// What the instance metadata service of Azure says about the VM that asks it.
struct AzureInstance {
  std::string region;       ///< "westeurope"
  std::string environment;  ///< "AzurePublicCloud", "AzureUSGovernmentCloud", "AzureChinaCloud"
  bool operator==(const AzureInstance&) const = default;
};

struct TriedScheme {
  ProxyAuth scheme = ProxyAuth::basic;  ///< never `any`
  LoginOutcome outcome = LoginOutcome::passed;
  std::string detail;  ///< why it did not pass
  bool operator==(const TriedScheme&) const = default;
};

/// How an attempt showed a proxy that asks for it who we are. Each scheme is tried by itself, on a
/// connection of its own, strongest first, so that one that fails hides no other.
struct ProxyAuthFacts {
  std::vector<std::string> offered;  ///< as the proxy spells them: "Negotiate", "NTLM", "Basic"
  std::vector<TriedScheme> tried;    ///< by this attempt; what others learnt is not tried again
  bool operator==(const ProxyAuthFacts&) const = default;

  [[nodiscard]] std::optional<ProxyAuth> used() const {
    return !tried.empty() && tried.back().outcome == LoginOutcome::passed
               ? std::optional(tried.back().scheme)
               : std::nullopt;
  }
};

/// Unknown is not zero: a stage that did not happen has no time.
struct Timings {
  std::optional<Micros> dns, tcp, proxy, tls, first_byte;
  std::optional<Micros> total;   ///< of the last try, without `waited`
  std::optional<Micros> waited;  ///< for a slot, or for another attempt to log in, of the last try
  bool operator==(const Timings&) const = default;
};

/// One attempt on one path, from its first packet to its first failure. An attempt that was
/// repeated is one observation: the last try's, with the earlier failures beside it.
struct Observation {
  TaskId task = 0;
  int path = 0;  ///< which of the task's addresses, in the resolver's order
  RouteKind route = RouteKind::direct;
  std::optional<std::string> proxy;     ///< its URL, without user information
  std::string target;                   ///< "host:port"
  std::optional<IpAddress> address;     ///< what was connected to; none before resolution
  std::optional<IpAddress> source;      ///< what this machine sent from, as far as it tells
  std::optional<IpAddress> stands_for;  ///< the IPv4 address that it carries through NAT64
  Outcome outcome = Outcome::skipped;
  std::optional<Failure> failure;  ///< set exactly when the outcome is `failed`
  std::string skipped_because;     ///< set exactly when the outcome is `skipped`
  std::optional<Depth> reached;    ///< the deepest stage that succeeded at the far end
  int retries = 0;                 ///< how often it was repeated
  /// It was refused while others of ours were on the same way, and repeated with none there.
  bool repeated_alone = false;
  std::vector<Failure> earlier_failures;  ///< of the tries before the last, oldest first
  Timings timings;
  std::optional<DnsFacts> dns;  ///< of the target's name; none when it was not looked up
  std::optional<TlsFacts> tls;
  std::optional<TlsFacts> proxy_tls;  ///< of an HTTPS proxy
  std::optional<HttpFacts> http;
  std::optional<AzureInstance> azure_instance;  ///< of the instance metadata service alone
  std::optional<ProxyFacts> proxy_answer;
  std::optional<ProxyAuthFacts> proxy_auth;  ///< of an HTTP proxy that asked for credentials
  std::optional<ControlKind> control;
  bool follow_up = false;
  Instant began{}, ended{};
  bool operator==(const Observation&) const = default;
};

/// What the engine hands back.
enum class RunEnd {
  finished,
  deadline,
  interrupted,
  exhausted,  ///< this machine ran out of ports, descriptors or memory for what was to be tried
};
struct ProbeOutcome {
  std::vector<Observation> observations;  ///< sorted by task, then path
  RunEnd end = RunEnd::finished;
  std::vector<std::string> resolvers;  ///< the servers that were asked, "10.0.0.53:53"
  bool operator==(const ProbeOutcome&) const = default;
};

}  // namespace netprobe
