#pragma once

#include "netprobe/probe/interim_answers.h"
#include "netprobe/probe/tls_watch.h"
#include "netprobe/probe/transfer.h"

#include <curl/curl.h>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netprobe {

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;
using Multi = std::unique_ptr<CURLM, FreeMulti>;
using List = std::unique_ptr<curl_slist, FreeList>;

inline bool is_http_family(const Proxy& proxy) {
  return proxy.scheme == ProxyScheme::http || proxy.scheme == ProxyScheme::https;
}

struct Transfers::Transfer::State {
  Machine* machine = nullptr;
  ProbeTask task;
  Limits limits;
  Done done;
  SocketHandle socket = no_socket;
  bool socket_taken = false;  ///< libcurl has it, and closes it through us
  Easy easy;
  List connect_to, resolve, headers, proxy_fields;
  TransferTrace trace;
  std::shared_ptr<TlsWatch> proxy_watch,
      watch;  ///< shared with OpenSSL; the former for HTTPS proxies
  int contexts = 0;
  int more_sockets = 0;  ///< opened after the one that we connected
  std::size_t header_bytes = 0;
  InterimAnswers interim;
  std::array<char, CURL_ERROR_SIZE> error{};
  std::unique_ptr<Timer> timer;
  std::unique_ptr<Timer> ending;  ///< calls `done` from the loop

  std::string refused;  ///< what libcurl says to an option that it does not take
  bool finished = false;
  int reprieves = 10;  ///< how often data that waits unread puts the end off

  [[nodiscard]] bool through_tunnel() const {
    return task.route.proxy && (!is_http_family(*task.route.proxy) ||
                                task.protocol != Protocol::http || task.depth < Depth::http);
  }
  [[nodiscard]] bool tunnel_by_connect() const {
    return through_tunnel() && is_http_family(*task.route.proxy);
  }
  /// The list of blocks that headers belong to now.
  std::vector<HeaderBlock>& current_blocks() {
    return tunnel_by_connect() && !trace.tunnel_open ? trace.proxy_blocks : trace.blocks;
  }

  void take_header(std::string_view line);
  void end_block();
  void pass_over_interim();
  void stop_asking();
  [[nodiscard]] std::uint64_t count_received();
  void finish(const Loop& loop);
};

class Transfers::Machine {
 public:
  Machine(Loop& its_loop, TrustStore& its_trust, TrustStore& trust_in_proxies)
      : loop(its_loop),
        trust(its_trust),
        proxy_trust(trust_in_proxies),
        timer(its_loop, [this] { act(CURL_SOCKET_TIMEOUT, 0); }),
        multi(curl_multi_init()) {}

  void act(curl_socket_t socket, int events) {
    int running = 0;
    pass_over_interim(socket);
    curl_multi_socket_action(multi.get(), socket, events, &running);
    collect();
  }

  void collect();
  /// libcurl may read of any connection when its time has come, of one when that has something.
  void pass_over_interim(curl_socket_t socket);

  // NOLINTBEGIN(misc-non-private-member-variables-in-classes): the inside of one file
  Loop& loop;
  TrustStore& trust;
  TrustStore& proxy_trust;
  Timer timer;
  std::map<curl_socket_t, std::unique_ptr<SocketWatch>> watches;
  /// How many bytes had come on a socket when libcurl closed it.
  std::map<curl_socket_t, std::uint64_t> received;
  /// The transfers that wait for the answer to a CONNECT on a connection without TLS.
  std::map<curl_socket_t, Transfers::Transfer::State*> asking;
  Multi multi;  ///< goes first: it closes what it kept, and says so through the hooks
  // NOLINTEND(misc-non-private-member-variables-in-classes)
};

/// What libcurl calls back; each casts, appends and returns.
struct Hooks {
  using StateType = Transfers::Transfer::State;
  static constexpr int most_more_sockets = 4;
  static constexpr std::size_t smallest_fragment = 512;  ///< that OpenSSL takes

  static curl_socket_t open_socket(void* pointer, curlsocktype /*purpose*/,
                                   curl_sockaddr* address) {
    auto& state = *static_cast<StateType*>(pointer);
    if (std::exchange(state.socket_taken, true)) {
      // A proxy may close after its 407: the answer to it goes over a connection of libcurl's own
      // making.
      if (!state.task.route.proxy || ++state.more_sockets > most_more_sockets) {
        return CURL_SOCKET_BAD;
      }
      state.socket = open_tcp_socket(address->family == AF_INET6 ? Family::ipv6 : Family::ipv4);
    }
    state.machine->received.erase(state.socket);  // of an earlier socket with this number
    return state.socket;
  }

  static int already_connected(void* pointer, curl_socket_t /*socket*/, curlsocktype /*purpose*/) {
    return static_cast<StateType*>(pointer)->more_sockets == 0 ? CURL_SOCKOPT_ALREADY_CONNECTED
                                                               : CURL_SOCKOPT_OK;
  }

