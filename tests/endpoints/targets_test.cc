#include "endpoints/targets.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {

void PrintTo(const ExtraTarget& target, std::ostream* out) {
  *out << fmt::format(
      "{{\"{}\", {}, \"{}\", {}, {}, \"{}\"}}", target.text, name_of(target.protocol), target.host,
      target.range ? target.range->to_string() : "-", target.port.value_or(0), target.path);
}

namespace targets_test {

using Port = std::optional<std::uint16_t>;

ExtraTarget host(std::string text, std::string name, Port port = {},
                 Protocol protocol = Protocol::https, std::string path = "/") {
  return {.text = std::move(text),
          .protocol = protocol,
          .host = std::move(name),
          .port = port,
          .path = std::move(path)};
}

ExtraTarget range(std::string text, std::string_view prefix, Port port = {},
                  Protocol protocol = Protocol::https) {
  return {
      .text = std::move(text), .protocol = protocol, .range = Cidr::parse(prefix), .port = port};
}

const std::vector<ExtraTarget> good = {
    host("a.example", "a.example"),
    host("A.Example", "a.example"),
    host("a.example.", "a.example"),
    host("localhost", "localhost"),
    host("_dmarc.a-b.example", "_dmarc.a-b.example"),
    host("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
    host("a.example:8443", "a.example", 8443),
    host("a.example:1", "a.example", 1),
    host("a.example:65535", "a.example", 65535),
    range("10.0.0.4", "10.0.0.4/32"),
    range("10.0.0.4:22", "10.0.0.4/32", 22),
    range("fd00::1", "fd00::1/128"),
    range("[fd00::1]", "fd00::1/128"),
    range("[FD00::1]:443", "fd00::1/128", 443),
    range("20.190.128.0/18", "20.190.128.0/18"),
    range("10.0.0.4/32", "10.0.0.4/32"),
    range("0.0.0.0/0", "0.0.0.0/0"),
    range("2603:1006:2000::/48", "2603:1006:2000::/48"),
    host("https://a.example", "a.example", 443),
    host("HTTPS://A.example:8443/p/q?r=s", "a.example", 8443, Protocol::https, "/p/q?r=s"),
    host("https://a.example/#part", "a.example", 443),
    host("http://a.example/ncsi.txt", "a.example", 80, Protocol::http, "/ncsi.txt"),
    range("http://168.63.129.16/?comp=versions", "168.63.129.16/32", 80, Protocol::http),
    range("https://[fd00::1]:8443", "fd00::1/128", 8443),
    host("tcp://a.example:3260", "a.example", 3260, Protocol::tcp),
    range("tcp://10.0.0.4:1433", "10.0.0.4/32", 1433, Protocol::tcp),
};

TEST(Target, is_a_name_an_address_a_prefix_or_a_url) {
  for (ExtraTarget expected : good) {
    if (expected.text.find("comp=") != std::string::npos) {
      expected.path = "/?comp=versions";
    }
    const auto target = parse_target(expected.text);
    ASSERT_TRUE(target) << expected.text << ": " << target.error().message;
    EXPECT_EQ(*target, expected);
  }
}

struct Row {
  std::string name, text, error;
};

const std::string any = "expected a name, name:port, address, prefix or URL";
const std::string prefix = "expected a prefix without host bits, such as 20.190.128.0/18";

const std::vector<Row> bad = {
    {"no port behind the colon", "a.example:", "found \"a.example:\", " + any},
    {"port 0", "a.example:0", "found \"a.example:0\", " + any},
    {"a port beyond 65535", "a.example:65536", "found \"a.example:65536\", " + any},
    {"a port with a sign", "a.example:+443", "found \"a.example:+443\", " + any},
    {"a service for a port", "a.example:https", "found \"a.example:https\", " + any},
    {"two ports", "a.example:443:8443", "found \"a.example:443:8443\", " + any},
    {"two names", "a.example b.example", "found \"a.example b.example\", " + any},
    {"a list", "a.example,b.example", "found \"a.example,b.example\", " + any},
    {"a comment behind it", "a.example # ours", "found \"a.example # ours\", " + any},
    {"an empty label", "a..example", "found \"a..example\", " + any},
    {"a label that begins with a hyphen", "-a.example", "found \"-a.example\", " + any},
    {"a label of 64", std::string(64, 'a') + ".example",
     "found \"" + std::string(64, 'a') + ".example\", " + any},
    {"an address with a byte of 256", "10.0.0.256", "found \"10.0.0.256\", " + any},
    {"an address of three bytes", "10.0.0", "found \"10.0.0\", " + any},
    {"a bracket that is not closed", "[fd00::1", "found \"[fd00::1\", " + any},
    {"a zone", "fe80::1%eth0", "found \"fe80::1%eth0\", " + any},
    {"a row of a table", "\"a.example\"", "found \"\"a.example\"\", " + any},
    {"an escape for the terminal", "a\x1b[2J", "found \"a\\x1b[2J\", " + any},
    {"a password without a scheme", "bob:secret@a.example", "found \"***@a.example\", " + any},
    {"host bits", "20.190.128.1/18", "found \"20.190.128.1/18\", " + prefix},
    {"a length beyond the address", "10.0.0.0/33", "found \"10.0.0.0/33\", " + prefix},
    {"a mask", "10.0.0.0/255.0.0.0", "found \"10.0.0.0/255.0.0.0\", " + prefix},
    {"a prefix with a port", "10.0.0.0/8:443", "found \"10.0.0.0/8:443\", " + prefix},
    {"a path without a scheme", "a.example/p", "found \"a.example/p\", " + prefix},
    {"an international name", "m\xc3\xbcnchen.example",
     "found \"m\xc3\xbcnchen.example\", expected an international name in its xn-- form"},
    {"no UTF-8", "m\xfcnchen.example",
     "found \"m\\xfcnchen.example\", expected an international name in its xn-- form"},
    {"another scheme", "ftp://a.example",
     "found \"ftp://a.example\", expected a URL of the scheme https, http or tcp"},
    {"user and password", "https://bob:secret@a.example/",
     "found \"https://***@a.example/\", expected a URL without user information"},
    {"a URL with port 0", "https://a.example:0/",
     "found \"https://a.example:0/\", expected a port from 1 to 65535"},
    {"TCP without a port", "tcp://a.example",
     "found \"tcp://a.example\", expected a port in a tcp:// URL"},
};

TEST(Target, that_is_wrong_says_what_was_found_and_expected) {
  for (const Row& row : bad) {
    const auto target = parse_target(row.text);
    ASSERT_FALSE(target) << row.name;
    EXPECT_EQ(target.error(), (Error{Error::Kind::usage, row.error})) << row.name;
  }
  for (const std::string url : {"https://", "https://a b/", "https://a.example:99999/",
                                "https://[fd00::1/", "https://-a/", "://a.example"}) {
    const auto target = parse_target(url);
    ASSERT_FALSE(target) << url;
    EXPECT_THAT(target.error().message, testing::HasSubstr("is not a URL: ")) << url;
  }
}

TEST(Target, that_is_a_wildcard_says_how_to_test_one) {
  EXPECT_EQ(parse_host("*.a.example").error().message,
            "--host: found \"*.a.example\", " + any +
                "; a wildcard has no address; test a name below it, --host NAME.a.example");
}

TEST(HostOption, takes_a_name_with_or_without_a_port_and_nothing_else) {
  EXPECT_EQ(*parse_host("A.example:8443"), host("A.example:8443", "a.example", 8443));
  EXPECT_EQ(*parse_host("a.example"), host("a.example", "a.example"));
  for (const std::string text : {"10.0.0.4", "10.0.0.0/8", "[fd00::1]:443", "https://a.example/"}) {
    const auto target = parse_host(text);
    ASSERT_FALSE(target) << text;
    EXPECT_EQ(target.error(),
              (Error{Error::Kind::usage,
                     fmt::format("--host: found \"{}\", expected NAME or NAME:PORT (addresses and "
                                 "URLs go into --targets)",
                                 text)}));
  }
  EXPECT_EQ(parse_host("a b").error().message, "--host: found \"a b\", " + any);
  EXPECT_EQ(parse_host("").error().message, "--host: found \"\", " + any);
}

TEST(TargetsFile, has_one_target_a_line) {
  const std::vector<ExtraTarget> two = {host("a.example", "a.example"),
                                        range("10.0.0.0/8", "10.0.0.0/8")};
  struct File {
    std::string name, text;
  };
  const std::vector<File> files = {
      {"lines", "a.example\n10.0.0.0/8\n"},
      {"no end of the last line", "a.example\n10.0.0.0/8"},
      {"from Windows", "a.example\r\n10.0.0.0/8\r\n"},
      {"a byte order mark",
       "\xef\xbb\xbf"
       "a.example\n10.0.0.0/8\n"},
      {"a mark and CRLF",
       "\xef\xbb\xbf"
       "a.example\r\n\r\n10.0.0.0/8"},
      {"blank lines", "\n\n  \n\ta.example\n\n10.0.0.0/8\n\t\n"},
      {"blanks around", "  a.example  \n\t10.0.0.0/8\t\n"},
      {"comments", "# ours\na.example\n  # 10.0.0.1\n10.0.0.0/8\n#"},
      {"the same line twice", "a.example\n10.0.0.0/8\na.example\n"},
      {"the same target in other letters", "a.example\n10.0.0.0/8\nA.EXAMPLE.\n"},
  };
  for (const File& file : files) {
    const auto targets = parse_targets(file.text, "targets.txt");
    ASSERT_TRUE(targets) << file.name << ": " << targets.error().message;
    EXPECT_EQ(targets->targets, two) << file.name;
  }
}

TEST(TargetsFile, keeps_targets_that_differ_in_one_thing_only) {
  const auto targets = parse_targets(
      "a.example\na.example:443\na.example:8443\nhttp://a.example:443/\nhttp://a.example:443/p\n",
      "targets.txt");
  ASSERT_TRUE(targets) << targets.error().message;
  EXPECT_EQ(targets->targets.size(), 5U);
}

/// "https a.example 443", a line each.
std::string in_words(const TargetsFile& file) {
  std::string words;
  for (const ExtraTarget& target : file.targets) {
    words += target.text + "\n";
  }
  for (const std::string& left_out : file.left_out) {
    words += "left out: " + left_out.substr(0, left_out.find(": ", 9)) + "\n";
  }
  return words;
}

TEST(TargetsFile, takes_lists_as_people_have_them) {
  struct File {
    std::string name, text, words;
  };
  const std::vector<File> files = {
      {"comments behind targets", "a.example # ours\n10.0.0.0/8\t # all\n",
       "a.example\n10.0.0.0/8\n"},
      {"bullets", "- a.example\n* b.example\n- `c.example`\n", "a.example\nb.example\nc.example\n"},
      {"URLs", "https://a.example\nhttps://b.example/\n",
       "https://a.example\nhttps://b.example/\n"},
      {"a table",
       "| Service | Names | Port |\n|---|:---|---|\n"
       "| Ours | `a.example` <br><br> `b.example` | 443 |\n"
       "| Others | c.example, *.d.example | 80, 443 |\n| Range | 10.0.0.0/8 | 443 |\n",
       "a.example:443\nb.example:443\nhttp://c.example/\nc.example:443\n10.0.0.0/8\n"
       "left out: my.txt:1: Service\nleft out: my.txt:1: Names\nleft out: my.txt:1: Port\n"
       "left out: my.txt:3: Ours\nleft out: my.txt:4: Others\nleft out: my.txt:4: *.d.example\n"
       "left out: my.txt:5: Range\n"},
      {"endpoints of Microsoft 365",
       R"([{"id": 1, "urls": ["a.example", "*.b.example"], "ips": ["10.0.0.0/8"], "tcpPorts": "80,443"},
           {"id": 2, "urls": ["c.example"], "udpPorts": "3478"},
           {"id": 3, "urls": ["d.example"], "tcpPorts": "587"}])",
       "http://a.example/\na.example:443\n10.0.0.0/8\ntcp://d.example:587\n"
       "left out: my.txt:1: *.b.example\nleft out: my.txt:2: c.example\n"},
      {"wildcards among names", "a.example\n*.b.example\n*c.example\nhttps://*.d.example/x\n",
       "a.example\nleft out: my.txt:2: *.b.example\nleft out: my.txt:3: *c.example\n"
       "left out: my.txt:4: https://*.d.example/x\n"},
  };
  for (const File& file : files) {
    const auto targets = parse_targets(file.text, "my.txt");
    ASSERT_TRUE(targets) << file.name << ": " << targets.error().message;
    EXPECT_EQ(in_words(*targets), file.words) << file.name;
  }
}

