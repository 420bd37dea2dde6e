#include "netprobe/probe/auth_challenge.h"

#include "netprobe/core/text.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace netprobe {

namespace {

/// RFC 9110, 5.6.2.
bool is_token(std::string_view word) {
  static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           marks.find(c) != std::string_view::npos;
  });
}

/// The text up to the next comma that stands in no quoted string.
std::string_view element_at(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == ',' && !quoted) {
      return text.substr(0, i);
    }
  }
  return text;
}

/// The element's first word, where it begins a challenge and is no parameter of the one before.
std::string_view scheme_of(std::string_view element) {
  element = trim(element);
  const std::size_t end = std::min(element.find_first_of(" \t"), element.size());
  const bool parameter = trim(element.substr(end)).starts_with('=');
  return parameter || !is_token(element.substr(0, end)) ? std::string_view()
                                                        : element.substr(0, end);
}

bool is_offered(const std::vector<std::string>& offered, ProxyAuth scheme) {
  return std::any_of(offered.begin(), offered.end(), [&](const std::string& name) {
    return equals_ignoring_case(name, name_of(scheme));
  });
}

}  // namespace

std::vector<std::string> schemes_in(std::string_view field) {
  std::vector<std::string> schemes;
  while (!field.empty() && schemes.size() < most_schemes) {
    const std::string_view element = element_at(field);
    if (const auto scheme = scheme_of(element); !scheme.empty()) {
      schemes.emplace_back(scheme);
    }
    field.remove_prefix(std::min(element.size() + 1, field.size()));
  }
  return schemes;
}

std::vector<std::string> schemes_without_challenge(const std::vector<std::string>& offered) {
  std::vector<std::string> schemes;
  std::copy_if(offered.begin(), offered.end(), std::back_inserter(schemes),
               [](const std::string& name) {
                 return equals_ignoring_case(name, name_of(ProxyAuth::basic)) ||
                        equals_ignoring_case(name, name_of(ProxyAuth::negotiate));
               });
  return schemes;
}

std::vector<ProxyAuth> schemes_to_try(const std::vector<std::string>& offered, ProxyAuth wanted) {
  if (offered.empty() && wanted != ProxyAuth::any) {
    return {wanted};
  }
  std::vector<ProxyAuth> schemes;
  for (const ProxyAuth scheme :
       {ProxyAuth::negotiate, ProxyAuth::ntlm, ProxyAuth::digest, ProxyAuth::basic}) {
    if (is_offered(offered, scheme) && (wanted == ProxyAuth::any || wanted == scheme)) {
      schemes.push_back(scheme);
    }
  }
  return schemes;
}

}  // namespace netprobe
