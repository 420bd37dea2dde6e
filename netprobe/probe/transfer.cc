#include "netprobe/probe/transfer.h"

#include "netprobe/core/text.h"
#include "netprobe/core/version.h"
#include "netprobe/probe/tls_watch.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace netprobe {

namespace {

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

bool is_http_family(const Proxy& proxy) {
  return proxy.scheme == ProxyScheme::http || proxy.scheme == ProxyScheme::https;
}

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

/// The host of the URL: what the certificate must carry, or the literal address.
std::string url_host(const ProbeTask& task) {
  if (!task.host.empty()) {
    return task.host;
  }
  const bool named = !task.server_name.empty() && !task.route.proxy;
  return named ? task.server_name : task.address->to_string();
}

/// Is the far end asked for TLS?
bool wants_tls(const ProbeTask& task) {
  return task.protocol == Protocol::https && task.depth >= Depth::tls;
}

std::string url_of(const ProbeTask& task) {
  return fmt::format("{}://{}:{}{}", wants_tls(task) ? "https" : "http", bracketed(url_host(task)),
                     task.port, task.path);
}

unsigned long auth_of(ProxyAuth auth) {
  switch (auth) {
    case ProxyAuth::any:
      return CURLAUTH_ANY;
    case ProxyAuth::basic:
      return CURLAUTH_BASIC;
    case ProxyAuth::digest:
      return CURLAUTH_DIGEST;
    case ProxyAuth::ntlm:
      return CURLAUTH_NTLM;
    case ProxyAuth::negotiate:
      return CURLAUTH_NEGOTIATE;
  }
  return CURLAUTH_ANY;
}

long type_of(ProxyScheme scheme) {
  switch (scheme) {
    case ProxyScheme::http:
      return CURLPROXY_HTTP;
    case ProxyScheme::https:
      return CURLPROXY_HTTPS;
    case ProxyScheme::socks4:
      return CURLPROXY_SOCKS4;
    case ProxyScheme::socks4a:
      return CURLPROXY_SOCKS4A;
    case ProxyScheme::socks5:
      return CURLPROXY_SOCKS5;
    case ProxyScheme::socks5h:
      return CURLPROXY_SOCKS5_HOSTNAME;
  }
  return CURLPROXY_HTTP;
}

}  // namespace

struct Transfers::Transfer::State {
  Machine* machine = nullptr;
  ProbeTask task;
  Limits limits;
  Done done;
  int socket = -1;
  bool socket_taken = false;  ///< libcurl has it, and closes it through us
  Easy easy;
  List connect_to, resolve;
  TransferTrace trace;
  std::optional<TlsWatch> proxy_watch, watch;
  int contexts = 0;
  std::size_t header_bytes = 0;
  std::array<char, CURL_ERROR_SIZE> error{};
  std::unique_ptr<Timer> timer;
  std::unique_ptr<Timer> ending;  ///< calls `done` from the loop

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
  void finish(const Loop& loop);
};

class Transfers::Machine {
 public:
  Machine(Loop& its_loop, const TrustStore& its_trust)
      : loop(its_loop),
        trust(its_trust),
        multi(curl_multi_init()),
        timer(its_loop, [this] { act(CURL_SOCKET_TIMEOUT, 0); }) {}

  void act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi.get(), socket, events, &running);
    collect();
  }

  void collect();

  Loop& loop;  // NOLINT(misc-non-private-member-variables-in-classes): the inside of one file
  const TrustStore& trust;  // NOLINT(misc-non-private-member-variables-in-classes)
  Multi multi;              // NOLINT(misc-non-private-member-variables-in-classes)
  Timer timer;              // NOLINT(misc-non-private-member-variables-in-classes)
  std::map<curl_socket_t, std::unique_ptr<SocketWatch>>
      watches;  // NOLINT(misc-non-private-member-variables-in-classes)
};

void Transfers::Transfer::State::take_header(std::string_view line) {
  header_bytes += line.size();
  auto& blocks = current_blocks();
  line = trim(line);
  if (starts_with_ignoring_case(line, "HTTP/")) {
    HeaderBlock block;
    const std::size_t space = line.find(' ');
    const std::string_view rest =
        space == std::string_view::npos ? std::string_view() : line.substr(space + 1);
    block.status = parse_number<int>(rest.substr(0, 3)).value_or(0);
    block.reason = std::string(trim(rest.substr(std::min<std::size_t>(3, rest.size()))));
    blocks.push_back(std::move(block));
    return;
  }
  if (blocks.empty()) {
    return;
  }
  if (line.empty()) {
    end_block();
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon != std::string_view::npos) {
    blocks.back().headers.emplace_back(std::string(line.substr(0, colon)),
                                       std::string(trim(line.substr(colon + 1))));
  }
}

