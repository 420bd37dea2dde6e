#include "netprobe/run_pac_script.h"

#include <gmock/gmock.h>

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace run_pac_script_test {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

const std::vector<PacQuestion> one = {{"https://a.example/", "a.example"}};
const std::vector<PacQuestion> three = {{"https://a.example/", "a.example"},
                                        {"https://b.example/", "b.example"},
                                        {"https://c.example/", "c.example"}};

/// Nothing is looked up, unless a test says so: that would be a packet.
PacSandbox offline() {
  PacSandbox sandbox;
  sandbox.look_up = false;
  sandbox.my_address = "192.0.2.7";
  return sandbox;
}

PacOutcome run(const std::string& script, const std::vector<PacQuestion>& questions,
               const PacSandbox& sandbox) {
  return run_pac_script(script, questions, sandbox, nullptr);
}

/// FindProxyForURL with that body.
std::string find(const std::string& body) {
  return "function FindProxyForURL(url, host) {" + body + "}";
}

struct Row {
  std::string name;
  std::string script;
  std::string answer;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class PacScripts : public testing::TestWithParam<Row> {};

TEST_P(PacScripts, answer) {
  const PacOutcome outcome = run(GetParam().script, one, offline());
  EXPECT_EQ(outcome.problem, "");
  ASSERT_THAT(outcome.replies, SizeIs(1));
  EXPECT_EQ(outcome.replies[0], (PacReply{GetParam().answer, ""}));
}

INSTANTIATE_TEST_SUITE_P(
    All, PacScripts,
    testing::Values(
        Row{"a constant", find("return 'PROXY p:1';"), "PROXY p:1"},
        Row{"by URL and host", find("return url + ' ' + host;"), "https://a.example/ a.example"},
        Row{"a byte order mark goes first", "\xef\xbb\xbf" + find("return 'DIRECT';"), "DIRECT"},
        Row{"an HTML comment goes first", "<!-- proxies\n" + find("return 'DIRECT';"), "DIRECT"},
        Row{"null", find("return null;"), "null"}, Row{"a number", find("return 7;"), "7"},
        Row{"nothing", find(""), "undefined"},
        Row{"the functions of old",
            find("return [dnsDomainIs(host, '.example'), shExpMatch(host, 'a.*'), "
                 "isPlainHostName(host), localHostOrDomainIs(host, 'a.example'), "
                 "dnsDomainLevels(host), isInNet('10.1.2.3', '10.0.0.0', '255.0.0.0')].join();"),
            "true,true,false,true,1,true"},
        Row{"arrays as texts",
            find("return [1, null, [2, 3]] + ' ' + ['a', 'b'].join('; ') + ' ' + [].join() + ' ' + "
                 "['c'].join() + ' ' + ['d', 'e', 'f'].toLocaleString();"),
            "1,,2,3 a; b  c d,e,f"},
        Row{"this machine's address", find("return myIpAddress() + ' ' + myIpAddressEx();"),
            "192.0.2.7 192.0.2.7"},
        Row{"FindProxyForURLEx alone, which Windows calls",
            "function FindProxyForURLEx(url, host) { return 'PROXY ' + host + ':1'; }",
            "PROXY a.example:1"},
        Row{"FindProxyForURLEx goes first, and may ask the other",
            find("return 'PROXY old:1';") + "function FindProxyForURLEx(url, host) { return "
                                            "FindProxyForURL(url, host) + '; DIRECT'; }",
            "PROXY old:1; DIRECT"},
        Row{"FindProxyForURL may ask FindProxyForURLEx",
            find("return FindProxyForURLEx(url, host);") +
                "FindProxyForURLEx = function (url, host) { return 'PROXY new:1'; }",
            "PROXY new:1"},
        Row{"a variable of that name is no function",
            "FindProxyForURLEx = 1;" + find("return 'DIRECT';"), "DIRECT"},
        Row{"a function of the engine's own name is not asked",
            find("return 'PROXY own:1';") + "function findProxyForURL() { return 'DIRECT'; }",
            "PROXY own:1"},
        Row{"prefixes of IPv4",
            find(
                "return [isInNetEx('10.1.2.3', '10.0.0.0/8'), isInNetEx('11.1.2.3', '10.0.0.0/8'), "
                "isInNetEx('10.1.2.3', '10.1.2.2/31'), isInNetEx('10.1.2.4', '10.1.2.2/31'), "
                "isInNetEx('10.1.2.3', '0.0.0.0/0'), isInNetEx('10.1.2.3', '10.1.2.3/32'), "
                "isInNetEx('10.1.2.3', '10.0.0.0/33'), isInNetEx('10.1.2.3', '10.0.0.0'), "
                "isInNetEx('a.example', '10.0.0.0/8'), isInNetEx('300.1.2.3', "
                "'0.0.0.0/0')].join();"),
            "true,false,true,false,true,true,false,false,false,false"},
        Row{"prefixes of IPv6",
            find("return [isInNetEx('2001:db8::1', '2001:db8::/32'), "
                 "isInNetEx('2001:db9::1', '2001:db8::/32'), isInNetEx('::1', '::/127'), "
                 "isInNetEx('fd00:1:2:3:4:5:6:7', 'FD00::/8'), isInNetEx('10.1.2.3', '::/0'), "
                 "isInNetEx('192.0.2.1;2001:db8::1', '2001:db8::/33'), isInNetEx(':::', '::/0'), "
                 "isInNetEx(null, '::/0')].join();"),
            "true,false,true,true,false,true,false,false"},
        Row{"the rest of Microsoft's extensions",
            find("return [sortIpAddressList('10.2.3.9;2001:db8::9;10.2.3.1'), getClientVersion(), "
                 "isResolvableEx('192.0.2.9'), isResolvableEx('localhost'), "
                 "dnsResolveEx('192.0.2.9'), dnsResolveEx('2001:db8::7'), "
                 "dnsResolveEx('localhost')].join(' ');"),
            "2001:db8::9;10.2.3.1;10.2.3.9 1.0 true false 192.0.2.9 2001:db8::7 "},
        Row{"alert is heard by nobody", find("alert('x'); return 'DIRECT';"), "DIRECT"},
        Row{"an address is looked up without a packet",
            find("return dnsResolve('192.0.2.9') + isResolvable('192.0.2.9');"), "192.0.2.9true"},
        Row{"a name has no address where nothing may be looked up",
            find("return String(dnsResolve('localhost')) + isResolvable('localhost') + "
                 "isInNet('localhost', '127.0.0.0', '255.0.0.0');"),
            "nullfalsefalse"}));

TEST(PacFunctions, say_which_of_their_functions_was_asked) {
  const std::string extended = "function FindProxyForURLEx(url, host) { return 'DIRECT'; }";
  EXPECT_TRUE(run(extended, one, offline()).is_extended);
  EXPECT_TRUE(run(extended + find("return 'DIRECT';"), one, offline()).is_extended);
  EXPECT_FALSE(run(find("return 'DIRECT';"), one, offline()).is_extended);
}

struct BadRow {
  std::string name;
  std::string script;
  std::string problem;  ///< how it begins
};
void PrintTo(const BadRow& row, std::ostream* out) { *out << row.name; }

class BadPacScripts : public testing::TestWithParam<BadRow> {};

TEST_P(BadPacScripts, answer_nothing) {
  const PacOutcome outcome = run(GetParam().script, three, offline());
  EXPECT_THAT(outcome.problem, StartsWith(GetParam().problem));
  EXPECT_THAT(outcome.replies, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    All, BadPacScripts,
    testing::Values(BadRow{"empty", "", "it is empty"}, BadRow{"blank", " \n\t", "it is empty"},
                    BadRow{"a page", "\n<!DOCTYPE html><html></html>", "it is a web page (HTML)"},
                    BadRow{"a page without a type", "<HTML>404</HTML>", "it is a web page (HTML)"},
                    BadRow{"UTF-16",
                           std::string("\xff\xfe"
                                       "f\0",
                                       4),
                           "it is UTF-16"},
                    BadRow{"NUL", std::string("a\0b", 3), "it holds a NUL byte"},
                    BadRow{"larger than browsers take", std::string(1024 * 1024 + 1, ' '),
                           "it has more than 1 MB"},
                    BadRow{"a syntax error, with its line", "\n\n" + find("return (1;"),
                           "line 3: SyntaxError: "},
                    BadRow{"an error at the top, with its line", "var a = 1;\nnope();",
                           "line 2: ReferenceError: "},
                    BadRow{"bytes", "\x80\x81\x82", "line 1: SyntaxError: "},
                    BadRow{"no function", "var a = 1;", "it defines no function FindProxyForURL"},
                    BadRow{"a function of nearly that name", "function findProxyForUrl(u, h) {}",
                           "it defines no function FindProxyForURL"},
                    BadRow{"it is no function", "var FindProxyForURL = 'DIRECT';",
                           "it defines no function FindProxyForURL"}));

TEST(PacScripts, fail_for_one_host_and_answer_for_others) {
  const PacOutcome outcome =
      run("\n" + find("if (host == 'b.example') {\n return nope(host); } return 'DIRECT';"), three,
          offline());
  EXPECT_EQ(outcome.problem, "");
  EXPECT_THAT(outcome.replies,
              ElementsAre(PacReply{"DIRECT", ""},
                          PacReply{"", "line 3: ReferenceError: nope is not defined"},
                          PacReply{"DIRECT", ""}));
}

TEST(PacScripts, tell_what_they_throw) {
  const PacOutcome outcome = run(find("throw 'PROXY \\x1b[2J';"), one, offline());
  ASSERT_THAT(outcome.replies, SizeIs(1));
  EXPECT_EQ(outcome.replies[0].problem, "uncaught exception: PROXY \\x1b[2J");
}

TEST(PacScripts, that_never_return_are_ended_and_the_host_is_named) {
  PacSandbox sandbox = offline();
  sandbox.time = Millis(2000);
  const PacOutcome outcome =
      run(find("if (host == 'b.example') { while (true) {} } return 'DIRECT';"), three, sandbox);
  EXPECT_EQ(outcome.problem, "");
  EXPECT_THAT(outcome.replies,
              ElementsAre(PacReply{"DIRECT", ""}, PacReply{"", "it did not finish within 2 s"},
                          PacReply{"", "not asked: the script never returned for b.example"}));
}

TEST(PacScripts, that_never_end_at_the_top_answer_nothing) {
  PacSandbox sandbox = offline();
  sandbox.time = Millis(2000);
  const PacOutcome outcome = run("for (;;) {}", three, sandbox);
  EXPECT_EQ(outcome.problem, "it did not finish within 2 s");
}

TEST(PacScripts, that_eat_memory_harm_only_themselves) {
  for (const std::string body : {"var a = 'x'; while (true) { a += a; }",
                                 "var a = []; while (true) { a.push(new Array(1000)); }",
                                 "return FindProxyForURL(url, host) + 1;"}) {
    PacSandbox sandbox = offline();
    sandbox.memory = std::size_t{24} * 1024 * 1024;
    const PacOutcome outcome = run(find(body), one, sandbox);
    ASSERT_THAT(outcome.replies, SizeIs(1)) << body;
    EXPECT_THAT(outcome.replies[0].problem,
                testing::AnyOf(HasSubstr("out of memory"), HasSubstr("more than 24 MB"),
                               HasSubstr("recursion"), HasSubstr("longer than")))
        << body;
  }
}

TEST(PacScripts, cannot_write_answers_without_end) {
  const PacOutcome outcome =
      run(find("var a = 'PROXY p:1;'; while (a.length < 100000) { a += a; } return a;"), one,
          offline());
  ASSERT_THAT(outcome.replies, SizeIs(1));
  EXPECT_EQ(outcome.replies[0].answer.size(), 4096);
}

TEST(PacScripts, tell_which_names_they_look_up) {
  const PacOutcome outcome =
      run(find("dnsResolve('192.0.2.1'); isResolvable('proxy.corp'); isInNet(host, '10.0.0.0', "
               "'255.0.0.0'); dnsResolve('no host name'); return 'DIRECT';"),
          one, offline());
  EXPECT_THAT(outcome.looked_up,
              testing::UnorderedElementsAre("proxy.corp", "a.example", "no", "host", "name"));
}

TEST(PacScripts, leave_nothing_for_the_next_run) {
  run("var kept = 1;" + find("return 'DIRECT';"), one, offline());
  const PacOutcome outcome = run(find("return typeof kept;"), one, offline());
  ASSERT_THAT(outcome.replies, SizeIs(1));
  EXPECT_EQ(outcome.replies[0].answer, "undefined");
}

TEST(PacScripts, that_break_the_helper_of_the_engine_lose_only_its_list) {
  const PacOutcome outcome = run("netprobe = null;" + find("return 'DIRECT';"), one, offline());
  EXPECT_EQ(outcome.replies, (std::vector<PacReply>{{"DIRECT", ""}}));
  EXPECT_THAT(outcome.looked_up, IsEmpty());
}

}  // namespace run_pac_script_test
}  // namespace netprobe
