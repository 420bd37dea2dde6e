#pragma once

#include "endpoints/service_tags.h"
#include "netprobe/core/address.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace netprobe {

inline std::string bytes_of_tag_file(const std::string& name) {
  std::ifstream file("tests/endpoints/service_tags/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// One of the excerpts in tests/endpoints/service_tags.
inline ServiceTags tag_file(const std::string& name) {
  return read_service_tags(bytes_of_tag_file(name), name).value();
}

inline std::vector<Cidr> cidrs(const std::vector<std::string>& texts) {
  std::vector<Cidr> out;
  for (const std::string& text : texts) {
    out.push_back(Cidr::parse(text).value());
  }
  return out;
}

}  // namespace netprobe
