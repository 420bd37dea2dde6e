#include "netprobe/probe/instance_metadata.h"

#include "netprobe/core/json_reader.h"
#include "netprobe/core/text.h"

#include <algorithm>
#include <string>

namespace netprobe {

namespace {

constexpr std::size_t longest_word = 64;

/// A word of letters, digits and hyphens: what the service has never sent is not passed on.
std::string word_under(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) {
    return {};
  }
  std::string word = found->get<std::string>();
  const bool plain =
      word.size() <= longest_word && std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-';
      });
  return plain ? word : std::string();
}

}  // namespace

std::optional<AzureInstance> azure_instance_in(std::string_view body) {
  const auto json = parse_json(body, "the instance metadata");
  if (!json || !json->is_object()) {
    return std::nullopt;
  }
  const auto compute = json->find("compute");
  if (compute == json->end() || !compute->is_object()) {
    return std::nullopt;
  }
  AzureInstance instance{to_lower(word_under(*compute, "location")),
                         word_under(*compute, "azEnvironment")};
  return instance.region.empty() ? std::nullopt : std::optional(std::move(instance));
}

}  // namespace netprobe
