#include "tests/reports/foreign_places.h"

#include "netprobe/core/text.h"
#include "tests/reports/report_builder.h"

#include <nlohmann/json.hpp>

#include <sstream>
#include <string_view>
#include <utility>

namespace netprobe::testing_reports {

Report base() {
  ReportBuilder builder;
  Report& report = builder.report();
  report.run.host = "host";
  report.environment.resolvers = {"10.0.0.53:53"};
  report.environment.proxies = {{"env", "http://p:3128", {"x"}, "problem"}};
  Observation seen = bad(Stage::tls, Cause::tls_intercepted, "detail");
  seen.address = IpAddress::parse("20.60.1.1");
  seen.failure->raw = {{"openssl", 1, "raw"}};
  TlsFacts tls;
  tls.version = "TLSv1.3";
  tls.chain = {CertificateFacts{"CN=s", "O=i", {}, {}, std::string(64, 'f'), {"name"}, {}}};
  seen.tls = tls;
  seen.dns = DnsFacts{{}, {"cname.example"}, 1, "10.0.0.53:53", false, {}, false};
  HttpFacts http;
  http.status = 200;
  http.server = "server";
  seen.http = http;
  seen.proxy_answer = ProxyFacts{403, "reason", {"Basic"}, "squid", "policy", "page"};
  builder.row("host", "host.example", 443, RowStatus::blocked)
      .probe("host.example", RouteKind::direct)
      .attempt(RouteKind::direct, seen);
  builder.proxy(http_proxy("p", 3128)).attempt(RouteKind::proxy, seen);
  builder.row("other", "other.example", 443, RowStatus::untested, false);
  builder.finding({.id = "tls-inspection",
                   .severity = Severity::error,
                   .blocker = Blocker::tls_inspection,
                   .cause = Cause::tls_intercepted,
                   .title = "title",
                   .explanation = "explanation",
                   .affected = {"host:443"},
                   .evidence = {{"fact", "source"}},
                   .alternatives = {{Blocker::proxy, "words"}},
                   .remedy = {"fix", {"command"}, {"page"}},
                   .related_errors = {"34513"}});
  builder.control(ControlKind::unrelated_host, "example.com", seen);
  return builder.finish(RunStatus::blocked);
}

namespace foreign_places {

template <typename Put>
std::function<void(Report&, const std::string&)> in_attempts(Put put) {
  return [put](Report& report, const std::string& text) {
    for (Observation& seen : report.observations) {
      put(seen, text);
    }
  };
}

template <typename Put>
std::function<void(Report&, const std::string&)> in_finding(Put put) {
  return [put](Report& report, const std::string& text) {
    put(report.diagnosis.findings.front(), text);
  };
}

std::vector<Place> places_of_attempts() {
  return {
      {"server header", in_attempts([](Observation& o, auto& text) { o.http->server = text; })},
      {"via", in_attempts([](Observation& o, auto& text) { o.http->via = text; })},
      {"subject",
       in_attempts([](Observation& o, auto& text) { o.tls->chain.front().subject = text; })},
      {"issuer",
       in_attempts([](Observation& o, auto& text) { o.tls->chain.front().issuer = text; })},
      {"name of a certificate",
       in_attempts([](Observation& o, auto& text) { o.tls->chain.front().names = {text}; })},
      {"tls version", in_attempts([](Observation& o, auto& text) { o.tls->version = text; })},
      {"cname", in_attempts([](Observation& o, auto& text) {
         o.dns->cname = {text, text};
       })},
      {"resolver", in_attempts([](Observation& o, auto& text) { o.dns->server = text; })},
      {"target", in_attempts([](Observation& o, auto& text) { o.target = text; })},
      {"detail", in_attempts([](Observation& o, auto& text) { o.failure->detail = text; })},
      {"proxy's reason",
       in_attempts([](Observation& o, auto& text) { o.proxy_answer->reason = text; })},
      {"proxy's page",
       in_attempts([](Observation& o, auto& text) { o.proxy_answer->page = text; })},
  };
}

std::vector<Place> places_of_findings() {
  return {
      {"title", in_finding([](Finding& f, auto& text) { f.title = text; })},
      {"explanation", in_finding([](Finding& f, auto& text) { f.explanation = text; })},
      {"fact", in_finding([](Finding& f, auto& text) { f.evidence.front().fact = text; })},
      {"source", in_finding([](Finding& f, auto& text) { f.evidence.front().source = text; })},
      {"alternative",
       in_finding([](Finding& f, auto& text) { f.alternatives.front().words = text; })},
      {"fix", in_finding([](Finding& f, auto& text) { f.remedy.text = text; })},
      {"command", in_finding([](Finding& f, auto& text) { f.remedy.commands = {text}; })},
      {"page", in_finding([](Finding& f, auto& text) { f.remedy.docs = {text}; })},
      {"agent's error", in_finding([](Finding& f, auto& text) { f.related_errors = {text}; })},
  };
}

std::string without_quoted(const std::string& text) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted) {
      out += text[i];
    }
  }
  return out;
}

