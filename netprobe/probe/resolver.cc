#include "netprobe/probe/resolver.h"

#include "netprobe/core/text.h"
#include "netprobe/probe/resolver_inside.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

/// c-ares finds its time-outs by looking at all that waits; it is asked this often, not per event.
constexpr Millis tick(50);

/// How long a family is waited for when the other one has answered: some firewalls drop AAAA.
constexpr Millis second_family_patience(2000);

/// How long a server may still answer after ICMP came for its address.
constexpr Millis icmp_patience(300);

Error library_error(int status) {
  return {Error::Kind::internal, fmt::format("c-ares does not start: {}", ares_strerror(status))};
}

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

}  // namespace

namespace {

void on_answer(void* argument, int status, int /*timeouts*/, unsigned char* bytes, int size) {
  std::unique_ptr<Question> question(static_cast<Question*>(argument));
  Resolver::State& resolver = *question->resolver;
  resolver.answered(std::move(question), status,
                    {bytes, bytes == nullptr ? 0 : static_cast<std::size_t>(size)});
}

void on_socket(void* argument, ares_socket_t socket, int readable, int writable) {
  Server& server = *static_cast<Server*>(argument);
  server.resolver->socket_changed(server, socket, readable != 0, writable != 0);
}

std::size_t index_of(Family family) { return family == Family::ipv4 ? 0 : 1; }

constexpr int class_internet = 1;  // RFC 1035, 3.2.4
constexpr int type_a = 1;          // RFC 1035, 3.2.2
constexpr int type_aaaa = 28;      // RFC 3596, 2.1

}  // namespace

Result<std::vector<std::string>> Resolver::State::servers_to_ask() const {
  if (!settings_.servers.empty()) {
    return settings_.servers;
  }
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

Result<void> Resolver::State::open_server(const std::string& text) {
  auto server = std::make_unique<Server>();
  server->resolver = this;
  server->text = text;
  ares_options options{};
  // Every answer is ours to judge, SERVFAIL and REFUSED too; names are asked for as they are,
  // without search suffixes.
  options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
  options.flags |= settings_.over_tcp ? ARES_FLAG_USEVC : 0;
  options.timeout = static_cast<int>(settings_.one_try.count());
  options.tries = 1;
  options.sock_state_cb = on_socket;
  options.sock_state_cb_data = server.get();
  ares_channeldata* raw = nullptr;
  const int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
  if (const int status = ares_init_options(&raw, &options, mask); status != ARES_SUCCESS) {
    return tl::unexpected(library_error(status));
  }
  server->channel.reset(raw);
  use_dns_sockets(raw, server->custom);
  if (const int status = ares_set_servers_ports_csv(raw, text.c_str()); status != ARES_SUCCESS) {
    return tl::unexpected(library_error(status));
  }
  servers_.push_back(std::move(server));
  server_texts_.push_back(text);
  return {};
}

Result<void> Resolver::State::open() {
  if (library_.status() != ARES_SUCCESS) {
    return tl::unexpected(library_error(library_.status()));
  }
  const auto texts = servers_to_ask();
  if (!texts) {
    return tl::unexpected(texts.error());
  }
  for (const std::string& text : *texts) {
    if (auto opened = open_server(text); !opened) {
      return opened;
    }
  }
  return {};
}

void Resolver::State::look_up(const std::string& name, Families families, Answered answered) {
  auto& lookup = lookups_[{to_lower(name), families}];
  if (!lookup) {
    lookup = std::make_shared<Lookup>();
    lookup->name = name;
    lookup->families = families;
    waiting_.push_back(lookup);
  }
  lookup->waiting.push_back(std::move(answered));
  if (lookup->result) {
    finished_.push_back(lookup);
    wake_.start(Micros::zero());
  }
  begin_waiting();
}

void Resolver::State::begin_waiting() {
  while (!waiting_.empty() && asked_.size() < static_cast<std::size_t>(settings_.in_flight)) {
    const std::shared_ptr<Lookup> lookup = waiting_.front();
    waiting_.pop_front();
    begin(lookup);
  }
}

void Resolver::State::begin(const std::shared_ptr<Lookup>& lookup) {
  lookup->began = loop_.now();
  asked_.insert(lookup);
  lookup->done = {lookup->families == Families::ipv6_only, lookup->families == Families::ipv4_only};
  if (!settings_.hosts.find(lookup->name).empty()) {
    // The system would ask nobody: what the resolvers say is for comparison, and not waited for
    // long.
    lookup->patience = std::make_unique<Timer>(loop_, [this, lookup] { finish(lookup); });
    lookup->patience->start(second_family_patience);
  }
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    if (!lookup->done.at(index_of(family))) {
      ask(lookup, family, preferred_, 0);
    }
  }
  ticker_.start(tick);
}

void Resolver::State::ask(const std::shared_ptr<Lookup>& lookup, Family family, std::size_t first,
                          std::size_t attempt) {
  auto question = std::make_unique<Question>();
  question->resolver = this;
  question->lookup = lookup;
  question->family = family;
  question->attempt = attempt;
  question->first = first;
  question->server = (first + attempt) % servers_.size();
  ares_channeldata* channel = servers_[question->server]->channel.get();
  ares_query(channel, lookup->name.c_str(), class_internet,
             family == Family::ipv4 ? type_a : type_aaaa, on_answer, question.release());
}