void Transfers::Transfer::State::end_block() {
  auto& blocks = current_blocks();
  blocks.back().complete = true;
  if (&blocks == &trace.proxy_blocks && blocks.back().status / 100 == 2) {
    trace.tunnel_open = true;
    trace.tunnel_ended_at = machine->loop.now();
  } else if (&blocks == &trace.blocks) {
    trace.received = std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
  }
}

void Transfers::Transfer::State::finish(const Loop& loop) {
  if (std::exchange(finished, true)) {
    return;
  }
  curl_easy_getinfo(easy.get(), CURLINFO_OS_ERRNO, &trace.os_errno);
  curl_easy_getinfo(easy.get(), CURLINFO_PROXY_ERROR, &trace.proxy_error);
  trace.curl_text = error.data();
  const bool socks = task.route.proxy && !is_http_family(*task.route.proxy);
  const bool past_proxy =
      trace.tls.began || trace.request_sent || (trace.curl_code == CURLE_OK && !trace.expired);
  trace.tunnel_open =
      trace.tunnel_open || (socks && past_proxy) || (tunnel_by_connect() && trace.tls.began);
  if (socks && trace.tunnel_open) {
    trace.tunnel_ended_at = trace.tls.began ? trace.tls.began_at : loop.now();
  }
  curl_multi_remove_handle(machine->multi.get(), easy.get());
  timer.reset();
  ending = std::make_unique<Timer>(machine->loop, [this] { done(std::move(trace)); });
  ending->start(Micros::zero());
}

void Transfers::Machine::collect() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
    if (message->msg == CURLMSG_DONE) {
      void* pointer = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &pointer);
      auto& state = *static_cast<Transfer::State*>(pointer);
      state.trace.curl_code = static_cast<int>(message->data.result);
      state.finish(loop);
    }
  }
}

struct Hooks {
  using StateType = Transfers::Transfer::State;

  static curl_socket_t open_socket(void* pointer, curlsocktype /*purpose*/,
                                   curl_sockaddr* /*address*/) {
    auto& state = *static_cast<StateType*>(pointer);
    if (std::exchange(state.socket_taken, true)) {
      return CURL_SOCKET_BAD;  // one connection per transfer: what wants a second one has failed
    }
    return state.socket;
  }

  static int already_connected(void* /*pointer*/, curl_socket_t /*socket*/,
                               curlsocktype /*purpose*/) {
    return CURL_SOCKOPT_ALREADY_CONNECTED;
  }

  static int close(void* pointer, curl_socket_t socket) {
    auto& machine = *static_cast<Transfers::Machine*>(pointer);
    machine.watches.erase(socket);
    close_socket(socket);
    return 0;
  }

  static CURLcode tls_context(CURL* /*easy*/, void* context, void* pointer) {
    auto& state = *static_cast<StateType*>(pointer);
    const bool is_proxy = state.proxy_watch && state.contexts == 0;
    ++state.contexts;
    watch_tls(static_cast<SSL_CTX*>(context), is_proxy ? *state.proxy_watch : *state.watch);
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
    if (state.header_bytes > state.limits.header_bytes) {
      state.trace.too_many_headers = true;
      return 0;
    }
    return size * count;
  }

