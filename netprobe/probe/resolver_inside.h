#pragma once

#include "netprobe/probe/dns_sockets.h"
#include "netprobe/probe/resolver.h"

#include <ares.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {

struct ChannelDeleter {
  void operator()(ares_channeldata* channel) const { ares_destroy(channel); }
};
using Channel = std::unique_ptr<ares_channeldata, ChannelDeleter>;

struct ServersDeleter {
  void operator()(ares_addr_port_node* servers) const { ares_free_data(servers); }
};

/// The process-wide part of the library, for as long as a resolver lives.
class Library {
 public:
  Library() : status_(ares_library_init(ARES_LIB_INIT_ALL)) {}
  ~Library() { ares_library_cleanup(); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  [[nodiscard]] int status() const { return status_; }

 private:
  int status_;
};

/// One server: its channel, and the sockets that the channel has open.
struct Server {
  Resolver::State* resolver = nullptr;
  std::string text;
  std::map<ares_socket_t, std::unique_ptr<SocketWatch>> sockets;
  DnsSockets custom;
  bool has_answered = false;
  std::optional<Instant> icmp_since;  ///< when it was first seen that ICMP came for its address
  Channel channel;                    ///< goes first: it closes its sockets, and says so
};

/// One name that is being asked about, or waits for its turn.
struct Lookup {
  std::string name;
  Families families = Families::both;
  std::array<FamilyAnswer, 2> answers;  ///< as far as they are known
  std::array<bool, 2> done{};
  std::vector<Resolver::Answered> waiting;
  Instant began{};
  std::unique_ptr<Timer> patience;
  std::shared_ptr<const LookupResult> result;
};

/// One question to one server. c-ares calls back exactly once for each, at the latest when the
/// channel is destroyed.
struct Question {
  Resolver::State* resolver = nullptr;
  std::shared_ptr<Lookup> lookup;
  Family family = Family::ipv4;
  std::size_t attempt = 0;  ///< how many were asked this before
  std::size_t first = 0;    ///< the server that was asked first: the others follow in their order
  std::size_t server = 0;
};

class Resolver::State {
 public:
  State(Loop& loop, ResolverSettings settings)
      : loop_(loop),
        settings_(std::move(settings)),
        ticker_(loop, [this] { ticked(); }),
        wake_(loop, [this] { deliver(); }) {}

  ~State() {
    closing_ = true;
    servers_.clear();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Result<void> open();
  void look_up(const std::string& name, Families families, Answered answered);
  void forget_unfinished();
  [[nodiscard]] bool has_waiting() const { return !waiting_.empty(); }
  void answered(std::unique_ptr<Question> question, int status,
                std::span<const std::uint8_t> bytes);
  void socket_changed(Server& server, ares_socket_t socket, bool readable, bool writable);
  [[nodiscard]] const std::vector<std::string>& server_texts() const { return server_texts_; }

 private:
  using Key = std::pair<std::string, Families>;

  Result<std::vector<std::string>> servers_to_ask() const;
  Result<void> open_server(const std::string& text);
  void begin_waiting();
  void begin(const std::shared_ptr<Lookup>& lookup);
  void ask(const std::shared_ptr<Lookup>& lookup, Family family, std::size_t first,
           std::size_t attempt);
  [[nodiscard]] bool shall_ask_again(const FamilyAnswer& answer, std::size_t attempt) const;
  void settle(const std::shared_ptr<Lookup>& lookup, Family family);
  void finish(const std::shared_ptr<Lookup>& lookup);
  void process(Server& server, ares_socket_t socket, SocketWatch::Events events);
  void ticked();
  void deliver();

  Loop& loop_;
  ResolverSettings settings_;
  Library library_;
  std::vector<std::unique_ptr<Server>> servers_;
  std::vector<std::string> server_texts_;
  std::size_t preferred_ = 0;  ///< the server that answered last
  std::map<Key, std::shared_ptr<Lookup>> lookups_;
  std::deque<std::shared_ptr<Lookup>> waiting_;
  std::set<std::shared_ptr<Lookup>> asked_;
  std::vector<std::shared_ptr<Lookup>> finished_;
  bool closing_ = false;
  Timer ticker_;
  Timer wake_;
};

}  // namespace netprobe
