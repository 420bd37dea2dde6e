#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/route.h"
#include "netprobe/core/search_list.h"
#include "netprobe/core/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {

/// The order in which the plan lists tasks; reports sort by it, so nothing depends on arrival.
using TaskId = std::uint32_t;

/// What is being asked of the far end, beside reaching it.
enum class Expectation {
  service,   ///< a catalog row or a host under a wildcard of it: the chain must end at an expected
             ///< root
  verified,  ///< any other host: the chain need only verify
  nobody,    ///< a control that nobody should answer
};

/// Why an attempt of the second round is made: it decides no row, but tells apart what may have
/// made an attempt of the first fail.
struct FollowUp {
  Experiment experiment = Experiment::repeat;
  TaskId about = 0;  ///< the task that failed; for `passing_hop` the one that worked
  int path = 0;      ///< and which of its addresses
  bool operator==(const FollowUp&) const = default;
};

/// One attempt to be made (or, when `host` resolves to several addresses, one per address). Plain
/// data: everything decidable is decided before the first packet.
struct ProbeTask {
  TaskId id = 0;
  std::string host;  ///< the name to resolve (direct) or to send (proxy); empty: `address` is set
  std::optional<IpAddress> address;  ///< a literal target: nothing is resolved
  std::uint16_t port = 443;
  Protocol protocol = Protocol::https;
  Depth depth = Depth::http;  ///< never deeper than the protocol has stages
  Route route;
  /// SNI, and the name that the certificate must carry. Equal to `host` for names; a sign-in host
  /// for addresses of a sign-in range; empty: no SNI is sent and no name is checked.
  std::string server_name;
  std::string path = "/";
  Expectation expectation = Expectation::service;
  ServiceIdentity identity;
  std::optional<ControlKind> control;  ///< set: a control, reported in `controls`
  std::optional<TaskId> varies;        ///< of a trial: the attempt of a row that it goes with
  bool whole_body = false;  ///< all of the answer is wanted, up to the limit (a PAC script)
  bool comparison =
      false;  ///< nobody needs the answer (8443): it is not waited for long, nor repeated
  std::optional<FollowUp> follow_up;   ///< set: an experiment of the second round
  std::optional<int> hop_limit;        ///< IP TTL of the connect, for hop localisation
  std::optional<int> maximum_segment;  ///< TCP_MAXSEG, for path-MTU experiments
  int padding = 0;                     ///< bytes of header fields in the request that nobody reads
  bool windows_tls =
      false;  ///< TLS 1.2 alone, with the cipher suites of Windows Server 2016 and 2019
  std::string dns_server;        ///< "IP:PORT": this one alone is asked; empty: as always
  bool dns_over_tcp = false;     ///< and by TCP
  bool by_name_service = false;  ///< looked up by the system's own name service
  /// "host:port": the request is this CONNECT, to a proxy that is spoken to as if it were the far
  /// end; `credentials` go with it where the proxy takes Basic.
  std::string connect_for;
  std::optional<Credentials> credentials;
  bool operator==(const ProbeTask&) const = default;

  [[nodiscard]] bool is_trial() const { return control && netprobe::is_trial(*control); }
};

/// Every limit of the engine, named once. Times are per the command line; the rest are our own
/// bounds.
struct Limits {
  Millis connect_timeout{5000};
  Millis attempt_timeout{15000};
  std::optional<Millis> deadline;
  int retries = 1;
  int attempts_in_flight = 1024;
  /// Towards one address, a proxy's say: about what a browser opens, and many devices count.
  int attempts_per_address = 32;
  int handshakes_in_flight = 64;  ///< few in TLS at a time: starvation must not read as "blocked"
  /// Of two questions each: so many answers still fit into a socket's buffer when they come at
  /// once.
  int lookups_in_flight = 100;
  Millis comparison_patience{1000};  ///< for the answer of a port that nobody needs
  /// For a connect of the second round: less than the second after which a SYN is sent again, so
  /// that one packet is one question, and a run in which all is dropped ends soon.
  Millis experiment_patience{700};
  /// How often a proxy may reject what it is shown before no attempt begins to log in again: a
  /// domain locks an account after a few wrong passwords. More than once, since a refusal may be
  /// about the target.
  int rejected_logins = 4;
  Millis kerberos_patience{5000};  ///< for the servers of the realm, which are near
  Millis dns_try{5000};
  int dns_tries = 2;
  int addresses_per_family = 8;
  std::size_t body_bytes = 64 * 1024;
  std::size_t header_bytes = 64 * 1024;
  bool operator==(const Limits&) const = default;
};

/// Which addresses to ask for.
enum class Families { both, ipv4_only, ipv6_only };

/// The tasks that stand for one host, or one set of sampled addresses, in a row.
struct RowProbe {
  enum class Role {
    representative,  ///< a host that stands for the row (for an fqdn row, itself)
    sign_in,         ///< a sign-in host whose addresses inside the range are the range's attempts
    sample,          ///< addresses spread over a range; silence there proves nothing
    target,          ///< the one address that the user named
  };
  Role role = Role::representative;
  std::string host;  ///< empty for samples and targets
  /// The kind of route that the agent uses, or tries first, and why.
  RouteKind route = RouteKind::direct;
  std::string in_force_reason;
  /// One of several guesses (`{geo}` without a region): any one that works stands for all of them.
  bool guess = false;
  std::vector<TaskId> tasks;  ///< one per tested route (a task may serve several rows)
  /// Those of them that go the way of the agent: the one that it uses, then those that it goes on
  /// to where the proxy before cannot be reached. None for samples of a range behind a proxy.
  std::vector<TaskId> in_force;
  /// Those that go the way which this process itself would take, and why, where another component's
  /// settings are in force; none where they are this process's.
  std::vector<TaskId> own;
  std::string own_reason;
  bool operator==(const RowProbe&) const = default;
};

/// One entry of the report: a row at one port.
struct PlannedRow {
  std::string id;                         ///< "storage-blob:8443"; unique
  std::optional<std::string> catalog_id;  ///< none for `--host` and `--targets`
  std::string name;
  EndpointKind kind = EndpointKind::fqdn;
  std::optional<Cidr> range;  ///< for ranges
  std::uint16_t port = 443;
  Protocol protocol = Protocol::https;
  bool required = false;
  bool comparison = false;  ///< a port that the row does not require (8443)
  bool inside_azure_only = false;
  std::vector<Workload> workloads;
  std::string service_tag;
  std::string purpose;
  std::string note;      ///< what the reader should know before any packet is sent
  std::string untested;  ///< why it cannot be tested at all; empty when it can
  std::vector<RowProbe> probes;
  bool operator==(const PlannedRow&) const = default;
};

/// Every packet that a run would send, as a value.
struct ProbePlan {
  std::vector<PlannedRow> rows;
  std::vector<ProbeTask> tasks;  ///< ids are indexes; controls last, then follow-ups
  Limits limits;
  Families families = Families::both;
  Depth depth = Depth::http;
  std::vector<std::string> resolvers;  ///< `--dns-server`; empty: the system's
  SearchList search;                   ///< of this machine, for the names of proxies
  bool follow_ups = false;  ///< failures are followed by experiments, planned from what was seen
  std::vector<std::string> notes;  ///< choices made on the caller's behalf ("no region given: …")
  bool operator==(const ProbePlan&) const = default;
};

}  // namespace netprobe
