#include "endpoints/other_service_tags.h"

#include "endpoints/embedded.h"
#include "netprobe/core/json_reader.h"

namespace netprobe {

Result<OtherServiceTags> embedded_other_service_tags(Cloud cloud) {
  constexpr const char* name = "data/other-service-tags.json";
  return parse_json(embedded::file(name), name).map([&](const nlohmann::json& json) {
    // The file is ours and tested: what it holds is not checked again here.
    const nlohmann::json& tags = json.at(std::string(name_of(cloud)));
    return OtherServiceTags{tags.at("within").get<std::vector<std::string>>(),
                            tags.at("services").get<std::vector<std::string>>()};
  });
}

}  // namespace netprobe
