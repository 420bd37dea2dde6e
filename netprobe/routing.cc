#include "netprobe/routing.h"

#include "netprobe/core/text.h"
#include "netprobe/probe/fetch.h"
#include "netprobe/probe/machine.h"
#include "netprobe/run_pac_script.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace netprobe {

namespace {

bool is_asked_for(const RouteQuestion& question) {
  return !is_never_proxied(question.host, question.protocol, question.never_proxy);
}

PacQuestion question_of(const RouteQuestion& question) {
  return pac_question(question.host, question.port, question.protocol, question.path);
}

HostRoutes by_settings(const RunRequest& request, const RouteQuestion& question) {
  const ProxyQuestion target{question.host, question.protocol, question.port, question.service_tag};
  return routes_for(request.routes, {target, question.never_proxy, question.only_vm_workload});
}

/// What the script will be asked: the plan is made once, only to see for what.
std::vector<PacQuestion> questions_of(const RunRequest& request) {
  std::set<PacQuestion> questions;
  make_plan(request.catalog, request.plan, [&](const RouteQuestion& question) {
    if (is_asked_for(question)) {
      questions.insert(question_of(question));
    }
    return by_settings(request, question);
  });
  return {questions.begin(), questions.end()};
}

Fetched fetch_script(const RunRequest& request, const Url& url, Prober& prober) {
  FetchOrder order;
  order.url = url;
  order.limits = request.plan.limits;
  order.families = request.plan.families;
  order.resolvers = request.plan.resolvers;
  order.search = request.plan.search;
  return fetch(prober, order);
}

std::string url_text(const Url& url) {
  const std::string host = url.port_given ? url.address.to_string() : url.address.host;
  return fmt::format("{}://{}{}", url.scheme, host, url.path);
}

/// The script's text, with what is known of it so far; nothing where WPAD finds none.
struct Script {
  PacScript facts;
  std::string text;
};

std::optional<Script> find_script(const RunRequest& request, Prober* prober, Routing& routing) {
  const PacRequest& asked = *request.pac;
  Script script{{asked.source, asked.location, "", "", {}, {}}, asked.text.value_or("")};
  if (asked.text) {
    return script;
  }
  if (prober == nullptr) {
    routing.notes.push_back(fmt::format(
        "the routes depend on the script of {}, which was not looked for: these are those "
        "without it",
        asked.source + (asked.location.empty() ? "" : " " + asked.location)));
    return std::nullopt;
  }
  for (const Url& url : asked.urls) {
    Fetched fetched = fetch_script(request, url, *prober);
    routing.end = fetched.end;
    if (asked.is_wpad()) {
      routing.wpad.push_back({url_text(url), fetched.problem});
      script.facts.location = url_text(url);
    }
    script.facts.problem = fetched.problem;
    script.facts.content_type = printable(fetched.content_type, 100);
    script.text = std::move(fetched.text);
    if (script.facts.problem.empty() || routing.end != RunEnd::finished) {
      break;
    }
  }
  if (asked.is_wpad() && asked.urls.empty()) {
    routing.wpad.push_back({"http://wpad/wpad.dat",
                            "this machine has no search domain, and a name without a dot is "
                            "looked up in none"});
  }
  const bool is_missing = asked.is_wpad() && (asked.urls.empty() || !script.facts.problem.empty());
  return is_missing ? std::nullopt : std::optional(std::move(script));
}

/// What a script is asked under.
struct Asking {
  bool look_up = true;  ///< names
  const Interrupts* interrupts = nullptr;
};

PacOutcome ask_script(const Script& script, const std::vector<PacQuestion>& questions,
                      const Asking& asking) {
  PacSandbox sandbox;
  const auto address = outgoing_address();
  sandbox.my_address = address ? address->to_string() : "";
  sandbox.look_up = asking.look_up;
  return run_pac_script(script.text, questions, sandbox, asking.interrupts);
}

/// Asks the script for every host of the request.
PacDecisions run_script(const RunRequest& request, Script& script, const Asking& asking,
                        Routing& routing) {
  const std::vector<PacQuestion> questions = questions_of(request);
  PacOutcome outcome;
  outcome.problem = script.facts.problem;
  if (outcome.problem.empty()) {
    outcome = ask_script(script, questions, asking);
  }
  routing.end = outcome.interrupted ? RunEnd::interrupted : routing.end;
  const std::string source = pac_source(script.facts);
  PacDecisions decisions = pac_decisions(source, questions, outcome, request.pac->identity);
  script.facts.problem = outcome.problem;
  script.facts.failures = pac_failures(decisions);
  script.facts.looked_up = std::move(outcome.looked_up);
  return decisions;
}

void add_notes(const PacScript& facts, Routing& routing) {
  if (!facts.problem.empty()) {
    routing.notes.push_back(
        fmt::format("the script of {} cannot be used: {}", pac_source(facts), facts.problem));
  }
  for (const PacFailure& failure : facts.failures) {
    routing.notes.push_back(fmt::format("the script of {} fails for {}: {}", pac_source(facts),
                                        failure.host, failure.problem));
  }
  if (!facts.looked_up.empty()) {
    routing.notes.push_back(
        fmt::format("the script of {} looks names up, which had no address here, as nothing was "
                    "sent: {}",
                    pac_source(facts), join(facts.looked_up, ", ")));
  }
}

/// What the script says, asked again for hosts that only the first round made known.
class ScriptRoutes {
 public:
  ScriptRoutes(const RunRequest& request, Script script, const Asking& asking,
               PacDecisions decisions)
      : request_(&request),
        script_(std::move(script)),
        asking_(asking),
        decisions_(std::move(decisions)) {}

