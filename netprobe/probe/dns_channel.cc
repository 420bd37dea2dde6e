#include "netprobe/probe/dns_channel.h"

#include "netprobe/core/address.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace netprobe {

namespace {

struct ServersDeleter {
  void operator()(ares_addr_port_node* servers) const { ares_free_data(servers); }
};

std::string server_text(const ares_addr_port_node& node) {
  IpAddress address;
  if (node.family == AF_INET) {
    std::uint32_t bits = 0;
    for (int i = 0; i < 4; ++i) {
      bits = bits << 8U | reinterpret_cast<const std::uint8_t*>(&node.addr.addr4)[i];
    }
    address = IpAddress::v4(bits);
  } else {
    std::array<std::uint8_t, 16> bytes{};
    const auto* const first = reinterpret_cast<const std::uint8_t*>(&node.addr.addr6);
    std::copy(first, first + bytes.size(), bytes.begin());
    address = IpAddress::v6(bytes);
  }
  const int port = node.udp_port == 0 ? 53 : node.udp_port;
  return HostPort{address.to_string(), static_cast<std::uint16_t>(port)}.to_string();
}

/// What only newer versions know, and do unless they are told: answers kept for later questions
/// (1.31), and a ceiling of five seconds for each try (1.32).
int set_newer_options(ares_options& options, const ChannelSettings& settings) {
#if ARES_VERSION >= 0x012000
  options.qcache_max_ttl = 0;
  options.maxtimeout = static_cast<int>(settings.one_try.count());
  return ARES_OPT_QUERY_CACHE | ARES_OPT_MAXTIMEOUTMS;
#else
  static_cast<void>(options);
  static_cast<void>(settings);
  return 0;
#endif
}

}  // namespace

Error library_error(int status) {
  return {Error::Kind::internal, fmt::format("c-ares does not start: {}", ares_strerror(status))};
}

std::optional<int> answers_before_adapting() {
  constexpr int first_that_adapts = 0x012000;
  constexpr int answers_for_a_mean = 3;  // ares_metrics.c, MIN_COUNT_FOR_AVERAGE
  int version = 0;
  static_cast<void>(ares_version(&version));
  return version >= first_that_adapts ? std::optional(answers_for_a_mean) : std::nullopt;
}

Result<Channel> open_channel(const ChannelSettings& settings) {
  ares_options options{};
  // Every answer is ours to judge, SERVFAIL and REFUSED too; names are asked for as they are,
  // without search suffixes. Flags that are given replace the library's own, so that no version
  // adds EDNS, cookies or random letter case to the question.
  options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
  options.flags |= settings.over_tcp ? ARES_FLAG_USEVC : 0;
  options.timeout = static_cast<int>(settings.one_try.count());
  options.tries = 1;
  options.sock_state_cb = settings.socket_changed;
  options.sock_state_cb_data = settings.argument;
  const int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB |
                   set_newer_options(options, settings);
  ares_channeldata* raw = nullptr;
  if (const int status = ares_init_options(&raw, &options, mask); status != ARES_SUCCESS) {
    return tl::unexpected(library_error(status));
  }
  Channel channel(raw);
  if (const int status = ares_set_servers_ports_csv(raw, settings.server.c_str());
      status != ARES_SUCCESS) {
    return tl::unexpected(library_error(status));
  }
  return channel;
}

Result<std::vector<std::string>> system_servers() {
  ares_channeldata* raw = nullptr;
  if (const int status = ares_init(&raw); status != ARES_SUCCESS) {
    return tl::unexpected(library_error(status));
  }
  const Channel channel(raw);
  ares_addr_port_node* list = nullptr;
  if (const int status = ares_get_servers_ports(channel.get(), &list); status != ARES_SUCCESS) {
    return tl::unexpected(library_error(status));
  }
  const std::unique_ptr<ares_addr_port_node, ServersDeleter> owner(list);
  std::vector<std::string> texts;
  for (const ares_addr_port_node* node = list; node != nullptr; node = node->next) {
    texts.push_back(server_text(*node));
  }
  return texts;
}

}  // namespace netprobe
