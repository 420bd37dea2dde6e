#include "reports/saved_report.h"

#include "netprobe/core/text.h"
#include "reports/probe_words.h"
#include "reports/saved_attempt.h"
#include "reports/saved_names.h"
#include "reports/saved_plan.h"
#include "reports/saved_rulings.h"
#include "reports/saved_tasks.h"
#include "reports/saved_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace netprobe {

namespace {

/// What `endpoints` says of it, and what became of it.
void read_endpoint(JsonReader json, PlannedRow& row, RowResult& result) {
  take(json, "catalog_id", row.catalog_id);
  take(json, "name", row.name);
  take_word(json, "kind", row.kind, EndpointKind::rule_only);
  take_number(json, "port", row.port);
  take_word(json, "protocol", row.protocol, Protocol::dns);
  take(json, "comparison", row.comparison);
  take_words(json, "workloads", row.workloads, all_workloads().back());
  take(json, "service_tag", row.service_tag);
  take(json, "purpose", row.purpose);
  take_word(json, "status", result.status, RowStatus::untested);
  take(json, "required", result.required);
  take_word(json, "reached", result.reached, Depth::http);
  // The note is the plan's and the run's in one: the parts that the plan has are not the run's.
  std::string note;
  take(json, "note", note);
  for (const std::string& part : {row.note, row.untested}) {
    if (!part.empty() && note.starts_with(part)) {
      note.erase(0, part.size());
      note.erase(0, note.starts_with("; ") ? 2 : 0);
    }
  }
  result.note = note;
}

Finding read_finding(JsonReader json) {
  Finding finding;
  take(json, "id", finding.id);
  take_word(json, "severity", finding.severity, Severity::error);
  take_word(json, "blocker", finding.blocker, all_blockers().back());
  take_word(json, "cause", finding.cause, all_causes().back());
  take_word(json, "confidence", finding.confidence, Confidence::certain);
  take(json, "title", finding.title);
  take(json, "explanation", finding.explanation);
  take(json, "affected", finding.affected);
  json.for_each("evidence", [&](JsonReader item) {
    Evidence evidence;
    take(item, "fact", evidence.fact);
    take(item, "source", evidence.source);
    finding.evidence.push_back(std::move(evidence));
  });
  json.for_each("alternatives", [&](JsonReader item) {
    Alternative alternative;
    take_word(item, "blocker", alternative.blocker, all_blockers().back());
    take(item, "words", alternative.words);
    finding.alternatives.push_back(std::move(alternative));
  });
  if (is_set(json, "remedy")) {
    JsonReader remedy = json.member("remedy");
    take(remedy, "text", finding.remedy.text);
    take(remedy, "commands", finding.remedy.commands);
    take(remedy, "docs", finding.remedy.docs);
  }
  take(json, "related_errors", finding.related_errors);
  take(json, "counts_for_fail_on", finding.counts_for_fail_on);
  return finding;
}

void read_run(JsonReader json, Report& report) {
  take(json, "id", report.run.id);
  take(json, "host", report.run.host);
  take(json, "started", report.run.started);
  take(json, "finished", report.run.finished);
  take_word(json, "cloud", report.run.cloud, all_clouds().back());
  take_words(json, "workloads", report.run.workloads, all_workloads().back());
  take(json, "regions", report.run.regions);
  take_words(json, "routes", report.run.routes, RouteKind::proxy);
  take_word(json, "depth", report.plan.depth, Depth::http);
  take(json, "notes", report.plan.notes);
}

PacScript read_script(JsonReader json) {
  PacScript script;
  take(json, "source", script.source);
  take(json, "location", script.location);
  take(json, "content_type", script.content_type);
  take(json, "problem", script.problem);
  json.for_each("failures", [&](JsonReader item) {
    PacFailure failure;
    take(item, "host", failure.host);
    take(item, "problem", failure.problem);
    script.failures.push_back(std::move(failure));
  });
  take(json, "looked_up", script.looked_up);
  return script;
}

void read_scripts(JsonReader& environment, Circumstances& known) {
  if (is_set(environment, "pac")) {
    known.pac = read_script(environment.member("pac"));
  }
  environment.for_each("wpad", [&](JsonReader item) {
    WpadTry made;
    take(item, "url", made.url);
    take(item, "problem", made.problem);
    known.wpad.push_back(std::move(made));
  });
}

void read_environment(JsonReader json, Report& report) {
  take_word(json, "platform", report.circumstances.platform, Platform::windows);
  take(json, "resolvers", report.environment.resolvers);
  json.for_each("proxies", [&](JsonReader item) {
    ProxySetting setting;
    take(item, "source", setting.source);
    take(item, "url", setting.url);
    take(item, "bypass", setting.bypass);
    take(item, "problem", setting.problem);
    take(item, "in_force", setting.in_force);
    report.environment.proxies.push_back(std::move(setting));
  });
  std::optional<Micros> skew;
  take(json, "clock_skew_ms", skew);
  if (skew) {
    report.diagnosis.clock_skew = std::chrono::duration_cast<Millis>(*skew);
  }
  take(json, "azure_vm", report.diagnosis.azure_vm);
  if (is_set(json, "azure_region")) {
    AzureInstance& instance = report.diagnosis.azure_instance.emplace();
    take(json, "azure_region", instance.region);
    take(json, "azure_environment", instance.environment);
  }
  read_scripts(json, report.circumstances);
}

void read_plan(JsonReader json, ProbePlan& plan) {
  take_word(json, "families", plan.families, Families::ipv6_only);
  take(json, "resolvers", plan.resolvers);
  take(json, "follow_ups", plan.follow_ups);
  json.for_each("tasks", [&](JsonReader item) {
    plan.tasks.push_back(read_task(std::move(item)));
    plan.tasks.back().id = static_cast<TaskId>(plan.tasks.size() - 1);
  });
  json.for_each("rows", [&](JsonReader item) {
    plan.rows.push_back(read_planned_row(std::move(item), plan.tasks));
  });
}

void read_regional_tags(const JsonReader& json,
                        std::map<std::string, std::vector<std::string>>& tags) {
  if (!is_set(json, "regional_tags")) {
    return;
  }
  JsonReader object = json.member("regional_tags");
  if (!object.value().is_object()) {
    object.expected("an object of service tags");
    return;
  }
  for (const auto& [tag, of_regions] : object.value().items()) {
    object.read(tag, tags[tag]);
  }
}

void read_hop_tags(const JsonReader& json, std::map<IpAddress, std::string>& tags) {
  if (!is_set(json, "hop_tags")) {
    return;
  }
  JsonReader object = json.member("hop_tags");
  if (!object.value().is_object()) {
    object.expected("an object of addresses and service tags");
    return;
  }
  for (const auto& [text, tag] : object.value().items()) {
    const auto address = IpAddress::parse(text);
    std::string name;
    object.read(text, name);
    address ? (void)tags.emplace(*address, name) : object.expected("addresses as keys");
  }
}

void read_circumstances(JsonReader json, Report& report) {
  Circumstances& known = report.circumstances;
  known.cloud = report.run.cloud;
  known.workloads = report.run.workloads;
  known.regions = report.run.regions;
  known.proxies = report.environment.proxies;
  json.for_each("sign_in_tag_prefixes", [&](JsonReader item) {
    const auto prefix = item.value().is_string()
                            ? Cidr::parse(item.value().get_ref<const std::string&>())
                            : std::nullopt;
    prefix ? known.sign_in_tag_prefixes.push_back(*prefix) : item.expected("an address prefix");
  });
  take(json, "sign_in_tag_date", known.sign_in_tag_date);
  take(json, "azure_vm", known.azure_vm);
  take(json, "local_firewall", known.local_firewall);
  take(json, "region_names", known.region_names);
  take(json, "service_tags", known.service_tags);
  take(json, "service_tags_warning", known.service_tags_warning);
  read_hop_tags(json, known.hop_tags);
  read_exported_rules(json, known);
  read_regional_tags(json, known.regional_tags);
  read_exported_subnets(json, known.subnets);
  if (is_set(json, "component")) {
    JsonReader component = json.member("component");
    known.component.emplace();
    take(component, "name", known.component->name);
    take(component, "words", known.component->words);
    take(component, "place", known.component->place);
    take(component, "commands", known.component->commands);
  }
  if (is_set(json, "names")) {
    read_names(json.member("names"), known.names);
  }
  take_word(json, "end", known.end, RunEnd::exhausted);
}

void read_summary(JsonReader json, Summary& summary) {
  take_word(json, "status", summary.status, RunStatus::incomplete);
  take_number(json, "required", summary.required);
  take_number(json, "reachable", summary.reachable);
  take_number(json, "blocked", summary.blocked);
  take_number(json, "optional_failed", summary.optional_failed);
}

/// Attempts that several rows list are one.
class AttemptsRead {
 public:
  AttemptsRead(std::size_t tasks, SavedCertificates certificates)
      : tasks_(tasks), certificates_(std::move(certificates)) {}

