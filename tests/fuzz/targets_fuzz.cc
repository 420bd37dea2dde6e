#include "endpoints/targets.h"

#include "endpoints/certificates.h"
#include "endpoints/regions.h"

#include <algorithm>
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

/// A target is a host or a range, never both, and its own text gives it again.
void check(const ExtraTarget& target) {
  require(target.host.empty() == target.range.has_value());
  require(target.range || is_host_name(target.host));
  require(target.port != 0 && target.path.starts_with('/'));
  const auto again = parse_target(target.text);
  require(again && *again == target);
}

void check_region(const std::string& text) {
  const auto codes = geo_codes_for(std::vector<std::string>{text}, Cloud::public_cloud);
  require(!codes || (codes->size() == 1 && is_host_name(codes->front() + ".example")));
}

}  // namespace

/// The input is a file of targets, or of certificates; its first line is a host and a region.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const std::string line = text.substr(0, text.find('\n'));
  if (const auto targets = parse_targets(text, "own.txt")) {
    std::for_each(targets->targets.begin(), targets->targets.end(), check);
  }
  if (const auto host = parse_host(line)) {
    check(*host);
    require(!host->host.empty());
  }
  check_region(line);
  const auto certificates = parse_certificates(text, "own.pem");
  require(!certificates || !certificates->empty());
  return 0;
}
