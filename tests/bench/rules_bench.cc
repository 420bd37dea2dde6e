// What it costs to judge the three tags that backup needs by an NSG of 1,000 rules, beside parsing
// the tag file with the JSON library alone.
//
//     rules_bench [FILE]
//
// FILE is a service tag file, such as Microsoft's of the public cloud; without one it is made up of
// as many prefixes.

#include "endpoints/service_tags.h"
#include "netprobe/policy/evaluate_rules.h"
#include "netprobe/policy/parse_rule_sets.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace netprobe;
using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

constexpr int rounds = 11;

/// Milliseconds of the fastest round: what the machine can do when nobody disturbs it.
template <typename Subject>
double fastest(const Subject& subject) {
  double best = 1e9;
  for (int round = 0; round < rounds; ++round) {
    const auto start = Clock::now();
    const auto kept = subject();
    const std::chrono::duration<double, std::milli> took = Clock::now() - start;
    best = std::min(best, took.count());
  }
  return best;
}

std::string made_up_tags(std::mt19937& random) {
  Json file = {{"changeNumber", 375}, {"cloud", "Public"}};
  for (int i = 0; i < 3039; ++i) {
    const std::string name = i == 0   ? "AzureBackup"
                             : i == 1 ? "Storage"
                             : i == 2 ? "AzureActiveDirectory"
                             : i == 3 ? "AzureCloud"
                                      : fmt::format("Service{}", i);
    std::vector<std::string> prefixes;
    const std::size_t count = i < 3 ? 434 : i == 3 ? 13080 : 12 + random() % 14;
    for (std::size_t k = 0; k < count; ++k) {
      prefixes.push_back(Cidr::around(IpAddress::v4(static_cast<std::uint32_t>(random())),
                                      20 + static_cast<int>(random() % 13))
                             .to_string());
    }
    file["values"].push_back({{"name", name},
                              {"id", name},
                              {"properties",
                               {{"changeNumber", 2},
                                {"region", ""},
                                {"regionId", 0},
                                {"platform", "Azure"},
                                {"systemService", name},
                                {"addressPrefixes", prefixes},
                                {"networkFeatures", {"API", "NSG", "UDR", "FW"}}}}});
  }
  return file.dump(2);
}

/// A prefix that cuts something: near one of the tag's own.
std::string near_prefix(const ServiceTag& tag, std::mt19937& random) {
  const Cidr& prefix = tag.prefixes[random() % tag.prefixes.size()];
  const int length = std::min(prefix.base.bits(), prefix.length + static_cast<int>(random() % 4));
  return Cidr::around(prefix.at(random() % prefix.size()), length).to_string();
}

/// 1,000 outbound rules: prefixes in and about the three tags, lists of them, and other tags.
std::string made_up_rules(const ServiceTags& tags, std::mt19937& random) {
  const std::vector<std::string> services = {"AzureBackup", "Storage", "AzureActiveDirectory"};
  Json rules = Json::array();
  for (int i = 0; i < 1000; ++i) {
    std::vector<std::string> destinations;
    for (std::size_t k = 0; k <= random() % 4; ++k) {
      destinations.push_back(near_prefix(*tags.find(services[random() % 3]), random));
    }
    if (random() % 10 == 0) {
      destinations = {tags.tags[random() % tags.tags.size()].name};
    }
    if (i == 990) {
      destinations = {"AzureCloud"};
    }
    rules.push_back({{"name", fmt::format("rule{}", i)},
                     {"priority", 100 + i * 3},
                     {"direction", "Outbound"},
                     {"access", random() % 2 == 0 ? "Allow" : "Deny"},
                     {"protocol", random() % 2 == 0 ? "Tcp" : "*"},
                     {"sourceAddressPrefix", "*"},
                     {"sourcePortRange", "*"},
                     {"destinationAddressPrefixes", destinations},
                     {"destinationPortRange", random() % 4 == 0 ? "*" : "443"}});
  }
  return rules.dump();
}

Requirements three_tags() {
  Requirements requirements;
  for (const char* tag : {"AzureBackup", "Storage", "AzureActiveDirectory"}) {
    Requirement requirement;
    requirement.id = tag;
    requirement.service_tag = tag;
    requirement.port = 443;
    requirement.required = true;
    requirements.list.push_back(requirement);
  }
  return requirements;
}

RulesReport judge_all(const std::string& rules, const ServiceTags& tags) {
  const Requirements requirements = three_tags();
  PolicyInputs inputs;
  inputs.rule_sets = parse_rule_sets(rules, "rules.json").value();
  std::vector<std::string> names = tags_of(requirements.list, tags);
  const auto named = tags_named_by(inputs.rule_sets, nullptr);
  names.insert(names.end(), named.begin(), named.end());
  inputs.tags = tag_sets(tags, names);
  return evaluate_rules(Policy(std::move(inputs)), requirements);
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void print(const char* what, double took, double reference) {
  fmt::print("{:<58} {:>8.2f} ms   {:>5.2f}\n", what, took, took / reference);
}

}  // namespace

int main(int count, char** values) {
  std::mt19937 random(443);
  std::string text;
  if (count > 1) {
    std::ifstream file(values[1], std::ios::binary);
    text.assign(std::istreambuf_iterator<char>(file), {});
  } else {
    text = made_up_tags(random);
  }
  const auto tags = read_service_tags(text, "file");
  if (!tags) {
    fmt::print(stderr, "{}\n", tags.error().message);
    return 2;
  }
  const std::string rules = made_up_rules(*tags, random);
  const double judging = fastest([&] { return judge_all(rules, *tags); });
  const double all =
      fastest([&] { return judge_all(rules, read_service_tags(text, "f").value()); });
  const double peak = peak_megabytes();  // before the library's document, which is the largest
  const double reference = fastest([&] { return nlohmann::json::parse(text); });
  const RulesReport report = judge_all(rules, *tags);
  std::size_t parts = 0;
  for (const JudgedRequirement& requirement : report.requirements) {
    parts += requirement.ipv4->rules.size();
  }
  fmt::print(
      "{:.1f} MB, {} tags, 1,000 rules of which {} decide; fastest of {} rounds, ratio to the JSON "
      "library\nalone; at most {:.0f} MB of memory\n\n",
      static_cast<double>(text.size()) / 1e6, tags->tags.size(), parts, rounds, peak);
  print("nlohmann_json: parse the tag file to a document", reference, reference);
  print("judge three tags: read the rules, verdicts, lint, fixes", judging, reference);
  print("the same with reading the tag file", all, reference);
  return 0;
}