  void add(JsonReader item) {
    Observation seen = read_attempt(item, certificates_);
    if (!is_set(item, "task") || seen.task >= tasks_) {
      item.expected("an attempt with the number of its task");
      return;
    }
    attempts_.try_emplace({seen.task, seen.path}, std::move(seen));
  }

  [[nodiscard]] std::vector<Observation> take() && {
    std::vector<Observation> all;
    all.reserve(attempts_.size());
    for (auto& [key, seen] : attempts_) {
      all.push_back(std::move(seen));
    }
    return all;
  }

 private:
  std::size_t tasks_;
  SavedCertificates certificates_;
  std::map<std::pair<TaskId, int>, Observation> attempts_;
};

void read_endpoints(JsonReader& json, Report& report, AttemptsRead& attempts) {
  std::map<std::string, std::size_t> rows;
  for (std::size_t i = 0; i < report.plan.rows.size(); ++i) {
    rows.emplace(report.plan.rows[i].id, i);
  }
  report.diagnosis.rows.resize(report.plan.rows.size());
  json.for_each("endpoints", [&](JsonReader item) {
    std::string id;
    take(item, "id", id);
    const auto row = rows.find(id);
    if (row == rows.end()) {
      item.expected("an endpoint whose id stands among the rows of /plan");
      return;
    }
    read_endpoint(item, report.plan.rows[row->second], report.diagnosis.rows[row->second]);
    item.for_each("attempts", [&](JsonReader attempt) { attempts.add(std::move(attempt)); });
  });
}

void read_document(JsonReader& json, Report& report) {
  for (const char* key : {"tool", "run", "environment", "summary", "plan", "circumstances"}) {
    if (!json.has(key) || !json.member(key).value().is_object()) {
      json.expected(fmt::format("a whole report with the key \"{}\"", key));
      return;
    }
  }
  JsonReader tool = json.member("tool");
  take(tool, "version", report.tool_version);
  read_run(json.member("run"), report);
  read_environment(json.member("environment"), report);
  read_summary(json.member("summary"), report.diagnosis.summary);
  read_plan(json.member("plan"), report.plan);
  read_circumstances(json.member("circumstances"), report);
  AttemptsRead attempts(report.plan.tasks.size(),
                        json.has("certificates") ? read_certificates(json.member("certificates"))
                                                 : SavedCertificates());
  read_endpoints(json, report, attempts);
  json.for_each("controls", [&](JsonReader item) { attempts.add(std::move(item)); });
  json.for_each("other_attempts", [&](JsonReader item) { attempts.add(std::move(item)); });
  report.observations = std::move(attempts).take();
  json.for_each("findings", [&](JsonReader item) {
    report.diagnosis.findings.push_back(read_finding(std::move(item)));
  });
}

}  // namespace

Result<Report> read_report(std::string_view text, std::string_view file) {
  const std::string name = printable(file, 300);
  const auto document = parse_json(text, name);
  if (!document) {
    return tl::unexpected(document.error());
  }
  if (!document->is_object() || !document->contains("schema") ||
      (*document)["schema"] != "netprobe.report/1") {
    return input_error(fmt::format(
        "{}: /schema: expected \"netprobe.report/1\", a JSON report of `netprobe check`", name));
  }
  std::string problem;
  JsonReader json(*document, name, "", problem);
  Report report;
  read_document(json, report);
  return problem.empty() ? Result<Report>(std::move(report)) : input_error(std::move(problem));
}

}  // namespace netprobe
