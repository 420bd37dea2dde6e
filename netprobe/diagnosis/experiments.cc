#include "netprobe/diagnosis/experiments.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

/// ICMP "time exceeded" (RFC 792: type 11; RFC 4443: type 3), as the engine keeps it: type × 256 +
/// code.
bool is_hop_limit_exceeded(const Observation& seen) {
  if (!seen.failure || !seen.address) {
    return false;
  }
  const long type = seen.address->family() == Family::ipv4 ? 11 : 3;
  return std::any_of(seen.failure->raw.begin(), seen.failure->raw.end(), [&](const RawCode& raw) {
    return raw.library == "icmp" && raw.code / 256 == type;
  });
}

bool is_on_callers_side(const IpAddress& address) {
  return address.is_private() || address.is_shared() || address.is_link_local();
}

}  // namespace

std::optional<int> HopTrace::last_hop() const {
  for (std::size_t hop = senders.size(); hop > 0; --hop) {
    if (senders[hop - 1]) {
      return static_cast<int>(hop);
    }
  }
  return std::nullopt;
}

bool HopTrace::goes_beyond(int hop) const {
  return last_hop().value_or(0) > hop || answered_at.value_or(0) > hop;
}

Experiments::Experiments(const Attempts& attempts) : attempts_(attempts) {
  const std::vector<Observation>& all = attempts.all();
  for (AttemptIndex index = 0; index < all.size(); ++index) {
    const ProbeTask* const task = attempts.task_of(all[index]);
    if (task != nullptr && task->follow_up) {
      by_attempt_[{task->follow_up->about, task->follow_up->path}].push_back(index);
    }
  }
}

std::vector<AttemptIndex> Experiments::about(const Observation& seen) const {
  const auto found = by_attempt_.find({seen.task, seen.path});
  return found == by_attempt_.end() ? std::vector<AttemptIndex>() : found->second;
}

std::vector<AttemptIndex> Experiments::of(const Observation& about_what, Experiment kind) const {
  std::vector<AttemptIndex> found = about(about_what);
  std::erase_if(found, [&](AttemptIndex index) {
    return attempts_.task_of(attempts_[index])->follow_up->experiment != kind;
  });
  return found;
}

std::optional<bool> Experiments::answered(const Observation& about_what, Experiment kind) const {
  std::optional<bool> answer;
  for (const AttemptIndex index : of(about_what, kind)) {
    const Observation& seen = attempts_[index];
    if (seen.outcome == Outcome::skipped) {
      continue;
    }
    answer = answer.value_or(false) || is_passed(*attempts_.task_of(seen), seen);
  }
  return answer;
}

Experiments::Tally Experiments::tally(const Observation& about_what) const {
  Tally tally;
  for (const AttemptIndex index : of(about_what, Experiment::repeat)) {
    const Observation& seen = attempts_[index];
    tally.repeats += seen.outcome == Outcome::skipped ? 0 : 1;
    tally.passed += is_passed(*attempts_.task_of(seen), seen) ? 1 : 0;
  }
  return tally;
}

std::optional<HopTrace> Experiments::trace(const std::vector<AttemptIndex>& attempts) const {
  HopTrace way;
  for (const AttemptIndex index : attempts) {
    const Observation& seen = attempts_[index];
    const int hop = attempts_.task_of(seen)->hop_limit.value_or(0);
    if (hop < 1 || seen.outcome == Outcome::skipped) {
      continue;
    }
    way.senders.resize(std::max(way.senders.size(), static_cast<std::size_t>(hop)));
    if (is_hop_limit_exceeded(seen)) {
      way.senders[static_cast<std::size_t>(hop) - 1] = seen.failure->reported_by;
    } else if (!failed_with(seen, Cause::tcp_timeout) &&
               (!way.answered_at || hop < way.answered_at)) {
      way.answered_at = hop;
      way.reset = failed_with(seen, Cause::tcp_reset);
    }
  }
  return way.senders.empty() ? std::nullopt : std::optional(way);
}

std::optional<HopTrace> Experiments::way_to(const Observation& about_what) const {
  return trace(of(about_what, Experiment::hop));
}

