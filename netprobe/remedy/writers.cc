#include "netprobe/remedy/writers.h"

#include "netprobe/remedy/heading.h"

namespace netprobe {

std::string write(const AllowList& list, Syntax syntax, const WriteOptions& options) {
  if (list.is_empty() && syntax != Syntax::ticket) {
    return heading(list, syntax, {});
  }
  switch (syntax) {
    case Syntax::az:
      return write_az(list);
    case Syntax::bicep:
      return write_bicep(list);
    case Syntax::terraform:
      return write_terraform(list);
    case Syntax::azure_firewall:
      return write_azure_firewall(list);
    case Syntax::squid:
      return write_squid(list);
    case Syntax::panos:
      return write_panos(list);
    case Syntax::fortigate:
      return write_fortigate(list);
    case Syntax::nftables:
      return write_nftables(list, options);
    case Syntax::windows:
      return write_windows(list);
    case Syntax::ticket:
      return write_ticket(list);
  }
  return {};
}

}  // namespace netprobe
