#include "netprobe/probe/resolver_inside.h"

/// The lines to the servers: how they are opened, and what their sockets and the clock tell them.
namespace netprobe {

namespace {

/// How long a server may still answer after ICMP came for its address.
constexpr Millis icmp_patience(300);

void on_socket(void* argument, ares_socket_t socket, int readable, int writable) {
  ServerLine& line = *static_cast<ServerLine*>(argument);
  line.resolver->socket_changed(line, socket, readable != 0, writable != 0);
}

}  // namespace

Result<std::unique_ptr<ServerLine>> Resolver::State::open_line(const std::string& server) {
  auto line = std::make_unique<ServerLine>();
  line->resolver = this;
  auto channel = open_channel({.server = server,
                               .one_try = settings_.one_try,
                               .over_tcp = settings_.over_tcp,
                               .socket_changed = on_socket,
                               .argument = line.get()});
  if (!channel) {
    return tl::unexpected(channel.error());
  }
  line->channel = std::move(*channel);
  use_dns_sockets(line->channel.get(), line->custom);
  return line;
}

Result<void> Resolver::State::open() {
  if (library_.status() != ARES_SUCCESS) {
    return tl::unexpected(library_error(library_.status()));
  }
  auto texts = settings_.servers.empty() ? system_servers() : settings_.servers;
  if (!texts) {
    return tl::unexpected(texts.error());
  }
  for (const std::string& text : *texts) {
    auto line = open_line(text);
    if (!line) {
      return tl::unexpected(line.error());
    }
    auto server = std::make_unique<Server>();
    server->text = text;
    server->lines.push_back(std::move(*line));
    servers_.push_back(std::move(server));
  }
  server_texts_ = std::move(*texts);
  return {};
}

/// The line that questions to a server go out on: a fresh one where the last one's time-outs would
/// no longer be ours.
ServerLine& Resolver::State::line_to(Server& server) {
  static const std::optional<int> most = answers_before_adapting();
  if (most && server.lines.back()->answers >= *most) {
    if (auto line = open_line(server.text)) {
      server.lines.push_back(std::move(*line));
    }
  }
  return *server.lines.back();
}

void Resolver::State::socket_changed(ServerLine& line, ares_socket_t socket, bool readable,
                                     bool writable) {
  if (!readable && !writable) {
    line.sockets.erase(socket);
    return;
  }
  auto& watch = line.sockets[socket];
  if (!watch) {
    watch = std::make_unique<SocketWatch>(
        loop_, socket,
        [this, &line, socket](SocketWatch::Events events) { process(line, socket, events); });
  }
  watch->watch(readable, writable);
}

void Resolver::State::process(ServerLine& line, ares_socket_t socket, SocketWatch::Events events) {
  ares_process_fd(line.channel.get(), events.readable ? socket : ARES_SOCKET_BAD,
                  events.writable ? socket : ARES_SOCKET_BAD);
}

void Resolver::State::look_for_timeouts(Server& server) {
  std::erase_if(server.lines, [&server](const std::unique_ptr<ServerLine>& line) {
    return line->open_questions == 0 && line != server.lines.back();
  });
  // What comes of it may be asked again, on a line that is opened meanwhile.
  for (std::size_t i = 0; i < server.lines.size(); ++i) {
    ServerLine& line = *server.lines[i];
    ares_process_fd(line.channel.get(), ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    if (line.custom.icmp_error == 0 || server.has_answered) {
      continue;
    }
    line.icmp_since = line.icmp_since.value_or(loop_.now());
    if (loop_.now() - *line.icmp_since > icmp_patience) {
      ares_cancel(line.channel.get());
    }
  }
}

std::vector<std::string> system_resolvers() {
  const Library library;
  return library.status() == ARES_SUCCESS ? system_servers().value_or(std::vector<std::string>())
                                          : std::vector<std::string>();
}

void Resolver::State::ticked() {
  for (const auto& server : servers_) {
    look_for_timeouts(*server);
  }
  if (!asked_.empty()) {
    ticker_.start(tick);
  }
}

}  // namespace netprobe