bool Resolver::State::shall_ask_again(const FamilyAnswer& answer, std::size_t attempt) const {
  // A refusal is the same a moment later: each server is asked once. Silence and SERVFAIL pass.
  const bool passing = answer.status == DnsStatus::timeout || answer.status == DnsStatus::servfail;
  const auto rounds =
      passing ? static_cast<std::size_t>(std::max(1, settings_.tries)) : std::size_t{1};
  return attempt + 1 < rounds * servers_.size();
}

void Resolver::State::answered(std::unique_ptr<Question> question, int status,
                               std::span<const std::uint8_t> bytes) {
  if (closing_ || question->lookup->result) {
    return;
  }
  Lookup& lookup = *question->lookup;
  Server& server = *servers_[question->server];
  server.has_answered = server.has_answered || !bytes.empty();
  // Given up because of ICMP for another datagram: it holds for this one.
  const bool given_up = status == ARES_ECANCELLED && server.custom.icmp_error != 0;
  status = given_up ? static_cast<int>(ARES_ECONNREFUSED) : status;
  const FamilyAnswer answer =
      judge_dns_answer(status, bytes, question->family, server_texts_[question->server]);
  FamilyAnswer& known = lookup.answers.at(index_of(question->family));
  known = known.status == DnsStatus::not_asked ? answer : FamilyAnswer(more_telling(known, answer));
  if (is_final(answer.status)) {
    preferred_ = question->server;
    settle(question->lookup, question->family);
  } else if (shall_ask_again(answer, question->attempt)) {
    ask(question->lookup, question->family, question->first, question->attempt + 1);
  } else {
    settle(question->lookup, question->family);
  }
}

void Resolver::State::settle(const std::shared_ptr<Lookup>& lookup, Family family) {
  lookup->done.at(index_of(family)) = true;
  if (lookup->done[0] && lookup->done[1]) {
    finish(lookup);
  } else if (lookup->answers.at(index_of(family)).status == DnsStatus::answered &&
             !lookup->patience) {
    lookup->patience = std::make_unique<Timer>(loop_, [this, lookup] { finish(lookup); });
    lookup->patience->start(second_family_patience);
  }
}

void Resolver::State::finish(const std::shared_ptr<Lookup>& lookup) {
  if (lookup->result) {
    return;
  }
  LookupResult result =
      combine(lookup->name, lookup->answers[0], lookup->answers[1], server_texts_);
  std::vector<IpAddress> local = settings_.hosts.find(lookup->name);
  std::erase_if(local, [&](const IpAddress& address) {
    return (lookup->families == Families::ipv4_only && address.family() == Family::ipv6) ||
           (lookup->families == Families::ipv6_only && address.family() == Family::ipv4);
  });
  if (!local.empty()) {
    result = from_hosts(local, settings_.hosts_path, result);
  }
  result.elapsed = loop_.now() - lookup->began;
  lookup->result = std::make_shared<const LookupResult>(std::move(result));
  finished_.push_back(lookup);
  asked_.erase(lookup);
  wake_.start(Micros::zero());
}

void Resolver::State::deliver() {
  const auto finished = std::exchange(finished_, {});
  for (const auto& lookup : finished) {
    lookup->patience.reset();
    for (const Answered& answered : std::exchange(lookup->waiting, {})) {
      answered(lookup->result);
    }
  }
  begin_waiting();
}

void Resolver::State::forget_unfinished() {
  std::erase_if(lookups_, [](const auto& entry) { return !entry.second->result; });
  for (const auto& lookup : asked_) {
    lookup->waiting.clear();
    lookup->patience.reset();
  }
  asked_.clear();
  waiting_.clear();
  finished_.clear();
}

void Resolver::State::socket_changed(Server& server, ares_socket_t socket, bool readable,
                                     bool writable) {
  if (!readable && !writable) {
    server.sockets.erase(socket);
    return;
  }
  auto& watch = server.sockets[socket];
  if (!watch) {
    watch = std::make_unique<SocketWatch>(
        loop_, socket,
        [this, &server, socket](SocketWatch::Events events) { process(server, socket, events); });
  }
  watch->watch(readable, writable);
}

void Resolver::State::process(Server& server, ares_socket_t socket, SocketWatch::Events events) {
  ares_process_fd(server.channel.get(), events.readable ? socket : ARES_SOCKET_BAD,
                  events.writable ? socket : ARES_SOCKET_BAD);
}

void Resolver::State::ticked() {
  for (const auto& server : servers_) {
    ares_process_fd(server->channel.get(), ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    if (server->custom.icmp_error == 0 || server->has_answered) {
      continue;
    }
    server->icmp_since = server->icmp_since.value_or(loop_.now());
    if (loop_.now() - *server->icmp_since > icmp_patience) {
      ares_cancel(server->channel.get());
    }
  }
  if (!asked_.empty()) {
    ticker_.start(tick);
  }
}

Resolver::Resolver(std::unique_ptr<State> state) : state_(std::move(state)) {}
Resolver::~Resolver() = default;

Result<std::unique_ptr<Resolver>> Resolver::create(Loop& loop, ResolverSettings settings) {
  auto state = std::make_unique<State>(loop, std::move(settings));
  if (auto opened = state->open(); !opened) {
    return tl::unexpected(opened.error());
  }
  return std::unique_ptr<Resolver>(new Resolver(std::move(state)));
}

void Resolver::look_up(const std::string& name, Families families, Answered answered) {
  state_->look_up(name, families, std::move(answered));
}

void Resolver::forget_unfinished() { state_->forget_unfinished(); }

bool Resolver::has_waiting() const { return state_->has_waiting(); }

const std::vector<std::string>& Resolver::servers() const { return state_->server_texts(); }

}  // namespace netprobe
