#include "netprobe/diagnosis/audience.h"

#include "netprobe/core/documents.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace netprobe {

namespace {

constexpr std::uint16_t iscsi = 3260;

bool is_platform(const PlannedRow& row) {
  return row.range && (is_wire_server(row.range->base) ||
                       row.range->base == IpAddress::v4(0xa9fea9fe));  // 169.254.169.254
}

template <typename Value>
void add_new(std::vector<Value>& all, const Value& value) {
  if (std::find(all.begin(), all.end(), value) == all.end()) {
    all.push_back(value);
  }
}

/// "a", "a and b", "a, b and c"
std::string listed(const std::vector<std::string>& words) {
  if (words.empty()) {
    return "";
  }
  const std::vector<std::string> first(words.begin(), words.end() - 1);
  return first.empty() ? words.back() : fmt::format("{} and {}", join(first, ", "), words.back());
}

/// A VM's own backup, and that of databases in it, is for machines in Azure by its nature.
bool is_for_azure(Workload workload) {
  return workload == Workload::vm || workload == Workload::sql || workload == Workload::hana;
}

/// Those of the regions asked for, where they suffice.
void take_tag(Audience& audience, const std::string& tag, const Circumstances& known) {
  const auto regional = known.regional_tags.find(tag);
  const bool has_regional = regional != known.regional_tags.end();
  for (const std::string& one :
       has_regional ? regional->second : std::vector<std::string>(tag.empty() ? 0 : 1, tag)) {
    add_new(audience.tags, one);
  }
}

void take_row(Audience& audience, const PlannedRow& row, const Circumstances& known) {
  audience.ports.insert(row.port);
  for (const Workload workload : row.workloads) {
    add_new(audience.workloads, workload);
  }
  if (is_platform(row)) {
    audience.platform = true;
    return;
  }
  take_tag(audience, row.service_tag, known);
  const bool sign_in = row.service_tag == "AzureActiveDirectory";
  audience.sign_in |= sign_in;
  audience.service |= !sign_in && row.protocol != Protocol::http;
  audience.recovery |= row.port == iscsi;
}

std::optional<bool> runs_in_azure(const Circumstances& known, const Audience& audience) {
  if (!known.rulings.empty()) {
    return true;
  }
  if (known.azure_vm) {
    return known.azure_vm;
  }
  const bool is_meant =
      std::any_of(audience.workloads.begin(), audience.workloads.end(), is_for_azure);
  return is_meant ? std::optional(true) : std::nullopt;
}

/// MARS, and MABS or DPM through it (Troubleshoot the MARS agent, 2025-11-28).
void add_agent_numbers(Cause cause, std::vector<std::string>& errors) {
  add_new<std::string>(errors, "34513");
  add_new<std::string>(errors, "100050");
  if (cause == Cause::proxy_auth_required || cause == Cause::proxy_auth_rejected) {
    add_new<std::string>(errors, "407");
  }
}

/// The extension's own words (Troubleshoot SQL Server backup, 2019-06-18; SAP HANA, 2023-07-18).
void add_words_of_sql(const Audience& audience, std::vector<std::string>& errors) {
  if (audience.service || audience.sign_in) {
    add_new<std::string>(errors, "UserErrorVMInternetConnectivityIssue");
  }
  if (audience.only_queue) {
    add_new<std::string>(errors, "WorkloadExtensionDidntDequeueMsg");
  }
}

void add_words_of_hana(const Audience& audience, std::vector<std::string>& errors) {
  if (audience.sign_in) {
    add_new<std::string>(errors, "UserErrorCannotConnectToAzureActiveDirectoryService");
  }
  if (audience.only_queue) {
    add_new<std::string>(errors, "WorkloadExtensionDidntDequeueMsg");
  } else if (audience.service) {
    add_new<std::string>(errors, "WorkloadExtensionNotReachable");
  }
}

/// Of a VM (snapshots, 2025-11-12; file recovery, 2025-06-12).
void add_words_of_vm(const Audience& audience, std::vector<std::string>& errors) {
  if (audience.platform) {
    add_new<std::string>(errors, "UserErrorGuestAgentStatusUnavailable");
  }
  if (audience.recovery) {
    add_new<std::string>(errors, "Exception caught while connecting to target");
  }
}

/// 10054 is what Windows makes of a handshake that is cut: the sign of a client without TLS 1.2
/// too. A RST that answers a SYN is none, and inspection ends otherwise.
bool shows_as_reset(Cause cause) {
  return cause == Cause::tls_version || cause == Cause::tls_reset;
}

void add_page(std::vector<std::string>& pages, Page page) {
  add_new(pages, std::string(link_to(page)));
}

void add_page_of(Workload workload, const Audience& audience, std::vector<std::string>& pages) {
  // What 21Vianet runs has its own documentation; Microsoft's lists name other clouds' hosts.
  const bool china = audience.cloud == Cloud::china;
  switch (workload) {
    case Workload::mars:
    case Workload::mabs:
      add_page(pages, china ? Page::mars_agent_china : Page::mars_agent);
      return;
    case Workload::sql:
      if (!china) {
        add_page(pages, Page::sql_server);
      }
      return;
    case Workload::hana:
      if (!china) {
        add_page(pages, Page::sap_hana);
      }
      return;
    case Workload::vm:
      if (audience.platform && !china) {
        add_page(pages, Page::vm_snapshots);
      }
      if (audience.recovery && !china) {
        add_page(pages, Page::file_recovery);
      }
      return;
  }
}

}  // namespace

