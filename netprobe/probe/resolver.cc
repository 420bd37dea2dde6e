#include "netprobe/probe/resolver.h"

#include "netprobe/core/text.h"

#include <ares.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <set>
#include <utility>

namespace netprobe {
namespace {

/// c-ares finds its time-outs by looking at all that waits; it is asked this often, not per event.
constexpr Millis tick(50);

/// How long a family is waited for when the other one has answered: some firewalls drop AAAA.
constexpr Millis second_family_patience(2000);

struct ChannelDeleter {
  void operator()(ares_channeldata* channel) const { ares_destroy(channel); }
};
using Channel = std::unique_ptr<ares_channeldata, ChannelDeleter>;

struct ServersDeleter {
  void operator()(ares_addr_port_node* servers) const { ares_free_data(servers); }
};

Error library_error(int status) {
  return {Error::Kind::internal, fmt::format("c-ares does not start: {}", ares_strerror(status))};
}

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

/// One server: its channel, and the sockets that the channel has open.
struct Server {
  std::string text;
  Channel channel;
  std::map<ares_socket_t, std::unique_ptr<SocketWatch>> sockets;
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
  void ask(const std::shared_ptr<Lookup>& lookup, Family family, std::size_t attempt);
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

namespace {

void on_answer(void* argument, int status, int /*timeouts*/, unsigned char* bytes, int size) {
  std::unique_ptr<Question> question(static_cast<Question*>(argument));
  Resolver::State& resolver = *question->resolver;
  resolver.answered(std::move(question), status,
                    {bytes, bytes == nullptr ? 0 : static_cast<std::size_t>(size)});
}

struct SocketOwner {
  Resolver::State* resolver = nullptr;
  Server* server = nullptr;
};

}  // namespace
