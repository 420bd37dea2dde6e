#include "netprobe/probe/engine.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

/// What the engine does for the scripts: one function a step, and whoever ends the wait.
namespace netprobe {

namespace {

/// How many handshakes go on while there are names that were not asked about yet: every connect
/// should be under way before the processor is given to those that answer.
constexpr std::size_t handshakes_meanwhile = 16;

/// How long an attempt in TLS counts as one of the few that use the processor.
constexpr Micros slot_patience = Millis(250);

/// Processes of the Kerberos library at a time.
constexpr int most_token_requests = 4;

}  // namespace

void Engine::resume(Attempt& attempt, const Happened& what) {
  perform(attempt, attempt.script.resume(what, loop_->now()));
  admit();
}

void Engine::admit() {
  while (begun_ && !stopped_ && admit_one()) {
  }
  // Once the run is over nobody goes, however due.
  if (const auto due = stopped_ ? std::nullopt : admission_.due(); due && pace_) {
    pace_->start(std::max(Micros::zero(), Micros(*due - loop_->now())));
  }
}

/// Those that the desk calls come first, then those in TLS: they are nearest to their end.
bool Engine::admit_one() {
  if (const auto called = desk_.next()) {
    Attempt& attempt = *attempts_.at(*called);
    perform(attempt, attempt.script.resume(happened::Called{}, loop_->now()));
    return true;
  }
  const std::size_t most =
      addresses_.has_waiting() ? handshakes_meanwhile : std::numeric_limits<std::size_t>::max();
  if (const auto next = admission_.next_handshake(most)) {
    start_transfer(*attempts_.at(*next));
    return true;
  }
  if (const auto next = admission_.next(loop_->now())) {
    Attempt& attempt = *attempts_.at(*next);
    const happened::Admitted admitted{admission_.is_slow(*next)};
    perform(attempt, attempt.script.resume(admitted, loop_->now()));
    return true;
  }
  return false;
}

void Engine::perform(Attempt& attempt, const Step& step) {
  std::visit([&](const auto& what) { perform(attempt, what); }, step);
}

Peer Engine::peer_of(const Attempt& attempt) const {
  Peer peer = attempt.script.peer();
  peer.is_promised = !proves_nothing_[attempt.script.seen().task];
  return peer;
}

/// From here on it may be called at any time: what the last try held goes.
void Engine::drop_handles(Attempt& attempt) {
  admission_.leave(attempt.id, attempt.script.refusal());
  spent_.push_back(std::exchange(attempt.handles, Handles()));
}

void Engine::perform(Attempt& attempt, const step::Queue& what) {
  drop_handles(attempt);
  if (what.alone) {
    admission_.queue_alone(attempt.id, peer_of(attempt), *what.alone);
  } else if (what.slowly) {
    admission_.queue_slowly(attempt.id, peer_of(attempt));
  } else {
    admission_.queue(attempt.id, peer_of(attempt), what.place);
  }
}

void Engine::perform(Attempt& attempt, const step::WaitForLogin& /*what*/) {
  drop_handles(attempt);
}

void Engine::perform(Attempt& attempt, const step::End& what) {
  if (what.reset_connection) {
    abort_connection(attempt.handles.socket);
  }
  drop_handles(attempt);
  const TaskId task = attempt.script.seen().task;
  observations_.push_back(attempt.script.seen());
  if (attempt.script.lacks_means() && end_ == RunEnd::finished) {
    end_ = RunEnd::exhausted;
  }
  const AttemptId id = attempt.id;
  attempts_.erase(id);
  finish_task_part(task);
}

// --- the token

void Engine::perform(Attempt& attempt, const step::FetchToken& what) {
  if (fetching_ == most_token_requests) {
    to_fetch_.push_back(attempt.id);
    return;
  }
  start_token(attempt, what.proxy);
}

void Engine::start_token(Attempt& attempt, const HostPort& proxy) {
  ++fetching_;
  attempt.handles.token = std::make_unique<KerberosToken>(
      *loop_, proxy, plan_->limits.kerberos_patience,
      [this, &attempt](tl::expected<std::string, std::string> token) {
        spent_.push_back(std::exchange(attempt.handles, Handles()));
        --fetching_;
        if (!to_fetch_.empty()) {
          Attempt& next = *attempts_.at(to_fetch_.front());
          to_fetch_.pop_front();
          start_token(next, next.script.task().route.proxy->address);
        }
        resume(attempt, happened::TokenCame{std::move(token)});
      });
}

// --- the connection

void Engine::perform(Attempt& attempt, const step::Connect& what) {
  Handles& handles = attempt.handles;
  handles.began = loop_->now();
  StartedConnect started = start_connect(what.to);
  if (started.no_descriptors && admission_.under_way() > 1) {
    admission_.put_back(attempt.id);
    return;
  }
  handles.socket = std::move(started.socket);
  // Concluded from the loop, like every other ending: nothing starts or ends from within a start.
  const int at_once = started.error;
  handles.timer = std::make_unique<Timer>(*loop_, [this, &attempt, at_once] {
    connect_concluded(attempt, at_once == 0 && !is_decided(attempt.handles.socket), at_once);
  });
  handles.timer->start(at_once != 0 ? Micros::zero() : what.patience);
  if (at_once == 0) {
    handles.watch = std::make_unique<SocketWatch>(
        *loop_, handles.socket.descriptor(),
        [this, &attempt](SocketWatch::Events) { connect_concluded(attempt, false, 0); });
    handles.watch->watch(false, true);
  }
}

void Engine::connect_concluded(Attempt& attempt, bool expired, int at_once) {
  attempt.handles.watch.reset();
  attempt.handles.timer.reset();
  const ConnectEnding ending = ending_of(attempt, expired, at_once);
  if (!ending.expired && ending.error == 0) {
    admission_.answer(attempt.id);
  }
  const bool minded = admission_.may_be_minded(attempt.id);
  resume(attempt, happened::ConnectEnded{ending, admission_.is_crowded(attempt.id), minded});
}

ConnectEnding Engine::ending_of(const Attempt& attempt, bool expired, int at_once) const {
  const Socket& socket = attempt.handles.socket;
  ConnectEnding ending;
  ending.expired = expired;
  ending.at_once = at_once != 0;
  ending.elapsed = loop_->now() - attempt.handles.began;
  ending.source = socket.is_open() ? source_of(socket) : std::nullopt;
  if (expired) {
    return ending;
  }
  const TakenEnding taken = socket.is_open() ? take_ending(socket) : TakenEnding{};
  ending.icmp = taken.icmp;
  ending.error = at_once != 0 ? at_once : taken.error;
  const auto& sender = ending.icmp ? ending.icmp->sender : std::optional<IpAddress>();
  ending.icmp_from_this_machine = sender && std::find(own_addresses_.begin(), own_addresses_.end(),
                                                      *sender) != own_addresses_.end();
  return ending;
}

// --- the transfer

void Engine::perform(Attempt& attempt, const step::Transfer& what) {
  stop_icmp_reports(attempt.handles.socket);
  attempt.transfer = what;
  admission_.queue_for_handshake(attempt.id);
}

void Engine::start_transfer(Attempt& attempt) {
  const step::Transfer& what = attempt.transfer;
  Handles& handles = attempt.handles;
  handles.began = loop_->now();
  handles.busy_before = loop_->busy();
  const TransferOrder order{attempt.script.task(), what.connected_to, what.pinned,
                            plan_->limits,         what.login,        what.token};
  handles.transfer = transfers_->start(
      std::move(handles.socket), order, what.limit, [this, &attempt](TransferTrace trace) {
        const Handles& ended = attempt.handles;
        resume(attempt, happened::TransferEnded{std::move(trace), ended.began,
                                                loop_->busy() - ended.busy_before,
                                                admission_.is_crowded(attempt.id)});
      });
  handles.timer = std::make_unique<Timer>(*loop_, [this, id = attempt.id] {
    admission_.release_slot(id);
    admit();
  });
  handles.timer->start(slot_patience);
}

}  // namespace netprobe
