// Reports by chance, hostile ones among them: what is blocked is opened or listed, and nothing of a
// stranger's text ever becomes a part of a rule.

#include "netprobe/core/text.h"
#include "netprobe/remedy/from_findings.h"
#include "netprobe/remedy/writers.h"
#include "tests/remedy/scene.h"
#include "tests/reports/report_builder.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <vector>

namespace netprobe {
namespace laws_test {

using testing_reports::ReportBuilder;

constexpr std::string_view poison = "PWNED";

/// Names and words, good and bad; the bad ones hold the poison.
class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return random_() % limit; }

  std::string name() {
    static const std::vector<std::string> names = {"*.backup.windowsazure.com",
                                                   "login.windows.net",
                                                   "*.windows.net",
                                                   "20.190.128.0/18",
                                                   "2603:1006:2000::/48",
                                                   "a.example",
                                                   "PWNED\n.example",
                                                   "$(PWNED).example",
                                                   "a.example;PWNED",
                                                   "*.PWNED'.example",
                                                   "\"PWNED\".example",
                                                   "PWNED\\",
                                                   "*.",
                                                   ""};
    return names[below(names.size())];
  }
  std::string word() {
    static const std::vector<std::string> words = {
        "Storage", "AzureBackup", "",         "PWNED\nx",           "$(PWNED)", "'PWNED",
        "\"PWNED", "PWNED\\",     "${PWNED}", "PWNED\xe2\x80\xa8x", "`PWNED`"};
    return words[below(words.size())];
  }
  template <typename Enum>
  Enum any(std::span<const Enum> values) {
    return values[below(values.size())];
  }

 private:
  std::mt19937 random_;
};

void add_rows(ReportBuilder& builder, Chance& chance) {
  const std::size_t rows = 1 + chance.below(6);
  for (std::size_t i = 0; i < rows; ++i) {
    builder.row("row" + std::to_string(i) + chance.word(), chance.name(), 443,
                chance.below(4) == 0 ? RowStatus::reachable : RowStatus::blocked,
                chance.below(3) != 0);
    builder.planned().service_tag = chance.word();
    if (chance.below(3) == 0) {
      builder.planned().catalog_id.reset();
    }
    Observation seen = testing_reports::bad(Stage::tcp, Cause::tcp_timeout, chance.word());
    seen.address = IpAddress::v4(static_cast<std::uint32_t>(chance.below(0xffffffff)));
    builder.probe("h.example").attempt(RouteKind::direct, seen);
  }
}

Report any_report(Chance& chance) {
  ReportBuilder builder;
  add_rows(builder, chance);
  std::vector<std::string> ids;
  for (const PlannedRow& row : builder.report().plan.rows) {
    ids.push_back(row.id);
  }
  for (std::size_t i = 0; i < 1 + chance.below(3); ++i) {
    std::vector<std::string> affected;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(affected),
                 [&](const std::string&) { return chance.below(2) == 0; });
    Finding one = testing_remedy::finding(chance.any(all_blockers()), chance.any(all_causes()),
                                          affected, {chance.any(all_blockers())});
    one.title = chance.word();
    one.explanation = chance.word();
    one.remedy.text = chance.word();
    one.evidence = {{chance.word(), chance.word()}};
    builder.finding(one);
  }
  Report& report = builder.report();
  report.run.id = chance.below(2) == 0 ? chance.word() : report.run.id;
  report.run.host = chance.word();
  report.run.regions = {chance.word()};
  report.environment.proxies = {{"--proxy", "http://" + chance.word(), {}, ""}};
  ConnectionRuling ruling;
  ruling.access = Access::deny;
  DecidingRule rule;
  rule.access = Access::deny;
  rule.name = chance.word();
  rule.nsg = chance.word();
  rule.priority = static_cast<int>(chance.below(5000));
  ruling.rules = {rule};
  report.circumstances.rulings = {ruling};
  return builder.finish(RunStatus::blocked);
}

/// What a terminal would be shown, line by line.
std::string printable_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out += printable(text.substr(0, end), 10000) + "\n";
    text.remove_prefix(end + 1);
  }
  return out;
}

std::set<std::string> dealt_with(const AllowList& list) {
  std::set<std::string> rows;
  for (const auto* wants : {&list.open, &list.exempt, &list.routed}) {
    for (const Want& want : *wants) {
      rows.insert(want.rows.begin(), want.rows.end());
    }
  }
  for (const LeftOut& left : list.left_out) {
    rows.insert(left.rows.begin(), left.rows.end());
  }
  return rows;
}

TEST(Laws, every_blocked_row_is_opened_or_listed) {
  for (unsigned seed = 0; seed < 400; ++seed) {
    Chance chance(seed);
    const Report report = any_report(chance);
    for (const Syntax syntax : all_syntaxes()) {
      if (syntax == Syntax::ticket) {
        continue;  // it lists the findings themselves
      }
      const auto rows = dealt_with(from_findings(report, syntax, false));
      for (std::size_t i = 0; i < report.plan.rows.size(); ++i) {
        const RowResult& result = report.diagnosis.rows[i];
        if (result.required && result.status == RowStatus::blocked) {
          EXPECT_TRUE(rows.contains(report.plan.rows[i].id))
              << seed << " " << name_of(syntax) << " " << report.plan.rows[i].id;
        }
      }
    }
  }
}

TEST(Laws, only_comments_hold_a_strangers_words) {
  for (unsigned seed = 0; seed < 400; ++seed) {
    Chance chance(seed);
    const Report report = any_report(chance);
    for (const Syntax syntax : all_syntaxes()) {
      const std::string text = write(from_findings(report, syntax, true), syntax);
      EXPECT_TRUE(text.ends_with('\n'));
      EXPECT_EQ(text, printable_lines(text)) << name_of(syntax);
      for (const std::string& line : split(text, "\n")) {
        const std::string_view mark = comment_mark(syntax);
        const bool is_comment = line.starts_with(mark);
        EXPECT_TRUE(is_comment || line.find(poison) == std::string::npos)
            << seed << " " << name_of(syntax) << ": " << line;
        EXPECT_FALSE(!mark.empty() && is_comment && line.ends_with('\\')) << line;
      }
    }
  }
}

}  // namespace laws_test
}  // namespace netprobe
