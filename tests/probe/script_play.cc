#include "tests/probe/script_play.h"

#include <curl/curl.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <utility>

namespace netprobe::testing_support {

namespace {

constexpr Micros a_moment = Millis(10);
constexpr std::size_t most_waits = 1000;  ///< more is a script without end

template <typename... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Match(Cases...) -> Match<Cases...>;

std::string word_of(const Step& step) {
  return std::visit(Match{[](const step::Queue& what) {
                            return what.alone ? "alone" : what.slowly ? "slowly" : "queue";
                          },
                          [](const step::FetchToken&) { return "token"; },
                          [](const step::Connect&) { return "connect"; },
                          [](const step::Transfer&) { return "transfer"; },
                          [](const step::WaitForLogin&) { return "login"; },
                          [](const step::End&) { return "end"; }},
                    step);
}

TransferTrace good_trace() {
  TransferTrace trace;
  trace.tunnel_open = trace.tls.began = trace.tls.finished = trace.request_sent = true;
  trace.blocks.push_back({.status = 404, .reason = "Not Found", .headers = {}, .complete = true});
  return trace;
}

TransferTrace asking(const FarEnd& far_end, std::optional<ProxyAuth> shown) {
  TransferTrace trace;
  trace.curl_code = CURLE_RECV_ERROR;
  trace.login = shown;
  trace.tunnel_asked = true;
  HeaderBlock block{.status = 407, .reason = "Who?", .headers = {}, .complete = true};
  for (const std::string& scheme : far_end.proxy_offers) {
    block.headers.emplace_back("Proxy-Authenticate", scheme);
  }
  trace.proxy_blocks.push_back(std::move(block));
  return trace;
}

bool is_silence(Mishap mishap) {
  return mishap == Mishap::silence || mishap == Mishap::minded || mishap == Mishap::starved;
}

/// Plays one scene: a queue of attempts that wait, first come, first served.
class Stage {
 public:
  Stage(const Scene& scene, const std::vector<At>& mishaps) : scene_(scene), mishaps_(mishaps) {
    plan_.tasks = {scene.task};
    plan_.limits.retries = scene.retries;
    for (AttemptId id = 0; id < scene.attempts; ++id) {
      AttemptSpec spec;
      for (std::size_t i = 0; i < scene.addresses; ++i) {
        spec.addresses.push_back(IpAddress::v4(0xC6336401U + static_cast<std::uint32_t>(i)));
      }
      scripts_.emplace(id, std::make_unique<AttemptScript>(plan_, desk_, id, spec, now_));
      waiting_.emplace_back(id, step::Queue{});
    }
  }

  Played play() {
    while (!waiting_.empty() && played_.waits.size() < most_waits) {
      const auto [id, step] = std::move(waiting_.front());
      waiting_.pop_front();
      const std::size_t number = played_.waits.size();
      played_.waits.push_back(word_of(step));
      const auto mishap = std::find_if(mishaps_.begin(), mishaps_.end(),
                                       [&](const At& at) { return at.wait == number; });
      now_ += a_moment;
      if (mishap == mishaps_.end()) {
        tell(id, answer(step));
      } else if (mishap->mishap == Mishap::destroyed) {
        scripts_.erase(id);
        desk_.abandon();  // as a run that is over does
        ++played_.destroyed;
        break;
      } else {
        tell(id, answer(step, mishap->mishap));
      }
      call();
    }
    played_.stuck = played_.destroyed > 0 ? 0 : scripts_.size();
    return std::move(played_);
  }

 private:
  void tell(AttemptId id, const Happened& what) {
    Step next = scripts_.at(id)->resume(what, now_);
    if (std::holds_alternative<step::End>(next)) {
      played_.ended.push_back(scripts_.at(id)->seen());
      scripts_.erase(id);
    } else if (!std::holds_alternative<step::WaitForLogin>(next)) {
      const auto* const queue = std::get_if<step::Queue>(&next);
      if (queue != nullptr && queue->place == Place::first) {
        waiting_.emplace_front(id, std::move(next));
      } else {
        waiting_.emplace_back(id, std::move(next));
      }
    }
  }

