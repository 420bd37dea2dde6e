#include "endpoints/service_tags.h"

#include "endpoints/tag_queries.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace netprobe;

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

/// Whatever a tag was made of, its fewest prefixes are the same set, and each of its own prefixes
/// is found in it.
void check(const ServiceTags& tags, const ServiceTag& tag) {
  require(tags.find(tag.name) == &tag);
  const IpSet addresses = tag.addresses();
  const std::vector<Cidr> fewest = addresses.prefixes();
  require(IpSet(fewest) == addresses && fewest.size() <= tag.prefixes.size());
  require(show_tag(tags, tag.name).value().fewest_prefixes == fewest.size());
  if (tag.prefixes.empty()) {
    return;
  }
  const std::vector<std::string> query = {tag.prefixes.back().to_string()};
  const auto report = look_up_tags(tags, query);
  require(report && !report->lookups.front().matches.empty());
}

}  // namespace

/// The input is a file of service tags. One that is taken answers the questions about it without
/// contradicting itself; one that is not says whose fault it is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto tags = read_service_tags(std::string(data, data + size), "t.json");
  if (!tags) {
    require(tags.error().message.starts_with("t.json:"));
    return 0;
  }
  require(tags->file == "t.json");
  for (std::size_t i = 0; i < tags->tags.size() && i < 20; ++i) {
    check(*tags, tags->tags[i]);
  }
  require(compare_tags(*tags, *tags, {}).value().changes.empty());
  return 0;
}
