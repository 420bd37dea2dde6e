#include "endpoints/targets.h"

#include "endpoints/target_lists.h"
#include "netprobe/core/text.h"
#include "netprobe/core/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

namespace netprobe {

namespace {

tl::unexpected<Error> bad_target(std::string_view text, std::string_view expected) {
  return usage_error(fmt::format("found \"{}\", expected {}",
                                 printable(without_user_information(text), 100), expected));
}

bool is_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      return false;
    }
  }
  return true;
}

/// Puts a host into the target: a literal address is a range of one.
void set_host(ExtraTarget& target, const HostPort& address) {
  if (const auto literal = IpAddress::parse(address.host)) {
    target.range = Cidr{*literal, literal->bits()};
  } else {
    target.host = address.host.ends_with('.') ? address.host.substr(0, address.host.size() - 1)
                                              : address.host;
  }
  if (address.port != 0) {
    target.port = address.port;
  }
}

Result<ExtraTarget> parse_url_target(std::string_view text) {
  const auto url = parse_url(text);
  if (!url) {
    return tl::unexpected(url.error());
  }
  ExtraTarget target;
  target.text = std::string(text);
  if (!url->user.empty() || !url->password.empty()) {
    return bad_target(text, "a URL without user information");
  }
  if (url->scheme == "https" || url->scheme == "http" || url->scheme == "tcp") {
    target.protocol = *parse_protocol(url->scheme);
  } else {
    return bad_target(text, "a URL of the scheme https, http or tcp");
  }
  if (target.protocol == Protocol::tcp && !url->port_given) {
    return bad_target(text, "a port in a tcp:// URL");
  }
  if (url->address.port == 0) {
    return bad_target(text, "a port from 1 to 65535");
  }
  set_host(target, url->address);
  target.path = url->path;
  return target;
}

/// What makes two targets the same, however they are written.
using Identity = std::tuple<Protocol, std::string, std::optional<Cidr>,
                            std::optional<std::uint16_t>, std::string>;

Identity identity_of(const ExtraTarget& target) {
  return {target.protocol, target.host, target.range, target.port, target.path};
}

}  // namespace

Result<ExtraTarget> parse_target(std::string_view text) {
  if (!is_ascii(text)) {
    return bad_target(text, "an international name in its xn-- form");
  }
  if (text.find("://") != std::string_view::npos) {
    return parse_url_target(text);
  }
  ExtraTarget target;
  target.text = std::string(text);
  if (text.find('/') != std::string_view::npos) {
    target.range = Cidr::parse(text);
    return target.range ? Result<ExtraTarget>(target)
                        : bad_target(text, "a prefix without host bits, such as 20.190.128.0/18");
  }
  const auto address = HostPort::parse(text);
  if (!address) {
    constexpr std::string_view any = "a name, name:port, address, prefix or URL";
    const bool is_wildcard = text.find('*') != std::string_view::npos;
    return bad_target(text, is_wildcard ? fmt::format("{}; {}", any, advice_about_wildcard(text))
                                        : std::string(any));
  }
  set_host(target, *address);
  return target;
}

Result<ExtraTarget> parse_host(std::string_view text) {
  const auto named = [&](const Error& error) { return usage_error("--host: " + error.message); };
  const auto target = parse_target(text);
  if (!target) {
    return named(target.error());
  }
  if (target->host.empty() || text.find('/') != std::string_view::npos) {
    return named(
        bad_target(text, "NAME or NAME:PORT (addresses and URLs go into --targets)").value());
  }
  return *target;
}

Result<TargetsFile> parse_targets(std::string_view text, std::string_view file, std::size_t most) {
  const std::string name = printable(file, 300);
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    return input_error(fmt::format("{}: the file is UTF-16, expected UTF-8", name));
  }
  if (text.starts_with("\xef\xbb\xbf")) {
    text.remove_prefix(3);
  }
  const TargetTexts texts = split_targets(text);
  TargetsFile read;
  for (const TargetText& one : texts.left_out) {
    read.left_out.push_back(fmt::format("{}:{}: {}", name, one.line, printable(one.text, 300)));
  }
  std::set<Identity> seen;
  for (const TargetText& one : texts.targets) {
    auto target = parse_target(one.text);
    if (!target) {
      return input_error(fmt::format("{}:{}: {}", name, one.line, target.error().message));
    }
    if (!seen.insert(identity_of(*target)).second) {
      continue;
    }
    if (read.targets.size() == most) {
      return input_error(fmt::format("{}:{}: found more than {} targets", name, one.line, most));
    }
    read.targets.push_back(std::move(*target));
  }
  if (!read.targets.empty()) {
    return read;
  }
  if (texts.left_out.empty()) {
    return input_error(fmt::format("{}: found no target, expected one a line", name));
  }
  // A wildcard says what to do; a word beside it is nothing by itself.
  const auto wildcard =
      std::find_if(texts.left_out.begin(), texts.left_out.end(),
                   [](const TargetText& one) { return one.text.find('*') != std::string::npos; });
  return input_error(fmt::format(
      "{}: found no target that can be tested: {}", name,
      printable(wildcard == texts.left_out.end() ? texts.left_out.front().text : wildcard->text,
                300)));
}

}  // namespace netprobe
