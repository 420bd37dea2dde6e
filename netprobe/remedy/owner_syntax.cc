#include "netprobe/remedy/owner_syntax.h"

#include "netprobe/core/text.h"
#include "netprobe/remedy/from_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace netprobe {

namespace {

struct ProductSyntax {
  std::string_view product;  ///< as the attempts have it
  Syntax syntax;
};

constexpr std::array products = {ProductSyntax{"squid", Syntax::squid},
                                 ProductSyntax{"Fortinet", Syntax::fortigate},
                                 ProductSyntax{"FortiGate", Syntax::fortigate},
                                 ProductSyntax{"Palo Alto Networks", Syntax::panos},
                                 ProductSyntax{"Azure Firewall", Syntax::azure_firewall}};

/// What an attempt shows of who answered in the service's place, by its own words.
std::string shown_by(const Observation& seen) {
  std::string text = seen.proxy_answer ? seen.proxy_answer->product : "";
  text += seen.http && seen.http->block_page ? " " + *seen.http->block_page : "";
  for (const auto& tls : {seen.tls, seen.proxy_tls}) {
    text += tls && !tls->chain.empty() && tls->anchor_kind != AnchorKind::expected
                ? " " + tls->chain.front().issuer
                : "";
  }
  return text;
}

const ProductSyntax* product_of(const Finding& finding, const Report& report) {
  for (const PlannedRow& row : report.plan.rows) {
    if (std::find(finding.affected.begin(), finding.affected.end(), row.id) ==
        finding.affected.end()) {
      continue;
    }
    for (const Observation* seen : attempts_of(row, report.plan, report.observations)) {
      const std::string text = seen->outcome == Outcome::failed ? shown_by(*seen) : "";
      const auto* const found = std::find_if(
          products.begin(), products.end(),
          [&](const ProductSyntax& one) { return contains_ignoring_case(text, one.product); });
      if (found != products.end()) {
        return found;
      }
    }
  }
  return nullptr;
}

/// The table's left side, without regard to what the syntax can say.
OwnerSyntax owner_of_kind(const Finding& finding, const Report& report) {
  switch (finding.blocker) {
    case Blocker::nsg:
    case Blocker::route:
      return {Syntax::az, ""};
    case Blocker::host_firewall:
      return {
          report.circumstances.platform == Platform::windows ? Syntax::windows : Syntax::nftables,
          ""};
    case Blocker::firewall:
    case Blocker::tls_inspection:
    case Blocker::proxy:
      if (const ProductSyntax* const product = product_of(finding, report)) {
        return {product->syntax, fmt::format(", which is {}", product->product)};
      }
      return {};
    case Blocker::none:
    case Blocker::dns:
    case Blocker::captive_portal:
    case Blocker::proxy_settings:
    case Blocker::private_endpoint:
    case Blocker::clock:
    case Blocker::network:
    case Blocker::service:
    case Blocker::unknown:
      return {};
  }
  return {};
}

}  // namespace

OwnerSyntax owner_syntax(const Report& report) {
  const auto& findings = report.diagnosis.findings;
  const auto first = std::find_if(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.severity == Severity::error;
  });
  if (first == findings.end()) {
    return {Syntax::ticket, "the report has no error"};
  }
  OwnerSyntax chosen = owner_of_kind(*first, report);
  const bool can_say =
      chosen.syntax == Syntax::ticket ||
      (can_fix(chosen.syntax, *first) && !from_findings(report, chosen.syntax, false).is_empty());
  if (!can_say) {
    return {Syntax::ticket, fmt::format("the first error ({}) is nothing that a rule of {} changes",
                                        name_of(first->blocker), name_of(chosen.syntax))};
  }
  chosen.why = fmt::format("the first error is of {}{}", name_of(first->blocker), chosen.why);
  return chosen;
}

}  // namespace netprobe
