#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// The entries of a NO_PROXY value, in order, separated by commas and blanks as libcurl up to 8.8
/// separates them. (8.9 ends the list at the first blank without a comma; the software that reads
/// the variable on a given machine is rarely that one, so the entries behind it count here.)
std::vector<std::string> split_bypass_list(std::string_view text);

/// The first entry that exempts the host from the system's proxy, so that a report can name it;
/// nothing when none does.
///
/// The rules are those of libcurl 7.88 (CURLOPT_NOPROXY(3), lib/noproxy.c):
/// - a lone "*" exempts every host; beside other entries it means nothing;
/// - a name exempts itself and what lies under it ("corp" exempts "a.corp", never "acorp"); letter
///   case, one leading and one trailing dot are ignored;
/// - an address or a prefix ("10.0.0.0/8", host bits allowed) exempts literal addresses, never
/// names
///   that resolve to them; a length of 0 asks for that very address;
/// - "*.corp" is a name like any other and matches nothing.
///
/// Two slips of libcurl are not repeated, because nobody who writes such an entry wants them:
/// before 8.18 an IPv6 literal is compared as if it were a name, and before 8.17 an IPv6 prefix
/// whose length is no multiple of eight exempts the addresses outside of it. A length that is no
/// number matches nothing.
///
/// `host` is a name or a literal address, with or without brackets.
std::optional<std::string> matching_bypass_entry(std::span<const std::string> entries,
                                                 std::string_view host);

}  // namespace netprobe