TEST(TargetsFile, of_wildcards_alone_says_how_to_test_one) {
  const auto targets = parse_targets("*.a.example\n*.b.example\n", "my.txt");
  ASSERT_FALSE(targets);
  EXPECT_EQ(targets.error().message,
            "my.txt: found no target that can be tested: *.a.example: a wildcard has no address; "
            "test a name below it, --host NAME.a.example");
}

TEST(TargetsFile, that_is_wrong_names_file_and_line) {
  for (const Row& row : bad) {
    if (row.text.find(" #") != std::string::npos) {
      continue;  // in a file it is a comment
    }
    const auto targets =
        parse_targets("a.example\r\n\n# ours\n" + row.text + "\nb.example:x\n", "my.txt");
    ASSERT_FALSE(targets) << row.name;
    EXPECT_EQ(targets.error(), (Error{Error::Kind::input, "my.txt:4: " + row.error})) << row.name;
  }
}

TEST(TargetsFile, that_is_no_such_file_says_what_it_is) {
  using namespace std::string_literals;
  const std::string none = "my.txt: found no target, expected one a line";
  const std::vector<Row> rows = {
      {"empty", "", none},
      {"blank", "\n \r\n", none},
      {"a mark and nothing else", "\xef\xbb\xbf", none},
      {"comments only", "# a.example", none},
      {"UTF-16, little end first",
       "\xff\xfe"
       "a\0"s,
       "my.txt: the file is UTF-16, expected UTF-8"},
      {"UTF-16, big end first", "\xfe\xff\0a"s, "my.txt: the file is UTF-16, expected UTF-8"},
      {"UTF-16 without a mark", "a\0b\0"s, "my.txt:1: found \"a\\x00b\\x00\", " + any},
      {"lines that end as on old Macs", "a.example\rb.example",
       "my.txt:1: found \"a.example\\x0db.example\", " + any},
      {"JSON", "{\n", "my.txt:1: found \"{\", " + any},
  };
  for (const Row& row : rows) {
    const auto targets = parse_targets(row.text, "my.txt");
    ASSERT_FALSE(targets) << row.name;
    EXPECT_EQ(targets.error(), (Error{Error::Kind::input, row.error})) << row.name;
  }
  const auto named = parse_targets("", "a\x1b[2J");
  EXPECT_EQ(named.error().message, "a\\x1b[2J: found no target, expected one a line");
}

TEST(TargetsFile, quotes_a_long_line_briefly) {
  const auto targets = parse_targets(std::string(1000000, 'a'), "my.txt");
  ASSERT_FALSE(targets);
  EXPECT_LT(targets.error().message.size(), 250U);
}

TEST(TargetsFile, has_a_limit_that_counts_targets) {
  const std::string text = "a.example\n# ours\nb.example\na.example\n\nc.example\n";
  EXPECT_EQ(parse_targets(text, "my.txt", 3)->targets.size(), 3U);
  EXPECT_EQ(parse_targets(text, "my.txt", 2).error(),
            (Error{Error::Kind::input, "my.txt:6: found more than 2 targets"}));
}

}  // namespace targets_test
}  // namespace netprobe
