#pragma once

#include "netprobe/probe/dns_channel.h"
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

/// c-ares finds its time-outs by looking at all that waits; it is asked this often, not per event.
constexpr Millis tick(50);

/// One channel to a server, and the sockets that it has open. What c-ares calls with it is gone
/// with the channel.
struct ServerLine {
  Resolver::State* resolver = nullptr;  ///< which owns it
  std::map<ares_socket_t, std::unique_ptr<SocketWatch>> sockets;
  DnsSockets custom;
  int answers = 0;
  int open_questions = 0;
  std::optional<Instant> icmp_since;  ///< when it was first seen that ICMP came for its address
  Channel channel;                    ///< goes first: it closes its sockets, and says so
};

/// One server. Questions go out on its last line; the others still wait for answers.
struct Server {
  std::string text;
  std::vector<std::unique_ptr<ServerLine>> lines;
  bool has_answered = false;
};

/// One name that is being asked about, or waits for its turn.
struct Lookup {
  std::string name;
  Families families = Families::both;
  std::array<FamilyAnswer, 2> answers;  ///< as far as they are known
  std::array<bool, 2> done{};
  std::vector<Resolver::Answered> waiting;
  Instant began{};
  std::unique_ptr<Timer> patience;  ///< must not own the lookup, which owns it
  bool forgotten = false;           ///< what still comes is nobody's business
  std::shared_ptr<const LookupResult> result;
};

/// One question to one server. c-ares calls back exactly once for each, at the latest when the
/// channel is destroyed.
struct ServerQuestion {
  Resolver::State* resolver = nullptr;  ///< owns the channel that it waits in
  ServerLine* line = nullptr;
  std::shared_ptr<Lookup> lookup;
  Family family = Family::ipv4;
  std::size_t attempt = 0;  ///< how many were asked this before
  std::size_t first = 0;    ///< the server that was asked first: the others follow in their order
  std::size_t server = 0;
};

/// Lives in a shared pointer: whoever is called may let the resolver go.
class Resolver::State : public std::enable_shared_from_this<Resolver::State> {
 public:
  State(Loop& loop, ResolverSettings settings)
      : loop_(loop),
        settings_(std::move(settings)),
        ticker_(loop, [this] { ticked(); }),
        wake_(loop, [this] { deliver(); }) {}

  ~State() { close(); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Result<void> open();
  /// From here on nobody is called, and every channel, socket and timer is gone.
  void close();
  void look_up(const std::string& name, Families families, Answered answered);
  void forget_unfinished();
  [[nodiscard]] bool has_waiting() const { return !waiting_.empty(); }
  void answered(std::unique_ptr<ServerQuestion> question, int status,
                std::span<const std::uint8_t> bytes);
  void socket_changed(ServerLine& line, ares_socket_t socket, bool readable, bool writable);
  [[nodiscard]] const std::vector<std::string>& server_texts() const { return server_texts_; }

 private:
  using Key = std::pair<std::string, Families>;

  Result<std::unique_ptr<ServerLine>> open_line(const std::string& server);
  ServerLine& line_to(Server& server);
  void wait_no_longer_than_patience(const std::shared_ptr<Lookup>& lookup);
  void begin_waiting();
  void begin(const std::shared_ptr<Lookup>& lookup);
  void ask(const std::shared_ptr<Lookup>& lookup, Family family, std::size_t first,
           std::size_t attempt);
  [[nodiscard]] bool shall_ask_again(const FamilyAnswer& answer, std::size_t attempt) const;
  void settle(const std::shared_ptr<Lookup>& lookup, Family family);
  void finish(const std::shared_ptr<Lookup>& lookup);
  void process(ServerLine& line, ares_socket_t socket, SocketWatch::Events events);
  void ticked();
  void look_for_timeouts(Server& server);
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
