#include "netprobe/probe/proxy_names.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

bool is_missing(const Failure& failure) {
  return failure.cause == Cause::dns_nxdomain || failure.cause == Cause::dns_nodata;
}

/// Whoever is silent about one name is silent about the next: a program gives up there too.
bool is_silence(const Failure& failure) {
  return failure.cause == Cause::dns_timeout || failure.cause == Cause::dns_unreachable;
}

}  // namespace

struct ProxyNames::Search {
  std::string host;
  std::vector<std::string> names;
  std::vector<Failure> failures;  ///< of the first of them
  std::vector<Resolver::Answered> waiting;
  std::unique_ptr<NameServiceQuestion> question;
  std::shared_ptr<const LookupResult> result;
};

ProxyNames::ProxyNames(Loop& loop, Resolver& resolver, ProxyNameSettings settings)
    : loop_(&loop), resolver_(&resolver), settings_(std::move(settings)) {}

ProxyNames::~ProxyNames() = default;

void ProxyNames::look_up(const std::string& host, Resolver::Answered answered) {
  auto& search = searches_[to_lower(host)];
  if (search && search->result) {
    answered(search->result);
    return;
  }
  const bool is_new = !search;
  if (is_new) {
    search = std::make_unique<Search>();
    search->host = host;
    // The hosts file is asked for what was written, before any domain is added to it.
    search->names = settings_.hosts.find(host).empty() ? settings_.search.names_for(host)
                                                       : std::vector<std::string>{host};
  }
  search->waiting.push_back(std::move(answered));
  if (is_new) {
    ask_next(*search);
  }
}

void ProxyNames::ask_next(Search& search) {
  const std::string& name = search.names[search.failures.size()];
  resolver_->look_up(name, Families::both,
                     [this, &search](const auto& result) { answered(search, result); });
}

void ProxyNames::answered(Search& search, const std::shared_ptr<const LookupResult>& result) {
  if (!result->failure) {
    finish(search, *result);
    return;
  }
  search.failures.push_back(*result->failure);
  if (search.failures.size() < search.names.size() && !is_silence(*result->failure)) {
    ask_next(search);
  } else {
    ask_system(search);
  }
}

void ProxyNames::ask_system(Search& search) {
  LookupResult none;
  none.failure = failure_of_all(search.host, search.names, search.failures);
  if (!settings_.ask_system) {
    finish(search, std::move(none));
    return;
  }
  search.question = std::make_unique<NameServiceQuestion>(
      *loop_, search.host, settings_.patience,
      [this, &search, none = std::move(none)](const NameServiceAnswer& told) {
        LookupResult result = none;
        for (const IpAddress& address : told.addresses) {
          result.facts.addresses.push_back({.address = address});
        }
        if (!told.addresses.empty()) {
          result.facts.server = "the system's name service";
          result.failure.reset();
        }
        finish(search, std::move(result));
      });
}

void ProxyNames::finish(Search& search, LookupResult result) {
  search.result = std::make_shared<const LookupResult>(std::move(result));
  for (const Resolver::Answered& answered : std::exchange(search.waiting, {})) {
    answered(search.result);
  }
}

void ProxyNames::forget_unfinished() {
  std::erase_if(searches_, [](const auto& entry) { return !entry.second->result; });
}

Failure failure_of_all(const std::string& host, const std::vector<std::string>& names,
                       const std::vector<Failure>& failures) {
  // That one of the names could not be found out says more than that the others do not exist.
  const auto telling = std::find_if(failures.begin(), failures.end(),
                                    [](const auto& one) { return !is_missing(one); });
  Failure failure = telling == failures.end() ? failures.front() : *telling;
  const std::vector<std::string> asked(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(failures.size()));
  if (asked.size() > 1 || asked.front() != host) {
    failure.detail += fmt::format("; {} was looked for as {}", host, join(asked, ", "));
  }
  return failure;
}

}  // namespace netprobe
