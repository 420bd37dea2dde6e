#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/vocabulary.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netprobe {

/// How the real service shows itself over plain HTTP, or adds to its certificate over HTTPS. An
/// empty list or text asks nothing. Over verified TLS that ends at an expected root the certificate
/// alone is the identity, and any status is the service's own ("identity, not status").
struct ServiceIdentity {
  std::vector<int> statuses;  ///< what the service is known to answer
  std::vector<std::pair<std::string, std::string>>
      headers;       ///< name, and a text its value begins with
  std::string body;  ///< the exact body (connectivity tests), or empty
  bool operator==(const ServiceIdentity&) const = default;
};

/// Where a row comes from, so that a reader can argue with whoever owns the firewall.
struct CatalogSource {
  std::string page;   ///< a name or an address of the page that lists it
  std::string years;  ///< "2019", "2021-2022"
  bool operator==(const CatalogSource&) const = default;
};

/// One requirement of the service as Microsoft (or a user) lists it.
struct CatalogRow {
  std::string id;  ///< "storage-blob"; unique in the catalog
  EndpointKind kind = EndpointKind::fqdn;
  std::string name;  ///< FQDN, "*.suffix", CIDR, or a service tag (rule-only)
  Protocol protocol = Protocol::https;
  std::vector<Workload> required_for;
  std::vector<Workload> optional_for;
  std::vector<std::uint16_t> ports;             ///< required of the row when the row is required
  std::vector<std::uint16_t> comparison_ports;  ///< tested beside them, never required (2.1: 8443)
  std::vector<std::string>
      representatives;     ///< host names, may hold "{geo}"; an fqdn row stands for itself
  std::string path = "/";  ///< of the request
  ServiceIdentity identity;
  std::string service_tag;         ///< "AzureBackup", or empty
  bool never_proxy = false;        ///< 168.63.129.16, 169.254.169.254
  bool inside_azure_only = false;  ///< untested elsewhere
  std::string purpose;
  std::vector<CatalogSource> sources;
  std::vector<std::string>
      lists;  ///< Microsoft's MARS lists that name it: "2019", "2021", "2022", "2025"
  bool operator==(const CatalogRow&) const = default;
};

/// A host of the control group: a known answer tells us from them (`make_plan` turns them into
/// controls).
enum class ControlKind {
  microsoft_host,    ///< a Microsoft host outside Azure Backup
  unrelated_host,    ///< somebody else's host
  must_not_resolve,  ///< a name that cannot exist: an answer shows a resolver that invents them
  unrouted_address,  ///< an address of RFC 5737 or 2001:db8::/32: an answer shows that somebody
                     ///< answers for all
  azure_platform,    ///< an address that Azure serves to its own VMs: an answer shows that this is
                     ///< one, and where; silence is normal elsewhere, and says nothing
  resolver,          ///< a name of the plan, asked of one of several resolvers by itself
  name_service,      ///< a name of the plan, asked of the system as any program asks
  search_name,       ///< such a name below a search domain, which programs ask for first
  // Trials: what a row's attempt does not try, and an agent does (`is_trial`).
  upload,         ///< the same request, several full segments long: large packets must get out too
  unlisted_name,  ///< the same address, with a name below the row's wildcard that nobody has listed
  windows_tls,    ///< the same handshake, as Windows Server 2016 and 2019 make it
};

/// Does such a control go with an attempt of a row, which it varies? Like an experiment of the
/// second round it is judged beside that attempt, and says nothing about the network at large.
constexpr bool is_trial(ControlKind kind) {
  return kind == ControlKind::upload || kind == ControlKind::unlisted_name ||
         kind == ControlKind::windows_tls;
}

struct Control {
  std::string id;
  ControlKind kind = ControlKind::unrelated_host;
  std::string target;  ///< host name or address
  bool operator==(const Control&) const = default;
};

/// A region, as Azure names it, and the code that Azure Backup's host names carry.
struct Region {
  std::string name;      ///< "West Europe"
  std::string geo_code;  ///< "we"
  Cloud cloud = Cloud::public_cloud;
  bool operator==(const Region&) const = default;
};

/// The rows of one cloud.
struct Catalog {
  Cloud cloud = Cloud::public_cloud;
  std::string date;  ///< of the data, "2026-11-20"
  std::vector<CatalogRow> rows;
  std::vector<Control> controls;
  std::vector<std::string> sign_in_hosts;  ///< whose addresses the sign-in ranges are tested at
  std::vector<std::string>
      default_geo_codes;  ///< tried when no region is given: different continents
  /// The prefixes of the AzureActiveDirectory tag in that cloud at the date of the tag file, for
  /// `range.outside`.
  std::vector<Cidr> sign_in_tag_prefixes;
  std::string sign_in_tag_date;  ///< "2025-10-28"
  bool operator==(const Catalog&) const = default;
};

/// One more thing to check, from `--host` or a line of `--targets`. Always a required row of its
/// own.
struct ExtraTarget {
  std::string text;  ///< as it was given, for messages
  Protocol protocol = Protocol::https;
  std::string host;                   ///< empty for an address or a range
  std::optional<Cidr> range;          ///< an address is a range of /32 or /128
  std::optional<std::uint16_t> port;  ///< none: the ports of an HTTPS row
  std::string path = "/";
  bool operator==(const ExtraTarget&) const = default;
};

/// Does "*.suffix" cover the host, across any number of labels? ("*.windows.net" covers
/// "a.blob.core.windows.net".) Letter case is ignored; the bare suffix is not covered.
bool wildcard_covers(std::string_view pattern, std::string_view host);

/// The service tag of the row that names the host (a name or a literal address) most closely: by
/// itself, else by the longest wildcard or the narrowest range. Empty where no such row has one.
std::string service_tag_of(const Catalog& catalog, std::string_view host);

}  // namespace netprobe