  HostRoutes operator()(const RouteQuestion& question) {
    HostRoutes settings = by_settings(*request_, question);
    if (!is_asked_for(question)) {
      return settings;
    }
    const PacQuestion asked = question_of(question);
    if (decisions_.problem.empty() && !decisions_.of.contains(asked)) {
      const PacOutcome outcome = ask_script(script_, {asked}, asking_);
      decisions_.of.merge(
          pac_decisions(decisions_.source, {asked}, outcome, request_->pac->identity).of);
    }
    return routes_by_pac(std::move(settings), decisions_, asked, request_->routes.only);
  }

 private:
  const RunRequest* request_;
  Script script_;
  Asking asking_;
  PacDecisions decisions_;
};

}  // namespace

Routing settle_routes(const RunRequest& request, Prober* prober, const Interrupts* interrupts) {
  Routing routing;
  routing.proxies = request.proxies;
  routing.choose = [&request](const RouteQuestion& question) {
    return by_settings(request, question);
  };
  std::optional<Script> script = request.pac ? find_script(request, prober, routing) : std::nullopt;
  // What was fetched in spite of a shortage is as good as any.
  const bool is_usable =
      routing.end == RunEnd::finished ||
      (routing.end == RunEnd::exhausted && script && script->facts.problem.empty());
  if (!script || !is_usable) {
    return routing;
  }
  routing.end = RunEnd::finished;
  const Asking asking{.look_up = prober != nullptr, .interrupts = interrupts};
  PacDecisions decisions = run_script(request, *script, asking, routing);
  if (routing.end == RunEnd::interrupted) {
    return routing;  // which is not the script's fault
  }
  for (ProxySetting& setting : list_pac_settings(decisions)) {
    routing.proxies.push_back(std::move(setting));
  }
  if (prober == nullptr) {
    add_notes(script->facts, routing);
  }
  routing.pac = script->facts;
  const auto routes =
      std::make_shared<ScriptRoutes>(request, std::move(*script), asking, std::move(decisions));
  routing.choose = [routes](const RouteQuestion& question) { return (*routes)(question); };
  return routing;
}

}  // namespace netprobe