  void call() {
    while (const auto id = desk_.next()) {
      played_.waits.emplace_back("login");
      tell(*id, happened::Called{});
    }
  }

  [[nodiscard]] Happened answer(const Step& step) const {
    return std::visit(
        Match{
            [](const step::Queue& what) { return Happened(happened::Admitted{what.slowly}); },
            [&](const step::FetchToken&) {
              return Happened(scene_.far_end.has_ticket
                                  ? happened::TokenCame{"token"}
                                  : happened::TokenCame{tl::unexpected(std::string("none"))});
            },
            [](const step::Connect&) {
              return Happened(happened::ConnectEnded{{.elapsed = a_moment}, false});
            },
            [&](const step::Transfer& what) {
              return Happened(happened::TransferEnded{transfer(what), now_, Micros::zero(), false});
            },
            [](const step::WaitForLogin&) { return Happened(happened::Called{}); },
            [](const step::End&) { return Happened(happened::Cancelled{"it had ended"}); }},
        step);
  }

  [[nodiscard]] TransferTrace transfer(const step::Transfer& what) const {
    const FarEnd& far_end = scene_.far_end;
    if (far_end.proxy_offers.empty() || (what.login && what.login == far_end.proxy_accepts)) {
      TransferTrace trace = good_trace();
      trace.login = what.login;
      return trace;
    }
    return asking(far_end, what.login);
  }

  [[nodiscard]] Happened answer(const Step& step, Mishap mishap) const {
    if (mishap == Mishap::cancelled) {
      return happened::Cancelled{"interrupted"};
    }
    return std::visit(
        Match{[](const step::Queue&) { return Happened(happened::Cancelled{"interrupted"}); },
              [](const step::FetchToken&) {
                return Happened(happened::TokenCame{tl::unexpected(std::string("no ticket"))});
              },
              [&](const step::Connect& what) {
                ConnectEnding ending{.elapsed = what.patience};
                ending.expired = is_silence(mishap);
                ending.at_once = mishap == Mishap::no_way;
                ending.error = ending.expired ? 0 : ending.at_once ? ENETUNREACH : ECONNREFUSED;
                return Happened(happened::ConnectEnded{ending, mishap == Mishap::crowded,
                                                       mishap == Mishap::minded});
              },
              [&](const step::Transfer& what) {
                TransferTrace trace;
                trace.login = what.login;
                trace.expired = is_silence(mishap);
                trace.curl_code = trace.expired ? 0 : CURLE_RECV_ERROR;
                trace.tls.began = !scene_.task.route.proxy;
                trace.tunnel_asked = scene_.task.route.proxy.has_value();
                const Micros busy = mishap == Mishap::starved ? what.limit : Micros::zero();
                return Happened(happened::TransferEnded{std::move(trace), now_, busy,
                                                        mishap == Mishap::crowded});
              },
              [](const step::WaitForLogin&) { return Happened(happened::Called{}); },
              [](const step::End&) { return Happened(happened::Cancelled{"it had ended"}); }},
        step);
  }

  const Scene& scene_;
  const std::vector<At>& mishaps_;
  ProbePlan plan_;
  LoginDesk desk_;
  std::map<AttemptId, std::unique_ptr<AttemptScript>> scripts_;
  std::deque<std::pair<AttemptId, Step>> waiting_;
  Instant now_ = Millis(1);
  Played played_;
};

}  // namespace

std::string word_of(Mishap mishap) {
  switch (mishap) {
    case Mishap::refused:
      return "refused";
    case Mishap::crowded:
      return "refused in a crowd";
    case Mishap::silence:
      return "silence";
    case Mishap::minded:
      return "silence in a crowd";
    case Mishap::starved:
      return "silence while busy";
    case Mishap::no_way:
      return "no way";
    case Mishap::cancelled:
      return "cancelled";
    case Mishap::destroyed:
      return "destroyed";
  }
  return "";
}

Played play(const Scene& scene, const std::vector<At>& mishaps) {
  return Stage(scene, mishaps).play();
}

}  // namespace netprobe::testing_support
