#include "netprobe/probe/fetch.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace netprobe {

namespace {

constexpr int most_redirects = 3;
constexpr int most_fetch_addresses = 2;  // of a family; all are asked at once

ProbePlan plan_of(const FetchOrder& order, const std::string& host) {
  const Url& url = order.url;
  ProbeTask task;
  task.address = IpAddress::parse(host);
  task.host = task.address ? "" : host;
  task.server_name = host;
  task.port = url.address.port;
  task.protocol = url.scheme == "https" ? Protocol::https : Protocol::http;
  task.path = url.path;
  task.expectation = Expectation::verified;
  task.whole_body = true;
  ProbePlan plan;
  plan.tasks.push_back(std::move(task));
  plan.limits = order.limits;
  plan.limits.body_bytes = order.most + 1;
  plan.limits.addresses_per_family = most_fetch_addresses;
  plan.families = order.families;
  plan.resolvers = order.resolvers;
  plan.search = order.search;
  return plan;
}

/// The first attempt that was answered, else the first of all.
Observation best_of(std::vector<Observation> seen) {
  const auto good = std::find_if(seen.begin(), seen.end(), [](const Observation& one) {
    return one.outcome == Outcome::ok && one.http;
  });
  return std::move(good == seen.end() ? seen.front() : *good);
}

std::string header_of(const Observation& seen, std::string_view name) {
  for (const auto& [key, value] : seen.http->headers) {
    if (equals_ignoring_case(key, name)) {
      return value;
    }
  }
  return "";
}

bool is_unknown_name(const Observation& seen) {
  return seen.failure &&
         (seen.failure->cause == Cause::dns_nxdomain || seen.failure->cause == Cause::dns_nodata);
}

/// Where a redirect leads; nothing where it may not be followed.
std::optional<Url> next_url(const Url& from, const Observation& seen) {
  const std::string location = header_of(seen, "Location");
  if (location.starts_with('/') && !location.starts_with("//")) {
    Url next = from;
    next.path = location;
    return next;
  }
  auto next = parse_url(location);
  return next && next->scheme == from.scheme && next->user.empty() ? std::optional(*next)
                                                                   : std::nullopt;
}

struct Answer {
  Observation seen;
  RunEnd end = RunEnd::finished;
};

Answer ask(Prober& prober, const FetchOrder& order) {
  Answer answer;
  for (const std::string& host : order.search.names_for(order.url.address.host)) {
    ProbeOutcome outcome = prober.run(plan_of(order, host));
    answer.end = outcome.end;
    answer.seen = best_of(std::move(outcome.observations));
    if (answer.end != RunEnd::finished || !is_unknown_name(answer.seen)) {
      break;
    }
  }
  return answer;
}

std::string problem_of(const Observation& seen) {
  if (seen.failure) {
    return fmt::format("{}: {}", name_of(seen.failure->cause),
                       printable(seen.failure->detail, 300));
  }
  if (!seen.http) {
    return fmt::format("it was not fetched: {}", seen.skipped_because);
  }
  return seen.http->status == 200
             ? ""
             : fmt::format("it is answered with the status {}", seen.http->status);
}

}  // namespace

Fetched fetch(Prober& prober, const FetchOrder& order) {
  FetchOrder now = order;
  Fetched fetched;
  for (int followed = 0;; ++followed) {
    Answer answer = ask(prober, now);
    fetched.end = answer.end;
    fetched.problem = problem_of(answer.seen);
    if (fetched.problem.empty()) {
      fetched.content_type = header_of(answer.seen, "Content-Type");
      fetched.text = std::move(answer.seen.http->body);
      return fetched;
    }
    const bool redirected =
        answer.seen.http && !answer.seen.failure && answer.seen.http->status / 100 == 3;
    const auto next = redirected ? next_url(now.url, answer.seen) : std::nullopt;
    if (!next || followed == most_redirects) {
      if (redirected) {
        fetched.problem += fmt::format(
            " to \"{}\", which is not followed",
            printable(without_user_information(header_of(answer.seen, "Location")), 200));
      }
      return fetched;
    }
    now.url = *next;
  }
}

}  // namespace netprobe
