#include "netprobe/cli/local_rules.h"

#include "netprobe/cli/nft_words.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace local_rules_test {

struct Row {
  std::string name;
  std::string ruleset;
  std::vector<std::string> rules;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class LocalRules : public testing::TestWithParam<Row> {};

TEST_P(LocalRules, are_those_that_stop_what_this_machine_sends) {
  EXPECT_EQ(dropping_rules(GetParam().ruleset), GetParam().rules);
}

/// What nft prints, made of objects: {"chain": …}, {"rule": …}, {"map": …}.
std::string ruleset(const std::vector<std::string>& objects) {
  return fmt::format(
      R"({{"nftables": [{{"metainfo": {{"version": "1.0.6", "json_schema_version": 1}}}}, )"
      R"({{"table": {{"family": "inet", "name": "filter", "handle": 1}}}}{}{}]}})",
      objects.empty() ? "" : ", ", join(objects, ", "));
}

std::string chain(const std::string& name, const std::string& table = "filter") {
  return fmt::format(
      R"({{"chain": {{"family": "inet", "table": "{}", "name": "{}", "handle": 2}}}})", table,
      name);
}

std::string base(const std::string& hook, const std::string& policy) {
  return fmt::format(
      R"({{"chain": {{"family": "inet", "table": "filter", "name": "{0}", "handle": 3, )"
      R"("type": "filter", "hook": "{0}", "prio": 0, "policy": "{1}"}}}})",
      hook, policy);
}

std::string rule(const std::string& chain, const std::string& statements,
                 const std::string& table = "filter") {
  return fmt::format(
      R"({{"rule": {{"family": "inet", "table": "{}", "chain": "{}", "handle": 4, "expr": [{}]}}}})",
      table, chain, statements);
}

/// A rule of the chain at the output hook, and what is said of it.
std::string at_output(const std::string& statements) {
  return ruleset({base("output", "accept"), rule("output", statements)});
}

const std::string https =
    R"({"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 443}})";
const std::string drop = R"({"drop": null})";

INSTANTIATE_TEST_SUITE_P(
    Rulesets, LocalRules,
    testing::Values(
        Row{"none", "", {}}, Row{"no rules", ruleset({}), {}},
        Row{"no nft text", "Operation not permitted (you must be root)\n", {}},
        Row{"nft's text in place of its JSON", "table inet filter {\n}\n", {}},
        Row{"it is cut off", at_output(drop).substr(0, 200), {}},
        Row{"another kind of JSON", "[1, 2]", {}},
        Row{"its list is none", R"({"nftables": {"rule": []}})", {}},
        Row{"its parts are none", R"({"nftables": [1, "chain", {"chain": 1}, {"rule": [2]}]})", {}},
        Row{"its rules are none",
            ruleset({base("output", "accept"), rule("output", "1, [2], \"drop\", {\"jump\": 3}"),
                     R"({"rule": {"table": 1, "chain": [], "expr": 7}})",
                     rule("output",
                          R"({"vmap": 1}, {"vmap": {"data": {"set": 1}}}, {"match": 2})")}),
            {}},
        Row{"a drop and a reject",
            ruleset({base("output", "accept"), rule("output", https + ", " + drop),
                     rule("output", R"({"accept": null})"),
                     rule("output",
                          R"({"match": {"op": "==", "left": {"payload": {"protocol": "ip", )"
                          R"("field": "daddr"}}, "right": "10.0.0.1"}}, )"
                          R"({"counter": {"packets": 3, "bytes": 180}}, {"reject": null})")}),
            {"inet filter output: tcp dport 443 drop",
             "inet filter output: ip daddr 10.0.0.1 counter packets 3 bytes 180 reject"}},
        Row{"a policy", ruleset({base("output", "drop")}), {"inet filter output: policy drop"}},
        Row{"input and forward are no matter",
            ruleset({base("input", "drop"), base("forward", "drop"), rule("input", drop),
                     rule("forward", drop)}),
            {}},
        Row{"chains that are jumped to, and one that is not",
            ruleset(
                {base("output", "accept"), chain("web"), chain("rest"), chain("idle"),
                 rule("output", R"({"jump": {"target": "web"}})"),
                 rule("output", R"({"goto": {"target": "rest"}})"),
                 rule("web", https + ", " + drop), rule("web", R"({"jump": {"target": "web"}})"),
                 rule("rest", R"({"reject": {"type": "icmpx", "expr": 3}})"), rule("idle", drop)}),
            {"inet filter web: tcp dport 443 drop", "inet filter rest: reject with icmpx 3"}},
        Row{"a chain of another table of that name",
            ruleset({base("output", "accept"), rule("output", R"({"jump": {"target": "web"}})"),
                     chain("web", "other"), rule("web", drop, "other")}),
            {}},
        Row{"a jump to nowhere", at_output(R"({"jump": {"target": "gone"}})"), {}},
        Row{"a verdict in a map",
            at_output(R"({"vmap": {"key": {"payload": {"protocol": "tcp", "field": "dport"}}, )"
                      R"("data": {"set": [[22, {"accept": null}], [443, {"drop": null}]]}}})"),
            {"inet filter output: tcp dport vmap { 22 : accept, 443 : drop }"}},
        Row{"a verdict in a map that has a name",
            ruleset(
                {R"({"map": {"family": "inet", "name": "m", "table": "filter", )"
                 R"("type": "ipv4_addr", "map": "verdict", )"
                 R"("elem": [["5.6.7.8", {"drop": null}], ["5.6.7.9", {"goto": {"target": "web"}}]]}})",
                 base("output", "accept"), chain("web"), rule("web", https + ", " + drop),
                 rule("output", R"({"vmap": {"key": {"payload": {"protocol": "ip", )"
                                R"("field": "daddr"}}, "data": "@m"}})")}),
            {"inet filter output: ip daddr vmap @m", "inet filter web: tcp dport 443 drop"}},
        Row{"a comment",
            ruleset({base("output", "accept"),
                     R"({"rule": {"family": "inet", "table": "filter", "chain": "output", )"
                     R"("comment": "no way", "expr": [{"drop": null}]}})"}),
            {"inet filter output: drop comment \"no way\""}}));

