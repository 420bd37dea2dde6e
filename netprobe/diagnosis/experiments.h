#pragma once

#include "netprobe/diagnosis/attempts.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {

/// What connects with hop limits 1, 2, … showed of the way to one address.
struct HopTrace {
  /// Who said that the hop limit was exceeded, the first hop first; none for a limit at which
  /// nobody said so.
  std::vector<std::optional<IpAddress>> senders;
  /// The smallest limit at which something else than that came back, and whether it was a RST.
  std::optional<int> answered_at;
  bool reset = false;

  /// The farthest hop that said something.
  [[nodiscard]] std::optional<int> last_hop() const;
  /// Did packets get farther than that hop?
  [[nodiscard]] bool goes_beyond(int hop) const;
};

/// Where the packets of an attempt end, as far as hop limits tell.
struct PathEnd {
  enum class Where {
    unknown,
    this_machine,  ///< before the first hop, which answered for a way that works
    callers_side,  ///< after a private or shared address, beyond which a way that works goes on
    farther,       ///< somewhere after the hop that is named
  };
  Where where = Where::unknown;
  int hop = 0;  ///< the last that answered
  std::optional<IpAddress> after;
  bool operator==(const PathEnd&) const = default;
};

/// The second round, read: what each experiment says about the attempt that it belongs to.
class Experiments {
 public:
  explicit Experiments(const Attempts& attempts);

  /// The experiments of that kind about an attempt.
  [[nodiscard]] std::vector<AttemptIndex> of(const Observation& about, Experiment kind) const;
  /// All of any kind about an attempt, in the order of the plan.
  [[nodiscard]] std::vector<AttemptIndex> about(const Observation& seen) const;
  [[nodiscard]] bool empty() const { return by_attempt_.empty(); }

  /// Did any of that kind get an answer at the stage in question (`is_passed`)? None where no such
  /// experiment was made (or all were cut short).
  [[nodiscard]] std::optional<bool> answered(const Observation& about, Experiment kind) const;

  /// How often a failed attempt was repeated in the second round, and how often that passed.
  struct Tally {
    int repeats = 0, passed = 0;
  };
  [[nodiscard]] Tally tally(const Observation& about) const;

  [[nodiscard]] std::optional<HopTrace> way_to(const Observation& about) const;
  /// The way to some address that works, of that family.
  [[nodiscard]] std::optional<HopTrace> passing_way(Family family) const;

  /// Where a connect that nobody answered died.
  [[nodiscard]] PathEnd end_of_silence(const Observation& failed) const;
  /// Where the RST to a connect came from: nearer than a way that works is long.
  [[nodiscard]] PathEnd origin_of_reset(const Observation& failed) const;

 private:
  using Key = std::pair<TaskId, int>;
  [[nodiscard]] std::optional<HopTrace> trace(const std::vector<AttemptIndex>& attempts) const;

  const Attempts& attempts_;
  std::map<Key, std::vector<AttemptIndex>> by_attempt_;
};

/// Did an experiment get as far as it is about: an answer to a padded request, a server's
/// certificate for TLS, a connection for TCP?
bool is_passed(const ProbeTask& task, const Observation& seen);

/// Did a server answer the ClientHello? Whatever its certificate is worth, the hello got there.
bool is_hello_answered(const Observation& seen);

/// "hop 1 is 10.0.0.1 (private), hop 2 is 203.0.113.1, then silence"; hops of Azure's own by their
/// service tag.
std::string words_of(const HopTrace& way, const std::map<IpAddress, std::string>& tags);

}  // namespace netprobe
