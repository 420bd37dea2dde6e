#include "proxy/wpad.h"

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace wpad_test {

using Words = std::vector<std::string>;

struct DomainRow {
  std::string name;
  std::string resolv_conf;
  std::string host_name;
  Words domains;
};

const std::vector<DomainRow> domain_rows = {
    {"nothing", "", "srv01", {}},
    {"a search line", "nameserver 10.0.0.1\nsearch a.corp b.corp\n", "srv01", {"a.corp", "b.corp"}},
    {"a domain line", "domain corp.example\n", "srv01", {"corp.example"}},
    {"the last line counts", "search a.corp\ndomain b.corp\nsearch c.corp\n", "", {"c.corp"}},
    {"this machine's own", "", "srv01.hq.corp.example", {"hq.corp.example"}},
    {"each once", "search Corp.Example. corp.example", "srv.corp.example", {"corp.example"}},
    {"blanks, tabs, carriage returns",
     "\tsearch \t a.corp\t b.corp \r\n",
     "",
     {"a.corp", "b.corp"}},
    {"a comment", "# search a.corp\n;search b.corp\n", "", {}},
    {"what is no name", "search a..corp ../../etc $x ok.corp .\n", "", {"ok.corp"}},
    {"a word that only begins so", "searching a.corp\n", "", {}},
};

TEST(SearchDomains, are_those_of_the_resolver_and_of_this_machine) {
  for (const DomainRow& row : domain_rows) {
    EXPECT_EQ(search_domains(row.resolv_conf, row.host_name), row.domains) << row.name;
  }
}

struct UrlRow {
  std::string name;
  Words domains;
  Words hosts;
};

const std::vector<UrlRow> url_rows = {
    {"none", {}, {}},
    {"up to the owner's domain",
     {"eu.hq.example.com"},
     {"wpad.eu.hq.example.com", "wpad.hq.example.com", "wpad.example.com"}},
    {"never above it", {"example.com"}, {"wpad.example.com"}},
    {"nor in a country's second level",
     {"hq.example.co.uk"},
     {"wpad.hq.example.co.uk", "wpad.example.co.uk"}},
    {"a domain of one label", {"lan"}, {"wpad.lan"}},
    {"each once",
     {"a.example.com", "b.example.com"},
     {"wpad.a.example.com", "wpad.example.com", "wpad.b.example.com"}},
    {"not more than eight",
     {"a.b.c.d.e.f.g.h.i.j.example.com"},
     {"wpad.a.b.c.d.e.f.g.h.i.j.example.com", "wpad.b.c.d.e.f.g.h.i.j.example.com",
      "wpad.c.d.e.f.g.h.i.j.example.com", "wpad.d.e.f.g.h.i.j.example.com",
      "wpad.e.f.g.h.i.j.example.com", "wpad.f.g.h.i.j.example.com", "wpad.g.h.i.j.example.com",
      "wpad.h.i.j.example.com"}},
};

TEST(Wpad, is_looked_for_in_each_domain_and_above) {
  for (const UrlRow& row : url_rows) {
    Words urls;
    for (const std::string& host : row.hosts) {
      urls.push_back("http://" + host + "/wpad.dat");
    }
    EXPECT_EQ(wpad_urls(row.domains), urls) << row.name;
  }
}

}  // namespace wpad_test
}  // namespace netprobe
