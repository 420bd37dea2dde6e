#include "netprobe/probe/transfer.h"

#include "netprobe/core/text.h"
#include "netprobe/probe/tcp_socket.h"
#include "netprobe/probe/transfer_inside.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace netprobe {

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
    trace.ended_by_interim = false;
    blocks.push_back(std::move(block));
    return;
  }
  if (blocks.empty() || blocks.back().complete) {
    // An SSH server's banner, say, where a proxy should be.
    trace.strange_line = trace.strange_line || (blocks.empty() && !line.empty());
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
  if (is_interim(blocks.back().status)) {
    blocks.pop_back();
    trace.interim_answer = true;
    trace.ended_by_interim = &blocks == &trace.proxy_blocks;
    return;
  }
  blocks.back().complete = true;
  if (&blocks == &trace.proxy_blocks && blocks.back().status / 100 == 2) {
    trace.tunnel_open = true;
    trace.tunnel_ended_at = machine->loop.now();
    stop_asking();
  } else if (&blocks == &trace.blocks) {
    trace.received = std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
  }
}

void Transfers::Transfer::State::pass_over_interim() {
  constexpr std::size_t at_a_time = 4096;
  while (header_bytes <= limits.header_bytes) {
    const std::size_t taken = interim.take(peek(socket, at_a_time));
    if (taken == 0) {
      return;
    }
    discard(socket, taken);
    trace.interim_answer = true;
    header_bytes += taken;
  }
  trace.too_many_headers = true;
}

/// The number of a socket that was closed may be another transfer's by now.
void Transfers::Transfer::State::stop_asking() {
  std::erase_if(machine->asking, [this](const auto& one) { return one.second == this; });
}

void Transfers::Machine::pass_over_interim(curl_socket_t socket) {
  if (socket == CURL_SOCKET_TIMEOUT) {
    for (const auto& one : asking) {
      one.second->pass_over_interim();
    }
  } else if (const auto found = asking.find(socket); found != asking.end()) {
    found->second->pass_over_interim();
  }
}

std::uint64_t Transfers::Transfer::State::count_received() {
  const auto closed = machine->received.extract(socket);
  if (!closed.empty()) {
    return closed.mapped();
  }
  return socket_taken ? bytes_received(socket).value_or(0) : 0;
}

void Transfers::Transfer::State::finish(const Loop& loop) {
  if (std::exchange(finished, true)) {
    return;
  }
  stop_asking();
  curl_easy_getinfo(easy.get(), CURLINFO_OS_ERRNO, &trace.os_errno);
  trace.os_errno = errno_of(trace.os_errno);
  curl_easy_getinfo(easy.get(), CURLINFO_PROXY_ERROR, &trace.proxy_error);
  trace.curl_text = error.data();
  trace.bytes_received = count_received();
  trace.tls = watch->trace;
  if (proxy_watch) {
    trace.proxy_tls = proxy_watch->trace;
  }
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
  state.watch = std::make_shared<TlsWatch>(TlsWatch{machine.trust, machine.loop, task.server_name,
                                                    task.expectation == Expectation::service});
  if (task.route.proxy && task.route.proxy->scheme == ProxyScheme::https) {
    state.proxy_watch = std::make_shared<TlsWatch>(TlsWatch{machine.proxy_trust, machine.loop,
                                                            task.route.proxy->address.host, false,
                                                            Stage::proxy_tls});
  }
  state.trace.login = order.login;
  state.trace.tunnel_began_at = machine.loop.now();
  state.refused = prepare_transfer(state, machine, order);
}

Transfers::Transfer::~Transfer() {
  state_->stop_asking();
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

namespace {

tl::unexpected<Error> cannot_start(std::string why) {
  return tl::unexpected<Error>({Error::Kind::internal, std::move(why)});
}

template <typename Value>
void set_multi(CURLM* multi, CURLMoption option, Value value, std::string& refused) {
  const CURLMcode code = curl_multi_setopt(multi, option, value);
  if (code != CURLM_OK && refused.empty()) {
    refused = fmt::format("{} refuses option {} of a multi handle: {}", libcurl_name(),
                          static_cast<int>(option), curl_multi_strerror(code));
  }
}

/// What libcurl says to an option that it does not take; empty: it takes all.
std::string prepare_machine(Transfers::Machine& machine) {
  CURLM* multi = machine.multi.get();
  std::string refused;
  set_multi(multi, CURLMOPT_SOCKETFUNCTION, &Hooks::watch_socket, refused);
  set_multi(multi, CURLMOPT_SOCKETDATA, static_cast<void*>(&machine), refused);
  set_multi(multi, CURLMOPT_TIMERFUNCTION, &Hooks::set_timer, refused);
  set_multi(multi, CURLMOPT_TIMERDATA, static_cast<void*>(&machine), refused);
  set_multi(multi, CURLMOPT_PIPELINING, 0L, refused);
  return refused;
}

}  // namespace

Result<std::unique_ptr<Transfers>> Transfers::create(Loop& loop, TrustStore& trust,
                                                     TrustStore& proxy_trust) {
  // Our hooks speak OpenSSL: another library would be handed pointers that are not its own.
  if (curl_global_sslset(CURLSSLBACKEND_OPENSSL, nullptr, nullptr) != CURLSSLSET_OK) {
    return cannot_start(fmt::format("{} has no OpenSSL, which netprobe needs", libcurl_name()));
  }
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return cannot_start("libcurl does not start");
  }
  auto machine = std::make_unique<Machine>(loop, trust, proxy_trust);
  if (machine->multi == nullptr) {
    return cannot_start("libcurl does not start");
  }
  std::string refused = prepare_machine(*machine);
  if (refused.empty()) {
    refused = rehearse_transfer(*machine);
  }
  if (!refused.empty()) {
    return cannot_start(std::move(refused));
  }
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
  if (state.refused.empty()) {
    const CURLMcode code = curl_multi_add_handle(machine_->multi.get(), state.easy.get());
    state.refused = code == CURLM_OK ? "" : curl_multi_strerror(code);
  }
  if (!state.refused.empty()) {
    state.trace.not_started = state.refused;
    state.finish(machine_->loop);
  }
  return transfer;
}

}  // namespace netprobe