  /// Over TLS the headers say all there is to know; of plain HTTP the body is the identity, up to
  /// the limit.
  static std::size_t body(char* data, std::size_t size, std::size_t count, void* pointer) {
    auto& state = *static_cast<StateType*>(pointer);
    const std::size_t room =
        state.limits.body_bytes - std::min(state.limits.body_bytes, state.trace.body.size());
    state.trace.body.append(data, std::min(room, size * count));
    const bool enough = state.task.protocol == Protocol::https || size * count > room;
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

namespace {

/// Sets options and remembers whether any was refused, so that it is asked once.
class Options {
 public:
  explicit Options(CURL* easy) : easy_(easy) {}
  template <typename Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy_, option, value);
    first_ = first_ == CURLE_OK ? code : first_;
  }
  [[nodiscard]] CURLcode first_error() const { return first_; }

 private:
  CURL* easy_;
  CURLcode first_ = CURLE_OK;
};

void set_transport(Options& options, Transfers::Transfer::State& state,
                   Transfers::Machine& machine) {
  options.set(CURLOPT_OPENSOCKETFUNCTION, &Hooks::open_socket);
  options.set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(&state));
  options.set(CURLOPT_SOCKOPTFUNCTION, &Hooks::already_connected);
  options.set(CURLOPT_CLOSESOCKETFUNCTION, &Hooks::close);
  options.set(CURLOPT_CLOSESOCKETDATA, static_cast<void*>(&machine));
  options.set(CURLOPT_FRESH_CONNECT, 1L);
  options.set(CURLOPT_FORBID_REUSE, 1L);
  options.set(CURLOPT_DNS_CACHE_TIMEOUT, 0L);
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_CONNECTTIMEOUT_MS, 86400000L);  // our own timer ends it
}

void set_tls(Options& options, Transfers::Transfer::State& state) {
  options.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  options.set(CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  // The certificate is judged by our own callback, which ends the handshake; the name is checked
  // there too.
  for (const CURLoption option : {CURLOPT_SSL_VERIFYHOST, CURLOPT_PROXY_SSL_VERIFYHOST,
                                  CURLOPT_SSL_SESSIONID_CACHE, CURLOPT_SSL_ENABLE_ALPN}) {
    options.set(option, 0L);
  }
  for (const CURLoption option :
       {CURLOPT_CAINFO, CURLOPT_CAPATH, CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH}) {
    options.set(option, static_cast<const char*>(nullptr));
  }
  options.set(CURLOPT_SSL_CTX_FUNCTION, &Hooks::tls_context);
  options.set(CURLOPT_SSL_CTX_DATA, static_cast<void*>(&state));
}

void set_http(Options& options, Transfers::Transfer::State& state, const std::string& agent) {
  options.set(CURLOPT_URL, url_of(state.task).c_str());
  options.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  options.set(CURLOPT_HTTPGET, 1L);
  options.set(CURLOPT_FOLLOWLOCATION, 0L);
  options.set(CURLOPT_USERAGENT, agent.c_str());
  options.set(CURLOPT_ERRORBUFFER, state.error.data());
  options.set(CURLOPT_VERBOSE, 1L);
  options.set(CURLOPT_DEBUGFUNCTION, &Hooks::debug);
  options.set(CURLOPT_DEBUGDATA, static_cast<void*>(&state));
  options.set(CURLOPT_HEADERFUNCTION, &Hooks::header);
  options.set(CURLOPT_HEADERDATA, static_cast<void*>(&state));
  options.set(CURLOPT_WRITEFUNCTION, &Hooks::body);
  options.set(CURLOPT_WRITEDATA, static_cast<void*>(&state));
  options.set(CURLOPT_PRIVATE, static_cast<void*>(&state));
  options.set(CURLOPT_CONNECT_ONLY, state.task.depth < Depth::http ? 1L : 0L);
}

void set_direct(Options& options, Transfers::Transfer::State& state, const IpAddress& address) {
  options.set(CURLOPT_PROXY, "");
  options.set(CURLOPT_NOPROXY, "*");
  const ProbeTask& task = state.task;
  const std::string entry = fmt::format("{}:{}:{}:{}", bracketed(url_host(task)), task.port,
                                        bracketed(address.to_string()), task.port);
  state.connect_to.reset(curl_slist_append(nullptr, entry.c_str()));
  options.set(CURLOPT_CONNECT_TO, state.connect_to.get());
}

void add_resolve(Transfers::Transfer::State& state, const std::string& host, std::uint16_t port,
                 const IpAddress& address) {
  if (IpAddress::parse(host)) {
    return;
  }
  const std::string entry = fmt::format("{}:{}:{}", host, port, bracketed(address.to_string()));
  state.resolve.reset(curl_slist_append(state.resolve.release(), entry.c_str()));
}

void set_proxy(Options& options, Transfers::Transfer::State& state, const TransferOrder& order) {
  const Proxy& proxy = *state.task.route.proxy;
  // An HTTPS proxy's certificate is for its name; every other kind is given as the literal address
  // that we are connected to.
  const bool by_name = proxy.scheme == ProxyScheme::https;
  const std::string host = by_name ? proxy.address.host : order.connected_to.to_string();
  options.set(CURLOPT_PROXY, bracketed(host).c_str());
  options.set(CURLOPT_PROXYPORT, static_cast<long>(proxy.address.port));
  options.set(CURLOPT_PROXYTYPE, type_of(proxy.scheme));
  options.set(CURLOPT_NOPROXY, "");
  options.set(CURLOPT_HTTPPROXYTUNNEL, state.tunnel_by_connect() ? 1L : 0L);
  options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 0L);
  if (by_name) {
    add_resolve(state, proxy.address.host, proxy.address.port, order.connected_to);
  }
  if (order.pinned) {
    add_resolve(state, url_host(state.task), state.task.port, *order.pinned);
  }
  if (state.resolve) {
    options.set(CURLOPT_RESOLVE, state.resolve.get());
  }
  if (proxy.credentials) {
    options.set(CURLOPT_PROXYUSERNAME, proxy.credentials->user.c_str());
    options.set(CURLOPT_PROXYPASSWORD, proxy.credentials->password.reveal().c_str());
    options.set(CURLOPT_PROXYAUTH, static_cast<long>(auth_of(proxy.auth)));
  }
}

}  // namespace