bool Audience::has(Workload workload) const {
  return std::find(workloads.begin(), workloads.end(), workload) != workloads.end();
}

Audience audience_of(const Facts& facts, const std::set<std::size_t>& rows) {
  Audience audience;
  const auto& planned = facts.attempts.plan().rows;
  audience.cloud = facts.circumstances.cloud;
  for (const std::size_t row : rows) {
    take_row(audience, planned[row], facts.circumstances);
  }
  audience.only_queue =
      !rows.empty() && std::all_of(rows.begin(), rows.end(), [&](std::size_t row) {
        return contains_ignoring_case(planned[row].name, ".queue.");
      });
  audience.in_azure = runs_in_azure(facts.circumstances, audience);
  return audience;
}

std::vector<std::string> agent_errors(const Audience& audience, Cause cause) {
  std::vector<std::string> errors;
  for (const Workload workload : audience.workloads) {
    switch (workload) {
      case Workload::mars:
      case Workload::mabs:
        add_agent_numbers(cause, errors);
        break;
      case Workload::sql:
        add_words_of_sql(audience, errors);
        break;
      case Workload::hana:
        add_words_of_hana(audience, errors);
        break;
      case Workload::vm:
        add_words_of_vm(audience, errors);
        break;
    }
  }
  const bool on_windows =
      audience.has(Workload::mars) || audience.has(Workload::mabs) || audience.has(Workload::sql);
  if (on_windows && shows_as_reset(cause)) {
    add_new<std::string>(errors, "10054");
  }
  return errors;
}

std::vector<std::string> pages_for(const Audience& audience, Cause cause) {
  std::vector<std::string> pages;
  if (cause == Cause::tls_version) {
    add_page(pages, Page::tls_versions);
    return pages;
  }
  for (const Workload workload : audience.workloads) {
    add_page_of(workload, audience, pages);
  }
  const bool by_nsg = cause == Cause::nsg_denied || cause == Cause::tcp_timeout;
  if (by_nsg && audience.in_azure == true && !audience.nsg_allows && !audience.tags.empty()) {
    add_page(pages, Page::security_groups);
  }
  return pages;
}

std::string words_of_ports(const Audience& audience) {
  std::vector<std::string> ports;
  for (const std::uint16_t port : audience.ports) {
    ports.push_back(std::to_string(port));
  }
  return ports.empty() ? "TCP" : fmt::format("TCP {}", listed(ports));
}

std::string words_of_tags(const Audience& audience) {
  if (audience.tags.empty()) {
    return "the addresses of these hosts";
  }
  return fmt::format("the service tag{} {}", audience.tags.size() == 1 ? "" : "s",
                     listed(audience.tags));
}

std::string words_of_nsg(const Audience& audience) {
  if (audience.in_azure == false || audience.nsg_allows || audience.tags.empty()) {
    return "";
  }
  return fmt::format("; {} to {}{}",
                     audience.in_azure == true ? "in the NSG of this Azure VM"
                                               : "if this is an Azure VM, in its NSG",
                     words_of_tags(audience), audience.tags.size() == 1 ? "" : ", one rule each");
}

std::string words_of_inspection(const Audience& audience) {
  std::vector<std::string> of;
  if (audience.has(Workload::sql)) {
    of.emplace_back("SQL Server");
  }
  if (audience.has(Workload::hana)) {
    of.emplace_back("SAP HANA");
  }
  return of.empty() ? ""
                    : fmt::format(
                          " Microsoft says of {} backup that TLS inspection by Azure Firewall's "
                          "application rules is not supported.",
                          listed(of));
}

}  // namespace netprobe