std::optional<HopTrace> Experiments::passing_way(Family family) const {
  for (const auto& [key, indexes] : by_attempt_) {
    std::vector<AttemptIndex> hops = indexes;
    std::erase_if(hops, [&](AttemptIndex index) {
      const Observation& seen = attempts_[index];
      return attempts_.task_of(seen)->follow_up->experiment != Experiment::passing_hop ||
             !seen.address || seen.address->family() != family;
    });
    if (auto way = trace(hops)) {
      return way;
    }
  }
  return std::nullopt;
}

PathEnd Experiments::end_of_silence(const Observation& failed) const {
  const auto way = way_to(failed);
  if (!way || way->answered_at || !failed.address) {
    return {};
  }
  const auto passing = passing_way(failed.address->family());
  const auto last = way->last_hop();
  if (!last) {
    const bool first_hop_speaks = passing && passing->senders.front().has_value();
    return {first_hop_speaks ? PathEnd::Where::this_machine : PathEnd::Where::unknown, 0, {}};
  }
  const auto at = static_cast<std::size_t>(*last) - 1;
  const auto& sender = way->senders[at];
  const bool shared = passing && passing->senders.size() > at && passing->senders[at] == sender &&
                      passing->goes_beyond(*last);
  return {shared && is_on_callers_side(*sender) ? PathEnd::Where::callers_side
                                                : PathEnd::Where::farther,
          *last, sender};
}

PathEnd Experiments::origin_of_reset(const Observation& failed) const {
  const auto way = way_to(failed);
  if (!way || !way->reset || !failed.address) {
    return {};
  }
  const auto passing = passing_way(failed.address->family());
  const auto at = static_cast<std::size_t>(*way->answered_at) - 1;
  // Where a packet with that limit is still on its way to a server that works, this one's answer
  // came from something before the servers.
  const bool nearer = passing && passing->senders.size() > at && passing->senders[at].has_value();
  if (!nearer) {
    return {};
  }
  if (at == 0) {
    return {PathEnd::Where::this_machine, 0, {}};
  }
  const auto& before = way->senders[at - 1];
  return {before && is_on_callers_side(*before) ? PathEnd::Where::callers_side
                                                : PathEnd::Where::farther,
          static_cast<int>(at), before};
}

bool is_passed(const ProbeTask& task, const Observation& seen) {
  const bool by_hello = task.depth >= Depth::tls && task.padding == 0;
  return by_hello ? is_hello_answered(seen) : is_ok(seen);
}

bool is_hello_answered(const Observation& seen) {
  return is_ok(seen) || (seen.reached && *seen.reached >= Depth::tls) ||
         (seen.tls && !seen.tls->chain.empty());
}

namespace {

/// Whose a hop may be, as far as its address tells.
std::string kind_of(const IpAddress& hop, const std::map<IpAddress, std::string>& tags) {
  const auto tag = tags.find(hop);
  if (tag != tags.end()) {
    return fmt::format(" ({})", tag->second);
  }
  return hop.is_private()                         ? " (private)"
         : hop.is_shared() || hop.is_link_local() ? " (shared)"
                                                  : " (public)";
}

}  // namespace

std::string words_of(const HopTrace& way, const std::map<IpAddress, std::string>& tags) {
  std::vector<std::string> words;
  const int last = way.last_hop().value_or(0);
  for (int hop = 1; hop <= last; ++hop) {
    const auto& sender = way.senders[static_cast<std::size_t>(hop) - 1];
    words.push_back(
        sender ? fmt::format("hop {} is {}{}", hop, sender->to_string(), kind_of(*sender, tags))
               : fmt::format("hop {} is silent", hop));
  }
  if (way.answered_at) {
    words.push_back(
        fmt::format("{} at hop limit {}", way.reset ? "a RST" : "an answer", *way.answered_at));
  } else {
    words.push_back(
        fmt::format("{}silence up to hop limit {}", last > 0 ? "then " : "", way.senders.size()));
  }
  return join(words, ", ");
}

}  // namespace netprobe