/// The tags, without what stands between them and in their attributes.
std::string tags_of(const std::string& text) {
  std::string out;
  bool inside = false;
  bool quoted = false;
  for (const char c : text) {
    inside = inside || c == '<';
    quoted = inside && c == '"' ? !quoted : quoted;
    out += inside && (!quoted || c == '"') ? std::string(1, c) : "";
    inside = inside && (quoted || c != '>');
  }
  return out;
}

/// A document of a finding that begins like a link is one, which is no way to anything but that
/// page.
std::string without_links(std::string tags) {
  for (const std::string_view begin : {"<a ", "</a"}) {
    for (std::size_t at = tags.find(begin); at != std::string::npos; at = tags.find(begin, at)) {
      tags.erase(at, tags.find('>', at) + 1 - at);
    }
  }
  return tags;
}

/// The number of cells of each line, and where a formula is.
std::string cells_of(const std::string& text) {
  std::string out;
  bool quoted = false;
  bool begins = true;
  for (const char c : text) {
    if (begins && std::string_view("=+-@\t\r").find(c) != std::string_view::npos) {
      out += c == '\r' ? "" : "formula";
    }
    begins = !quoted && (c == ',' || c == '\n');
    quoted = c == '"' ? !quoted : quoted;
    out += !quoted && (c == ',' || c == '\n') ? std::string(1, c) : "";
  }
  return out;
}

/// What Markdown acts on, outside of code.
std::string marks_of(const std::string& text) {
  std::istringstream lines(text);
  std::string fence;
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      fence = fence.empty() ? line : line == fence ? "" : fence;
      out += fence.empty() || fence == line ? "```\n" : "";
      continue;
    }
    for (std::size_t i = 0; fence.empty() && i < line.size(); ++i) {
      if (line[i] == '\\') {
        ++i;
      } else if (line.compare(i, 3, "`@`") == 0) {
        i += 2;
      } else if (line.compare(i, 5, "&#58;") == 0) {
        i += 4;
      } else if (std::string_view("<>|`*_[]#@~$").find(line[i]) != std::string_view::npos) {
        out += line[i];
      }
    }
    out += fence.empty() ? "\n" : "";
  }
  return out;
}

/// The value with every text in it emptied: what is left is structure.
nlohmann::ordered_json emptied(nlohmann::ordered_json value) {
  if (value.is_string()) {
    return "";
  }
  if (value.is_structured()) {  // a number is a list of itself to a loop
    for (auto& member : value) {
      member = emptied(member);
    }
  }
  return value;
}

}  // namespace foreign_places

std::vector<Place> places() {
  std::vector<Place> all = foreign_places::places_of_attempts();
  for (Place& place : foreign_places::places_of_findings()) {
    all.push_back(std::move(place));
  }
  const auto row = [](Report& report) -> PlannedRow& { return report.plan.rows.front(); };
  for (Place& place : std::vector<Place>{
           {"machine", [](Report&r, auto&text) { r.run.host = text; }},
           {"region", [](Report&r, auto&text) { r.run.regions = {text}; }},
           {"version", [](Report&r, auto&text) { r.tool_version = text; }},
           {"note", [](Report&r, auto&text) { r.plan.notes = {text}; }},
           {"bypass list",
            [](Report&r, auto&text) { r.environment.proxies.front().bypass = {text}; }},
           {"name of a row", [row](Report&r, auto&text) { row(r).name = text; }},
           {"tag of a row", [row](Report&r, auto&text) { row(r).service_tag = text; }},
           {"purpose of a row", [row](Report&r, auto&text) { row(r).purpose = text; }},
           {"note of a row", [](Report&r, auto&text) { r.diagnosis.rows.back().note = text; }}}) {
    all.push_back(std::move(place));
  }
  return all;
}

Report with_everywhere(const std::string& text) {
  Report report = base();
  for (const Place& place : places()) {
    place.put(report, text);
  }
  return report;
}

std::string structure_of(Format format, const std::string& text) {
  switch (format) {
    case Format::text:
      return "";
    case Format::json:
    case Format::sarif:
      return foreign_places::emptied(nlohmann::ordered_json::parse(text)).dump();
    case Format::ndjson: {
      std::istringstream lines(text);
      std::string out;
      for (std::string line; std::getline(lines, line);) {
        out += foreign_places::emptied(nlohmann::ordered_json::parse(line)).dump() + "\n";
      }
      return out;
    }
    case Format::html:
      return foreign_places::without_links(foreign_places::tags_of(text));
    case Format::junit:
      return foreign_places::tags_of(text);
    case Format::csv:
      return foreign_places::cells_of(text);
    case Format::markdown:
      return foreign_places::marks_of(text);
    case Format::prometheus:
      return foreign_places::without_quoted(text);
    case Format::nagios:
      return text.substr(text.find('|'));
  }
  return "";
}

bool is_harmless(Format format, const std::string& text) {
  std::string without_ends;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_end =
        text[i] == '\n' || (format == Format::csv && text.compare(i, 2, "\r\n") == 0);
    without_ends += is_end ? ' ' : text[i];
  }
  return printable(without_ends, without_ends.size() + 10) == without_ends;
}

}  // namespace netprobe::testing_reports