struct WordsRow {
  std::string statements;
  std::string words;
};

/// As nft 1.0.6 prints them with -j and -n.
const std::vector<WordsRow> words_rows = {
    {R"({"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}},
         "right": {"prefix": {"addr": "10.1.0.0", "len": 16}}}})",
     "ip daddr 10.1.0.0/16"},
    {R"({"match": {"op": "!=", "left": {"payload": {"protocol": "ip6", "field": "daddr"}},
         "right": {"prefix": {"addr": "fe80::", "len": 10}}}})",
     "ip6 daddr != fe80::/10"},
    {R"({"match": {"op": "==", "left": {"payload": {"protocol": "udp", "field": "dport"}},
         "right": {"range": [53, 54]}}})",
     "udp dport 53-54"},
    {R"({"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}},
         "right": {"set": [80, 443, {"range": [8000, 8080]}]}}})",
     "tcp dport { 80, 443, 8000-8080 }"},
    {R"({"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}},
         "right": "@s"}})",
     "ip daddr @s"},
    {R"({"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": 6}})",
     "meta l4proto 6"},
    {R"({"match": {"op": "==", "left": {"meta": {"key": "oifname"}}, "right": "eth*"}})",
     "oifname eth*"},
    {R"({"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": 1}})", "ct state 1"},
    {R"({"match": {"op": "==", "left": {"&": [{"payload": {"protocol": "tcp", "field": "flags"}},
         [2, 16]]}, "right": 2}})",
     "tcp flags & 2,16 == 2"},
    {R"({"match": {"op": "==", "left": {"concat": [{"payload": {"protocol": "ip", "field": "daddr"}},
         {"payload": {"protocol": "tcp", "field": "dport"}}]},
         "right": {"set": [{"concat": ["1.1.1.1", 80]}, {"concat": ["2.2.2.2", {"range": [90, 91]}]}]}}})",
     "ip daddr . tcp dport { 1.1.1.1 . 80, 2.2.2.2 . 90-91 }"},
    {R"({"counter": null})", "counter"},
    {R"({"limit": {"rate": 5, "burst": 5, "per": "minute"}})", "limit rate 5/minute"},
    {R"({"log": {"prefix": "x"}})", "log prefix x"},
    {R"({"reject": {"type": "tcp reset"}})", "reject with tcp reset"},
    {R"({"xt": {"type": "match", "name": "owner"}})", "xt name owner type match"},
    {R"({"newer": [1, {"thing": null}]})", "newer 1,thing"},
};

TEST(NftRules, are_told_in_nearly_its_own_words) {
  for (const WordsRow& row : words_rows) {
    EXPECT_EQ(words_of_nft_rule(nlohmann::json::parse("[" + row.statements + "]")), row.words);
  }
}

TEST(NftRules, are_told_in_one_line) {
  const auto log = nlohmann::json{{"log", {{"prefix", "\n" + std::string(1000, 'x')}}}};
  const std::string words = words_of_nft_rule(nlohmann::json::array({log, log}));
  EXPECT_LE(words.size(), 300U);
  EXPECT_EQ(words.find('\n'), std::string::npos);
}

TEST(LegacyRules, that_stop_what_is_sent_are_told_with_their_counters) {
  const std::string saved =
      "# Generated by iptables-save\n*nat\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n*filter\n"
      ":INPUT DROP [0:0]\n:OUTPUT ACCEPT [1:60]\n:web - [0:0]\n:idle - [0:0]\n"
      "[0:0] -A INPUT -p tcp -j DROP\n[3:180] -A OUTPUT -p tcp -j web\n"
      "[0:0] -A OUTPUT -d 10.0.0.1/32 -j ACCEPT\n[2:120] -A web -p tcp --dport 443 -j REJECT\n"
      "-A idle -j DROP\nCOMMIT\n";
  EXPECT_EQ(dropping_legacy_rules(saved),
            std::vector<std::string>{
                "filter web: [2:120] -A web -p tcp --dport 443 -j REJECT (iptables-legacy)"});
  EXPECT_EQ(dropping_legacy_rules("*filter\n:OUTPUT DROP [9:540]\nCOMMIT\n"),
            std::vector<std::string>{"filter OUTPUT: policy DROP (iptables-legacy)"});
  EXPECT_TRUE(dropping_legacy_rules("").empty());
}

TEST(LocalRulesOfAThousand, are_no_more_than_a_reader_takes_in) {
  std::vector<std::string> objects = {base("output", "accept")};
  objects.resize(1000, rule("output", drop));
  EXPECT_EQ(dropping_rules(ruleset(objects)).size(), 20U);
}

}  // namespace local_rules_test
}  // namespace netprobe
