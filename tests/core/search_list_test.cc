#include "netprobe/core/search_list.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace search_list_test {

using Words = std::vector<std::string>;

struct Row {
  std::string name;
  SearchInputs inputs;
  std::string asked;
  Words names;
  Words before;  ///< the name as it is
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Search : public testing::TestWithParam<Row> {};

TEST_P(Search, completes_a_name_as_the_machine_does) {
  const SearchList list = parse_search_list(GetParam().inputs);
  EXPECT_EQ(list.names_for(GetParam().asked), GetParam().names);
  EXPECT_EQ(list.names_before(GetParam().asked), GetParam().before);
}

SearchInputs file(std::string text) { return {.resolv_conf = std::move(text)}; }

INSTANTIATE_TEST_SUITE_P(
    All, Search,
    testing::Values(
        Row{"no list", file("nameserver 10.0.0.1\n"), "proxy", {"proxy"}, {}},
        Row{"a search line, domain by domain",
            file("search a.corp b.corp\n"),
            "proxy",
            {"proxy.a.corp", "proxy.b.corp", "proxy"},
            {"proxy.a.corp", "proxy.b.corp"}},
        Row{"a name with a dot goes first as it is",
            file("search corp\n"),
            "proxy.eu",
            {"proxy.eu", "proxy.eu.corp"},
            {}},
        Row{"unless more dots are asked for",
            file("search corp\noptions timeout:1 ndots:2\n"),
            "proxy.eu",
            {"proxy.eu.corp", "proxy.eu"},
            {"proxy.eu.corp"}},
        Row{"or none",
            file("search corp\noptions ndots:0\n"),
            "proxy",
            {"proxy", "proxy.corp"},
            {}},
        Row{"a number beyond the library's own",
            file("search corp\noptions ndots:99\n"),
            "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p",
            {"a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.corp"},
            {}},
        Row{"a number that is none",
            file("search corp\noptions ndots:x\n"),
            "proxy",
            {"proxy.corp", "proxy"},
            {"proxy.corp"}},
        Row{"a final dot: the name is whole", file("search corp\n"), "proxy.", {"proxy"}, {}},
        Row{"an address is no name", file("search corp\n"), "10.0.0.1", {"10.0.0.1"}, {}},
        Row{"a domain line has one domain",
            file("domain a.corp b.corp\n"),
            "proxy",
            {"proxy.a.corp", "proxy"},
            {"proxy.a.corp"}},
        Row{"the last line counts",
            file("search a.corp\ndomain b.corp\nsearch C.Corp.\n"),
            "proxy",
            {"proxy.c.corp", "proxy"},
            {"proxy.c.corp"}},
        Row{"the machine's own domain where no line names one",
            {.resolv_conf = "nameserver 10.0.0.1\n", .host_name = "srv.hq.corp"},
            "proxy",
            {"proxy.hq.corp", "proxy"},
            {"proxy.hq.corp"}},
        Row{"and not beside a line",
            {.resolv_conf = "search a.corp\n", .host_name = "srv.hq.corp"},
            "proxy",
            {"proxy.a.corp", "proxy"},
            {"proxy.a.corp"}},
        Row{"the variables go before the file",
            {.resolv_conf = "search a.corp\noptions ndots:5\n",
             .local_domain = "b.corp c.corp",
             .options = "ndots:2"},
            "proxy.eu",
            {"proxy.eu.b.corp", "proxy.eu.c.corp", "proxy.eu"},
            {"proxy.eu.b.corp", "proxy.eu.c.corp"}},
        Row{"the root in the list is the name as it is",
            file("search . corp\n"),
            "proxy",
            {"proxy", "proxy.corp"},
            {}},
        Row{"no query for a top level domain",
            file("search corp\noptions no-tld-query\n"),
            "proxy",
            {"proxy.corp"},
            {"proxy.corp"}},
        Row{"comments, blanks and what is no name",
            file("# search x.corp\r\nsearch\t ../../etc ok.corp $x\r\n;domain y.corp\n"),
            "proxy",
            {"proxy.ok.corp", "proxy"},
            {"proxy.ok.corp"}}));

TEST(SearchList, has_an_end) {
  std::string line = "search";
  for (int i = 0; i < 1000; ++i) {
    line += " d" + std::to_string(i) + ".corp";
  }
  EXPECT_EQ(parse_search_list(file(line)).domains.size(), 16U);
}

}  // namespace search_list_test
}  // namespace netprobe
