#include "netprobe/probe/resolver.h"

#include "netprobe/core/text.h"
#include "netprobe/probe/resolver_inside.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

void on_answer(void* argument, int status, int /*timeouts*/, unsigned char* bytes, int size) {
  std::unique_ptr<ServerQuestion> question(static_cast<ServerQuestion*>(argument));
  Resolver::State& resolver = *question->resolver;
  resolver.answered(std::move(question), status,
                    {bytes, bytes == nullptr ? 0 : static_cast<std::size_t>(size)});
}

std::size_t index_of(Family family) { return family == Family::ipv4 ? 0 : 1; }

constexpr int class_internet = 1;  // RFC 1035, 3.2.4
constexpr int type_a = 1;          // RFC 1035, 3.2.2
constexpr int type_aaaa = 28;      // RFC 3596, 2.1

int type_of(Family family) { return family == Family::ipv4 ? type_a : type_aaaa; }

}  // namespace

void Resolver::State::close() {
  closing_ = true;
  forget_unfinished();
  ticker_.stop();
  wake_.stop();
  servers_.clear();  // c-ares hands back every question now
  lookups_.clear();
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
    wait_no_longer_than_patience(lookup);
  }
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    if (!lookup->done.at(index_of(family))) {
      ask(lookup, family, preferred_, 0);
    }
  }
  ticker_.start(tick);
}

void Resolver::State::wait_no_longer_than_patience(const std::shared_ptr<Lookup>& lookup) {
  const std::weak_ptr<State> self = weak_from_this();
  const std::weak_ptr<Lookup> waits = lookup;
  lookup->patience = std::make_unique<Timer>(loop_, [self, waits] {
    const auto state = self.lock();
    const auto still = waits.lock();
    if (state && still) {
      state->finish(still);
    }
  });
  lookup->patience->start(settings_.second_family_patience);
}

void Resolver::State::ask(const std::shared_ptr<Lookup>& lookup, Family family, std::size_t first,
                          std::size_t attempt) {
  auto question = std::make_unique<ServerQuestion>();
  question->resolver = this;
  question->lookup = lookup;
  question->family = family;
  question->attempt = attempt;
  question->first = first;
  question->server = (first + attempt) % servers_.size();
  ServerLine& line = line_to(*servers_[question->server]);
  question->line = &line;
  ++line.open_questions;
  ares_query(line.channel.get(), lookup->name.c_str(), class_internet, type_of(family), on_answer,
             question.release());
}

bool Resolver::State::shall_ask_again(const FamilyAnswer& answer, std::size_t attempt) const {
  // A refusal is the same a moment later: each server is asked once. Silence and SERVFAIL pass.
  const bool passing = answer.status == DnsStatus::timeout || answer.status == DnsStatus::servfail;
  const auto rounds =
      passing ? static_cast<std::size_t>(std::max(1, settings_.tries)) : std::size_t{1};
  return attempt + 1 < rounds * servers_.size();
}

void Resolver::State::answered(std::unique_ptr<ServerQuestion> question, int status,
                               std::span<const std::uint8_t> bytes) {
  if (closing_) {
    return;
  }
  Lookup& lookup = *question->lookup;
  ServerLine& line = *question->line;
  --line.open_questions;
  line.answers += bytes.empty() ? 0 : 1;
  Server& server = *servers_[question->server];
  server.has_answered = server.has_answered || !bytes.empty();
  if (lookup.result || lookup.forgotten) {
    return;
  }
  // Given up because of ICMP for another datagram: it holds for this one.
  const bool given_up = status == ARES_ECANCELLED && line.custom.icmp_error != 0;
  status = given_up ? static_cast<int>(ARES_ECONNREFUSED) : status;
  FamilyAnswer answer =
      judge_dns_answer(status, bytes, question->family, server_texts_[question->server]);
  FamilyAnswer& known = lookup.answers.at(index_of(question->family));
  const std::string asked = fmt::format("{} {}", to_lower(lookup.name), type_of(question->family));
  const bool cut_short = known.truncated || line.custom.truncated.contains(asked);
  answer.truncated = cut_short && !is_final(answer.status);
  known = known.status == DnsStatus::not_asked ? answer : FamilyAnswer(more_telling(known, answer));
  known.truncated = cut_short && !is_final(known.status);
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
    wait_no_longer_than_patience(lookup);
  }
}

void Resolver::State::finish(const std::shared_ptr<Lookup>& lookup) {
  if (lookup->result || lookup->forgotten) {
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
  const auto self = shared_from_this();  // whoever is told may let the resolver go
  const auto finished = std::exchange(finished_, {});
  for (const auto& lookup : finished) {
    lookup->patience.reset();
    for (const Answered& answered : std::exchange(lookup->waiting, {})) {
      answered(lookup->result);
      if (closing_) {
        return;
      }
    }
  }
  begin_waiting();
}

void Resolver::State::forget_unfinished() {
  for (const auto& [key, lookup] : lookups_) {
    lookup->waiting.clear();
    lookup->patience.reset();
    lookup->forgotten = !lookup->result;
  }
  std::erase_if(lookups_, [](const auto& entry) { return entry.second->forgotten; });
  asked_.clear();
  waiting_.clear();
  finished_.clear();
}

Resolver::Resolver(std::shared_ptr<State> state) : state_(std::move(state)) {}
Resolver::~Resolver() { state_->close(); }

Result<std::unique_ptr<Resolver>> Resolver::create(Loop& loop, ResolverSettings settings) {
  auto state = std::make_shared<State>(loop, std::move(settings));
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
