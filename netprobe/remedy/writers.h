#pragma once

#include "netprobe/remedy/allow_list.h"
#include "netprobe/remedy/syntax.h"

#include <optional>
#include <string>
#include <string_view>

namespace netprobe {

/// A chain of nftables: "inet filter forward". Each word is one that nft takes without quotes.
struct NftChain {
  std::string family, table, chain;
  static std::optional<NftChain> parse(std::string_view text);
  bool operator==(const NftChain&) const = default;
};

/// What a writer is told beside the list.
struct WriteOptions {
  std::optional<NftChain> chain;  ///< none: filter's forward, or output where this machine blocks
};

/// The list in that syntax, with a comment at its head that says what it is, how to apply it, to
/// prove it and to take it back. Without anything to open, that comment alone. Same list, same
/// text.
std::string write(const AllowList& list, Syntax syntax, const WriteOptions& options = {});

/// The same for one syntax each, where there is something to open.
std::string write_az(const AllowList& list);
std::string write_bicep(const AllowList& list);
std::string write_terraform(const AllowList& list);
std::string write_azure_firewall(const AllowList& list);
std::string write_squid(const AllowList& list);
std::string write_panos(const AllowList& list);
std::string write_fortigate(const AllowList& list);
std::string write_nftables(const AllowList& list, const WriteOptions& options);
std::string write_windows(const AllowList& list);
std::string write_ticket(const AllowList& list);

}  // namespace netprobe
