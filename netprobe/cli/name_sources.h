#pragma once

#include "netprobe/core/diagnosis.h"
#include "netprobe/core/search_list.h"

#include <span>
#include <string>
#include <vector>

namespace netprobe {

constexpr auto resolv_conf_path = "/etc/resolv.conf";
constexpr auto nsswitch_path = "/etc/nsswitch.conf";

/// What decides on this machine what names stand for, as texts.
struct NameTexts {
  SearchInputs search;
  std::string nsswitch;                  ///< nsswitch.conf(5)
  std::string place = resolv_conf_path;  ///< of the resolvers and the search list
  std::string order;                     ///< in words, where nsswitch.conf(5) does not say it
};

/// The same in words, for a person who is to change it. `given`: what `--dns-server` names;
/// `system`: the resolvers that are asked without it. Both as "IP:PORT".
NameSources describe_names(const NameTexts& texts, std::span<const std::string> given,
                           std::span<const std::string> system);

}  // namespace netprobe
