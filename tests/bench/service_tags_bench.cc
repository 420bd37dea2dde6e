// How long a service tag file takes to read, beside the JSON library alone, and what sets of its
// prefixes cost.
//
//     service_tags_bench [FILE]
//
// Without a file it makes one up that is as large as that of the public cloud (2025: 3,039 tags,
// 93,362 prefixes, 4.1 MB).

#include "endpoints/service_tags.h"
#include "netprobe/core/ip_set.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace netprobe;
using Clock = std::chrono::steady_clock;

constexpr int rounds = 15;

/// Milliseconds of the fastest of many rounds: what the machine can do when nobody disturbs it. The
/// subjects take turns, so that a busy minute hits all of them.
template <typename... Subjects>
std::vector<double> fastest(const Subjects&... subjects) {
  std::vector<double> best(sizeof...(subjects), 1e9);
  for (int round = 0; round < rounds; ++round) {
    std::size_t which = 0;
    const auto measure = [&](const auto& subject) {
      const auto start = Clock::now();
      [[maybe_unused]] const auto kept = subject();  // freed when the clock has been read
      const std::chrono::duration<double, std::milli> took = Clock::now() - start;
      best[which] = std::min(best[which], took.count());
      ++which;
    };
    (measure(subjects), ...);
  }
  return best;
}

std::string random_prefix(std::mt19937& random) {
  if (random() % 4 > 0) {
    const int length = 20 + static_cast<int>(random() % 13);
    return Cidr::around(IpAddress::v4(static_cast<std::uint32_t>(random())), length).to_string();
  }
  std::array<std::uint8_t, 16> bytes = {0x26, 0x03, 0x10};
  for (std::size_t i = 3; i < 8; ++i) {
    bytes.at(i) = static_cast<std::uint8_t>(random());
  }
  bytes.at(14) = static_cast<std::uint8_t>(random());
  return Cidr::around(IpAddress::v6(bytes), 121).to_string();
}

std::string made_up_file() {
  std::mt19937 random(375);
  nlohmann::ordered_json file = {{"changeNumber", 375}, {"cloud", "Public"}};
  for (int i = 0; i < 3039; ++i) {
    const std::string name = fmt::format("AzureService{}.WestEurope", i);
    std::vector<std::string> prefixes;
    const std::size_t count = i == 0 ? 13080 : 16 + random() % 22;
    for (std::size_t k = 0; k < count; ++k) {
      prefixes.push_back(random_prefix(random));
    }
    file["values"].push_back({{"name", name},
                              {"id", name},
                              {"properties",
                               {{"changeNumber", 2},
                                {"region", "westeurope"},
                                {"regionId", 18},
                                {"platform", "Azure"},
                                {"systemService", "AzureBackup"},
                                {"addressPrefixes", prefixes},
                                {"networkFeatures", {"API", "NSG", "UDR", "FW"}}}}});
  }
  return file.dump(2);
}

void print(const char* what, double took, double reference) {
  fmt::print("{:<58} {:>8.2f} ms   {:>5.2f}\n", what, took, took / reference);
}

}  // namespace

int main(int count, char** values) {
  std::string text;
  if (count > 1) {
    std::ifstream file(values[1], std::ios::binary);
    text.assign(std::istreambuf_iterator<char>(file), {});
  } else {
    text = made_up_file();
  }
  const auto tags = read_service_tags(text, "file");
  if (!tags) {
    fmt::print(stderr, "{}\n", tags.error().message);
    return 2;
  }
  std::vector<Cidr> prefixes;
  std::vector<IpSet> sets;
  for (const ServiceTag& tag : tags->tags) {
    prefixes.insert(prefixes.end(), tag.prefixes.begin(), tag.prefixes.end());
    sets.push_back(tag.addresses());
  }
  const IpSet all(prefixes);
  const auto took = fastest(
      [&] { return nlohmann::json::parse(text); }, [&] { return nlohmann::json::accept(text); },
      [&] { return read_service_tags(text, "file"); }, [&] { return IpSet(prefixes); },
      [&] {
        std::vector<IpSet> common;
        for (const IpSet& set : sets) {
          common.push_back(all & set);
        }
        return common;
      },
      [&] {
        IpSet rest = all;
        for (std::size_t i = 0; i < 1000; ++i) {
          rest = rest - sets[i % sets.size()];
        }
        return rest;
      });
  fmt::print(
      "{:.1f} MB, {} tags, {} prefixes; fastest of {} rounds, ratio to the JSON library alone\n\n",
      static_cast<double>(text.size()) / 1e6, tags->tags.size(), prefixes.size(), rounds);
  print("nlohmann_json: parse to a document", took[0], took[0]);
  print("nlohmann_json: accept (look at it and keep nothing)", took[1], took[0]);
  print("read_service_tags: the tags as a value", took[2], took[0]);
  print("IpSet of all prefixes", took[3], took[0]);
  print("each tag's set laid over all of them", took[4], took[0]);
  print("1,000 sets taken out of all of them, one after the other", took[5], took[0]);
  return 0;
}