Transfers::Transfer::Transfer(Machine& machine, Socket socket, const TransferOrder& order,
                              Done done)
    : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.machine = &machine;
  state.task = order.task;
  state.limits = order.limits;
  state.done = std::move(done);
  state.socket = socket.release();
  state.easy.reset(curl_easy_init());
  const ProbeTask& task = state.task;
  state.watch.emplace(TlsWatch{state.trace.tls, machine.trust, machine.loop, task.server_name,
                               task.expectation == Expectation::service, Stage::tls});
  if (task.route.proxy && task.route.proxy->scheme == ProxyScheme::https) {
    state.proxy_watch.emplace(TlsWatch{state.trace.proxy_tls, machine.trust, machine.loop,
                                       task.route.proxy->address.host, false, Stage::proxy_tls});
  }
  state.trace.tunnel_began_at = machine.loop.now();
  Options options(state.easy.get());
  set_transport(options, state, machine);
  set_tls(options, state);
  set_http(options, state, fmt::format("netprobe/{}", tool_version()));
  if (task.route.proxy) {
    set_proxy(options, state, order);
  } else {
    set_direct(options, state, order.connected_to);
  }
}

Transfers::Transfer::~Transfer() {
  if (!state_->finished) {
    curl_multi_remove_handle(state_->machine->multi.get(), state_->easy.get());
  }
  state_->easy.reset();
  if (!state_->socket_taken) {
    close_socket(state_->socket);
  }
}

Transfers::Transfers(std::unique_ptr<Machine> machine) : machine_(std::move(machine)) {}
Transfers::~Transfers() = default;

Result<std::unique_ptr<Transfers>> Transfers::create(Loop& loop, const TrustStore& trust) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return tl::unexpected<Error>({Error::Kind::internal, "libcurl does not start"});
  }
  auto machine = std::make_unique<Machine>(loop, trust);
  CURLM* multi = machine->multi.get();
  if (multi == nullptr) {
    return tl::unexpected<Error>({Error::Kind::internal, "libcurl does not start"});
  }
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &Hooks::watch_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, static_cast<void*>(machine.get()));
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &Hooks::set_timer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, static_cast<void*>(machine.get()));
  curl_multi_setopt(multi, CURLMOPT_PIPELINING, 0L);
  return std::unique_ptr<Transfers>(new Transfers(std::move(machine)));
}

std::unique_ptr<Transfers::Transfer> Transfers::start(Socket socket, const TransferOrder& order,
                                                      Micros limit, Done done) {
  auto transfer = std::make_unique<Transfer>(*machine_, std::move(socket), order, std::move(done));
  Transfer::State& state = *transfer->state_;
  state.timer = std::make_unique<Timer>(machine_->loop, [&state, machine = machine_.get()] {
    // What has come but was not read yet, because the loop was busy, is not silence.
    if (state.socket_taken && state.reprieves-- > 0 && is_readable(state.socket)) {
      state.timer->start(Millis(100));
      return;
    }
    state.trace.expired = true;
    state.finish(machine->loop);
  });
  state.timer->start(limit);
  curl_multi_add_handle(machine_->multi.get(), state.easy.get());
  return transfer;
}

}  // namespace netprobe