  static int close(void* pointer, curl_socket_t socket) {
    auto& machine = *static_cast<Transfers::Machine*>(pointer);
    machine.watches.erase(socket);
    machine.asking.erase(socket);
    machine.received[socket] = bytes_received(socket).value_or(0);
    close_socket(socket);
    return 0;
  }

  static CURLcode tls_context(CURL* /*easy*/, void* context, void* pointer) {
    auto& state = *static_cast<StateType*>(pointer);
    const bool is_proxy = state.proxy_watch && state.contexts == 0;
    ++state.contexts;
    if (state.task.maximum_segment) {
      // Records of a segment each: what is written at once, the kernel hands on at once, however
      // small the segments are that the network card then makes of it.
      SSL_CTX_set_max_send_fragment(static_cast<SSL_CTX*>(context), smallest_fragment);
    }
    if (!offer_groups_of_windows(static_cast<SSL_CTX*>(context))) {
      return CURLE_OUT_OF_MEMORY;
    }
    watch_tls(static_cast<SSL_CTX*>(context), is_proxy ? state.proxy_watch : state.watch);
    return CURLE_OK;
  }

  static int debug(CURL* /*easy*/, curl_infotype type, char* /*data*/, std::size_t /*size*/,
                   void* pointer) {
    auto& state = *static_cast<StateType*>(pointer);
    if (type != CURLINFO_HEADER_OUT) {
      return 0;
    }
    if (state.tunnel_by_connect() && !state.trace.tunnel_open) {
      if (!std::exchange(state.trace.tunnel_asked, true)) {
        state.trace.tunnel_began_at = state.machine->loop.now();
      }
      if (state.task.route.proxy->scheme == ProxyScheme::http) {
        state.machine->asking[state.socket] = &state;
        state.pass_over_interim();  // libcurl reads at once
      }
    } else if (!std::exchange(state.trace.request_sent, true)) {
      state.trace.request_at = state.machine->loop.now();
    }
    return 0;
  }

  static std::size_t header(char* data, std::size_t size, std::size_t count, void* pointer) {
    auto& state = *static_cast<StateType*>(pointer);
    if (state.trace.request_sent && state.trace.blocks.empty()) {
      state.trace.first_byte_at = state.machine->loop.now();
    }
    state.take_header({data, size * count});
    state.trace.too_many_headers = state.header_bytes > state.limits.header_bytes;
    const bool enough = state.trace.too_many_headers || state.trace.strange_line;
    return enough ? 0 : size * count;
  }

  /// Over TLS the headers say all there is to know, unless the body is what we came for; of plain
  /// HTTP the body is the identity, up to the limit.
  static std::size_t body(char* data, std::size_t size, std::size_t count, void* pointer) {
    auto& state = *static_cast<StateType*>(pointer);
    const std::size_t room =
        state.limits.body_bytes - std::min(state.limits.body_bytes, state.trace.body.size());
    state.trace.body.append(data, std::min(room, size * count));
    const bool is_told_by_headers =
        state.task.protocol == Protocol::https && !state.task.whole_body;
    const bool enough = is_told_by_headers || size * count > room;
    return enough ? 0 : size * count;
  }

  static int watch_socket(CURL* /*easy*/, curl_socket_t socket, int what, void* pointer,
                          void* /*socket_pointer*/) {
    auto& machine = *static_cast<Transfers::Machine*>(pointer);
    if (what == CURL_POLL_REMOVE) {
      machine.watches.erase(socket);
      return 0;
    }
    auto& watch = machine.watches[socket];
    if (!watch) {
      watch = std::make_unique<SocketWatch>(
          machine.loop, socket, [&machine, socket](SocketWatch::Events events) {
            machine.act(socket, (events.readable ? CURL_CSELECT_IN : 0) |
                                    (events.writable ? CURL_CSELECT_OUT : 0) |
                                    (events.failed ? CURL_CSELECT_ERR : 0));
          });
    }
    watch->watch((what & CURL_POLL_IN) != 0, (what & CURL_POLL_OUT) != 0);
    return 0;
  }

  static int set_timer(CURLM* /*multi*/, long milliseconds, void* pointer) {
    auto& machine = *static_cast<Transfers::Machine*>(pointer);
    if (milliseconds < 0) {
      machine.timer.stop();
    } else {
      machine.timer.start(Millis(milliseconds));
    }
    return 0;
  }
};

/// "libcurl 7.88.1 (OpenSSL/3.0.17)"
std::string libcurl_name();

/// Sets every option of a transfer; the watches of its state are in place. What libcurl says where
/// it refuses one; then the transfer must not start, since it would be another one than we judge.
[[nodiscard]] std::string prepare_transfer(Transfers::Transfer::State& state,
                                           Transfers::Machine& machine, const TransferOrder& order);

/// The same for a direct transfer that never starts: what every run needs. What only some proxies
/// need (a libcurl may have been built without SOCKS) is asked when it is needed.
[[nodiscard]] std::string rehearse_transfer(Transfers::Machine& machine);

}  // namespace netprobe
