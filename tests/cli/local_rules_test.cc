#include "netprobe/cli/local_rules.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace {

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

std::string table(const std::string& chains) { return "table inet filter {\n" + chains + "}\n"; }
std::string base(const std::string& hook, const std::string& policy, const std::string& rules) {
  return "\tchain " + hook + " {\n\t\ttype filter hook " + hook + " priority filter; policy " +
         policy + ";\n" + rules + "\t}\n";
}

INSTANTIATE_TEST_SUITE_P(
    Rulesets, LocalRules,
    testing::Values(
        Row{"none", "", {}}, Row{"no nft text", "Operation not permitted (you must be root)\n", {}},
        Row{"a drop and a reject",
            table(base("output", "accept",
                       "\t\ttcp dport 443 drop\n\t\tct state established accept\n"
                       "\t\tip daddr 10.0.0.1 counter packets 3 bytes 180 reject\n")),
            {"inet filter output: tcp dport 443 drop",
             "inet filter output: ip daddr 10.0.0.1 counter packets 3 bytes 180 reject"}},
        Row{"a policy",
            table(base("output", "drop", "\t\toifname \"lo\" accept\n")),
            {"inet filter output: policy drop"}},
        Row{"input and forward are no matter",
            table(base("input", "drop", "\t\ttcp dport 22 drop\n") +
                  base("forward", "drop", "\t\ttcp dport 443 drop\n")),
            {}},
        Row{"a chain that is jumped to, and one that is not",
            table(base("output", "accept", "\t\tmeta l4proto tcp jump web\n\t\tgoto rest\n") +
                  "\tchain web {\n\t\ttcp dport 443 drop\n\t\tjump web\n\t}\n"
                  "\tchain rest {\n\t\treject with icmpx admin-prohibited\n\t}\n"
                  "\tchain idle {\n\t\tdrop\n\t}\n"),
            {"inet filter web: tcp dport 443 drop",
             "inet filter rest: reject with icmpx admin-prohibited"}},
        Row{"a chain of another table of that name",
            table(base("output", "accept", "\t\tjump web\n")) +
                "table ip other {\n\tchain web {\n\t\tdrop\n\t}\n}\n",
            {}},
        Row{"a word that only contains drop",
            table(base("output", "accept",
                       "\t\tcomment \"dropped elsewhere\" accept\n\t\tjump dropbox\n")),
            {}},
        Row{"a jump to nowhere", table(base("output", "accept", "\t\tjump\n\t\tjump \n")), {}},
        Row{"rules of iptables-nft",
            "table ip filter {\n\tchain OUTPUT {\n\t\ttype filter hook output priority filter; "
            "policy "
            "accept;\n\t\tip protocol tcp tcp dport 443 counter packets 0 bytes 0 drop\n\t}\n}\n",
            {"ip filter OUTPUT: ip protocol tcp tcp dport 443 counter packets 0 bytes 0 drop"}}));

TEST(LocalRulesOfAThousand, are_no_more_than_a_reader_takes_in) {
  std::string rules;
  for (int i = 0; i < 1000; ++i) {
    rules += "\t\ttcp dport 443 drop\n";
  }
  EXPECT_EQ(dropping_rules(table(base("output", "accept", rules))).size(), 20U);
}

}  // namespace
}  // namespace netprobe
