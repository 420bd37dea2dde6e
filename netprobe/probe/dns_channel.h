#pragma once

#include "netprobe/core/result.h"
#include "netprobe/core/time.h"

#include <ares.h>

#include <memory>
#include <optional>
#include <string>

namespace netprobe {

struct ChannelDeleter {
  void operator()(ares_channeldata* channel) const { ares_destroy(channel); }
};
using Channel = std::unique_ptr<ares_channeldata, ChannelDeleter>;

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

Error library_error(int status);

struct ChannelSettings {
  std::string server;  ///< "IP" or "IP:PORT"
  Millis one_try{};
  bool over_tcp = false;
  ares_sock_state_cb socket_changed = nullptr;
  void* argument = nullptr;  ///< of the call; must outlive the channel
};

/// A channel that asks one server, each question once, and that asks alike with every version of
/// the library: all answers are ours to judge, nothing comes from a cache.
Result<Channel> open_channel(const ChannelSettings& settings);

/// How many answers a channel takes before its time-outs are no longer ours. From 1.32 on c-ares
/// gives a question five times the mean of the server's last answers (250 ms at the least),
/// whatever the option says: a name that the resolver has to ask the world about would then read as
/// silence, only because three others came from its cache. There is no option against it, so a
/// fresh channel takes over. None: this version does not.
std::optional<int> answers_before_adapting();

/// The system's own servers, as "IP:PORT".
Result<std::vector<std::string>> system_servers();

}  // namespace netprobe
