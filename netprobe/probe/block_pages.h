#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netprobe {

/// The product whose block page an answer over plain HTTP is, by what it says of itself in its
/// status, its `Location` or `Server` header, or its body; nothing where no known product
/// speaks. The marks are those that measurements have seen (OONI's collection of blocking
/// fingerprints and the Citizen Lab's before it), and for Azure Firewall its status 470 and its
/// text ("470", http.dev).
std::optional<std::string_view> block_page_product(
    int status, const std::vector<std::pair<std::string, std::string>>& headers,
    std::string_view body);

}  // namespace netprobe
