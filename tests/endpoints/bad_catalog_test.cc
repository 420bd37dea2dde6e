#include "endpoints/catalog.h"
#include "tests/endpoints/carried.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace bad_catalog_test {

std::string error_of(std::string_view text) {
  const auto catalog = extend_catalog(carried_catalog(Cloud::public_cloud), text, "own.json");
  if (catalog) {
    return "";
  }
  EXPECT_EQ(catalog.error().kind, Error::Kind::input);
  return catalog.error().message;
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

struct Row {
  std::string name, text, error;
};

void expect_errors(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(error_of(row.text), row.error) << row.name;
  }
}

TEST(BadCatalog, that_is_no_json_says_of_which_kind) {
  using namespace std::string_literals;
  const std::string deep = "own.json: it is nested deeper than 64 levels";
  expect_errors({
      {"empty", "", "own.json: the file is empty, expected JSON"},
      {"blank", " \r\n\t", "own.json: the file is empty, expected JSON"},
      {"a BOM and nothing else", "\xef\xbb\xbf", "own.json: the file is empty, expected JSON"},
      {"UTF-16, little end first", "\xff\xfe{\0}\0"s,
       "own.json: the file is UTF-16, expected UTF-8"},
      {"UTF-16, big end first", "\xfe\xff\0{\0}"s, "own.json: the file is UTF-16, expected UTF-8"},
      {"UTF-16 without a mark", "{\0}\0"s,
       "own.json: the file has NUL bytes, expected JSON text in UTF-8"},
      {"65 lists", repeated("[", 65) + repeated("]", 65), deep},
      {"lists without an end", repeated("[", 100000), deep},
      {"objects", repeated("{\"a\":", 10000), deep},
      {"behind a quote in a comment", "// \"\n" + repeated("[", 10000) + repeated("]", 10000),
       deep},
      {"behind a quote in a comment of several lines",
       "/* \" * / */" + repeated("[", 10000) + repeated("]", 10000), deep},
      {"behind a comment that takes depth away",
       "// " + repeated("]", 10000) + "\r" + repeated("[", 10000) + repeated("]", 10000), deep},
  });
}

TEST(BadCatalog, that_is_broken_json_names_line_and_column) {
  struct Place {
    std::string name, text, place, words;
  };
  const std::vector<Place> rows = {
      {"truncated", "{\"rows\": [", "own.json:1:11: not JSON: ", "unexpected end of input"},
      {"truncated in a text", "{\"ro", "own.json:1:5: not JSON: ", "missing closing quote"},
      {"no JSON at all", "hello", "own.json:1:1: not JSON: ", "invalid literal"},
      {"a web page", "<!DOCTYPE html>", "own.json:1:1: not JSON: ", "it is a web page"},
      {"a comma too many", "{\n  \"rows\": [],\n}", "own.json:3:1: not JSON: ", "unexpected '}'"},
      {"behind the end", "{}\n{}", "own.json:2:1: not JSON: ", "two documents"},
      {"behind a BOM", "\xef\xbb\xbf?", "own.json:1:1: not JSON: ", "invalid literal"},
      {"a comment without an end", "{} /* ", "own.json:1:", "missing closing '*/'"},
      {"no UTF-8", "{\"date\": \"\xc3(\"}", "own.json:1:12: not JSON: ", "ill-formed UTF-8"},
      {"half a surrogate pair", "{\"date\": \"\\ud800\"}", "own.json:1:", "surrogate"},
      {"a number beyond every number", "{\"rows\": 1e999}",
       "own.json: not JSON: ", "number overflow"},
      {"an escape for the terminal", "\x1b[2J", "own.json:1:1: not JSON: ", "invalid literal"},
  };
  for (const Place& row : rows) {
    const std::string error = error_of(row.text);
    EXPECT_TRUE(error.starts_with(row.place)) << row.name << ": " << error;
    EXPECT_NE(error.find(row.words), std::string::npos) << row.name << ": " << error;
    EXPECT_EQ(error.find('\x1b'), std::string::npos) << row.name;
  }
}

TEST(BadCatalog, names_pointer_found_and_expected_around_the_rows) {
  expect_errors({
      {"a list", "[]", "own.json: /: found [], expected an object"},
      {"nothing", "null", "own.json: /: found null, expected an object"},
      {"another schema", R"({"schema": "netprobe.catalog/2"})",
       R"(own.json: /schema: found "netprobe.catalog/2", expected "netprobe.catalog/1")"},
      {"a report", R"({"schema": 1})", "own.json: /schema: found 1, expected text"},
      {"another cloud", R"({"cloud": "china"})",
       R"(own.json: /cloud: found "china", expected "public", the cloud that is being checked)"},
      {"an unknown key", R"({"row": []})",
       "own.json: /: found the unknown key \"row\", expected one of schema, cloud, date, "
       "default_geo_codes, sign_in_hosts, controls, rows, sign_in_tag; did you mean rows?"},
      {"rows that are no list", R"({"rows": {"id": "x"}})",
       R"(own.json: /rows: found {"id":"x"}, expected a list)"},
      {"a sign-in host that is an address", R"({"sign_in_hosts": ["login.corp", "10.0.0.1"]})",
       R"(own.json: /sign_in_hosts/1: found "10.0.0.1", expected a host name)"},
      {"a sign-in host that is none", R"({"sign_in_hosts": ["a b"]})",
       R"(own.json: /sign_in_hosts/0: found "a b", expected a host name)"},
      {"a code that no host name can hold", R"({"default_geo_codes": ["we", "w.e"]})",
       R"(own.json: /default_geo_codes/1: found "w.e", expected a geo code such as we)"},
      {"a code that is no text", R"({"default_geo_codes": [7]})",
       "own.json: /default_geo_codes/0: found 7, expected text"},
      {"a prefix with host bits", R"({"sign_in_tag": {"prefixes": ["10.0.0.0/8", "10.0.0.1/8"]}})",
       R"(own.json: /sign_in_tag/prefixes/1: found "10.0.0.1/8", expected a prefix without host bits)"},
      {"a tag that is a list", R"({"sign_in_tag": []})",
       "own.json: /sign_in_tag: found [], expected an object"},
  });
}

TEST(BadCatalog, names_the_control_that_is_wrong) {
  const std::string target =
      "expected a \"target\": a host name, or for unrouted-address an address of RFC 5737 or "
      "2001:db8::/32";
  expect_errors({
      {"no object", R"({"controls": ["x"]})",
       "own.json: /controls/0: found \"x\", expected an object"},
      {"an unknown kind", R"({"controls": [{"id": "c", "kind": "host", "target": "a.b"}]})",
       "own.json: /controls/0: found {\"id\":\"c\",\"kind\":\"host\",\"target\":\"a.b\"}, expected "
       "a "
       "\"kind\": microsoft-host, unrelated-host, must-not-resolve or unrouted-address"},
      {"an address that is somebody's",
       R"({"controls": [{"id": "c", "kind": "unrouted-address", "target": "8.8.8.8"}]})",
       "own.json: /controls/0: found "
       "{\"id\":\"c\",\"kind\":\"unrouted-address\",\"target\":\"8.8.8.8\"}, " +
           target},
      {"a host that is none",
       R"({"controls": [{"id": "c", "kind": "unrelated-host", "target": "-"}]})",
       "own.json: /controls/0: found "
       "{\"id\":\"c\",\"kind\":\"unrelated-host\",\"target\":\"-\"}, " +
           target},
      {"no id", R"({"controls": [{"kind": "unrelated-host", "target": "a.b"}]})",
       "own.json: /controls/0: found {\"kind\":\"unrelated-host\",\"target\":\"a.b\"}, expected an "
       "\"id\" "
       "that no other control has"},
      {"an id twice", R"({"controls": [{"id": "c", "kind": "unrelated-host", "target": "a.b"},
                                       {"id": "c", "kind": "unrelated-host", "target": "c.d"}]})",
       "own.json: /controls/1: found "
       "{\"id\":\"c\",\"kind\":\"unrelated-host\",\"target\":\"c.d\"}, "
       "expected an \"id\" that no other control has"},
  });
}

/// A catalog of one good row with one more key, or another value for one of its own.
std::string row_with(std::string_view key, std::string_view value) {
  std::string row = R"({"rows": [{)";
  for (const auto& [name, text] : {std::pair<std::string_view, std::string_view>{"id", "\"x\""},
                                   {"name", "\"a.b\""},
                                   {"ports", "[1]"}}) {
    if (name != key) {
      row.append("\"").append(name).append("\": ").append(text).append(", ");
    }
  }
  return row.append("\"").append(key).append("\": ").append(value).append("}]}");
}

TEST(BadCatalog, names_the_key_of_the_row_that_is_wrong) {
  struct Key {
    std::string key, value, error;  ///< the error behind "own.json: /rows/0"
  };
  const std::vector<Key> rows = {
      {"id", "7", "/id: found 7, expected text"},
      {"kind", "\"host\"",
       "/kind: found \"host\", expected one of fqdn, wildcard, range, rule-only"},
      {"kind", "null", "/kind: found null, expected one of fqdn, wildcard, range, rule-only"},
      {"name", "[]", "/name: found [], expected text"},
      {"name", "\"a_b..c\"", "/name: found \"a_b..c\", expected a host name"},
      {"name", "\"10.0.0.1\"", "/name: found \"10.0.0.1\", expected a host name"},
      {"name", "\"https://a.b\"", "/name: found \"https://a.b\", expected a host name"},
      {"name", "\"{geo\"", "/name: found \"{geo\", expected a host name"},
      {"name", "\"{region}.b\"", "/name: found \"{region}.b\", expected a host name"},
      {"name", "\"<geo}.b\"", "/name: found \"<geo}.b\", expected a host name"},
      {"name", "\"\\u001b[2J\"", "/name: found \"\\u001b[2J\", expected a host name"},
      {"protocol", "\"ftp\"", "/protocol: found \"ftp\", expected one of https, http, tcp, dns"},
      {"required_for", "\"mars\"", "/required_for: found \"mars\", expected a list"},
      {"required_for", "[\"mars\", \"linux\"]",
       "/required_for/1: found \"linux\", expected one of mars, vm, sql, hana, mabs"},
      {"optional_for", "[true]",
       "/optional_for/0: found true, expected one of mars, vm, sql, hana, mabs"},
      {"ports", "[443, 0]", "/ports/1: found 0, expected a port from 1 to 65535"},
      {"ports", "[-1]", "/ports/0: found -1, expected a port from 1 to 65535"},
      {"ports", "[65536]", "/ports/0: found 65536, expected a port from 1 to 65535"},
      {"ports", "[18446744073709551615]",
       "/ports/0: found 18446744073709551615, expected a port from 1 to 65535"},
      {"ports", "[443.5]", "/ports/0: found 443.5, expected a port from 1 to 65535"},
      {"ports", "[\"443\"]", "/ports/0: found \"443\", expected a port from 1 to 65535"},
      {"ports", "443", "/ports: found 443, expected a list"},
      {"ports", "[443, 80, 443]", "/ports: found [443,80,443], expected each port once"},
      {"comparison_ports", "[{}]",
       "/comparison_ports/0: found {}, expected a port from 1 to 65535"},
      {"comparison_ports", "[8443, 8443]",
       "/comparison_ports: found [8443,8443], expected each port once"},
      {"representatives", "[\"a b\"]",
       "/representatives: found [\"a b\"], expected host names, with {geo} where the region's "
       "code goes, or {region} where its name does"},
      {"representatives", "[\"<vault>.b\"]",
       "/representatives: found [\"<vault>.b\"], expected host names, with {geo} where the "
       "region's "
       "code goes, or {region} where its name does"},
      {"path", "\"index\"",
       "/path: found \"index\", expected a path that begins with /, without blanks"},
      {"path", "\"/a\\r\\nHost: b\"",
       "/path: found \"/a\\r\\nHost: b\", expected a path that begins with /, without blanks"},
      {"identity", "[]", "/identity: found [], expected an object"},
      {"identity", "{\"statuses\": [99]}",
       "/identity/statuses/0: found 99, expected an HTTP status from 100 to 599"},
      {"identity", "{\"headers\": []}",
       "/identity/headers: found [], expected an object of header names and texts"},
      {"identity", "{\"headers\": {\"a/b~\": 1}}",
       "/identity/headers/a~1b~0: found 1, expected text"},
      {"identity", "{\"body\": 1}", "/identity/body: found 1, expected text"},
      {"never_proxy", "\"yes\"", "/never_proxy: found \"yes\", expected true or false"},
      {"remove", "1", "/remove: found 1, expected true or false"},
      {"sources", "[\"page\"]", "/sources/0: found \"page\", expected an object"},
      {"sources", "[{\"page\": 1}]", "/sources/0/page: found 1, expected text"},
      {"lists", "[2019]", "/lists/0: found 2019, expected text"},
  };
  for (const Key& row : rows) {
    EXPECT_EQ(error_of(row_with(row.key, row.value)), "own.json: /rows/0" + row.error)
        << row.key << " " << row.value;
  }
}

TEST(BadCatalog, names_the_row_that_does_not_fit_together) {
  const std::string keys =
      "expected one of id, kind, name, protocol, required_for, optional_for, ports, "
      "comparison_ports, representatives, path, identity, service_tag, never_proxy, "
      "inside_azure_only, purpose, sources, lists, remove; did you mean ";
  const std::string id = "expected an \"id\" without blanks, ':' and '#'";
  expect_errors({
      {"no object", R"({"rows": ["storage-blob"]})",
       "own.json: /rows/0: found \"storage-blob\", expected an object"},
      {"no id", R"({"rows": [{}]})", "own.json: /rows/0: found {}, " + id},
      {"a port in the id", R"({"rows": [{"id": "a:1"}]})",
       "own.json: /rows/0: found {\"id\":\"a:1\"}, " + id},
      {"no name", R"({"rows": [{"id": "a"}]})",
       "own.json: /rows/0: found {\"id\":\"a\"}, expected a host name"},
      {"no ports", R"({"rows": [{"id": "a", "name": "a.b"}]})",
       "own.json: /rows/0: found {\"id\":\"a\",\"name\":\"a.b\"}, expected a list of \"ports\""},
      {"no ports left", R"({"rows": [{"id": "storage-blob", "ports": []}]})",
       "own.json: /rows/0: found {\"id\":\"storage-blob\",\"ports\":[]}, expected a list of "
       "\"ports\""},
      {"a wildcard without a star", R"({"rows": [{"id": "storage-blob", "name": "a.b"}]})",
       "own.json: /rows/0/name: found \"a.b\", expected a wildcard such as *.example.com"},
      {"a star inside", R"({"rows": [{"id": "storage-blob", "name": "*.a.*.b"}]})",
       "own.json: /rows/0/name: found \"*.a.*.b\", expected a wildcard such as *.example.com"},
      {"a range with host bits",
       R"({"rows": [{"id": "entra-range-a", "name": "20.190.128.1/18"}]})",
       "own.json: /rows/0/name: found \"20.190.128.1/18\", expected a prefix such as "
       "20.190.128.0/18, without host bits"},
      {"a range that is too long", R"({"rows": [{"id": "entra-range-a", "name": "10.0.0.0/33"}]})",
       "own.json: /rows/0/name: found \"10.0.0.0/33\", expected a prefix such as 20.190.128.0/18, "
       "without host bits"},
      {"a kind that the name does not fit",
       R"({"rows": [{"id": "storage-blob", "kind": "range"}]})",
       "own.json: /rows/0: found {\"id\":\"storage-blob\",\"kind\":\"range\"}, expected a prefix "
       "such "
       "as 20.190.128.0/18, without host bits"},
      {"a key of a person's own", R"({"rows": [{"id": "storage-blob", "port": [443]}]})",
       "own.json: /rows/0: found the unknown key \"port\", " + keys + "ports?"},
      {"a key beside remove", R"({"rows": [{"id": "ncsi-old", "remove": true, "pats": "/"}]})",
       "own.json: /rows/0: found the unknown key \"pats\", " + keys + "path?"},
      {"the same id twice", R"({"rows": [{"id": "ncsi-old"}, {"id": "ncsi-old"}]})",
       "own.json: /rows/1/id: found \"ncsi-old\", expected an id that no other row of this file "
       "has"},
      {"what was taken out comes back",
       R"({"rows": [{"id": "arm", "remove": true}, {"id": "arm"}]})",
       "own.json: /rows/1/id: found \"arm\", expected an id that no other row of this file has"},
      {"nothing to take out", R"({"rows": [{"id": "arms", "remove": true}]})",
       "own.json: /rows/0/id: found \"arms\", expected the id of a row that there is, to remove "
       "it"},
      {"nobody to take out", R"({"rows": [{"remove": true}]})",
       "own.json: /rows/0: found {\"remove\":true}, expected the id of a row that there is, to "
       "remove "
       "it"},
      {"the second row is wrong", R"({"rows": [{"id": "arm"}, {"id": "arm2", "name": "-"}]})",
       "own.json: /rows/1/name: found \"-\", expected a host name"},
  });
}

TEST(BadCatalog, is_quoted_briefly_and_harmlessly) {
  const std::string error =
      error_of(R"({"date": [")" + repeated("x", 10000) + "\\u001b\\u202e\"]}");
  EXPECT_LT(error.size(), 250U) << error;
  const auto catalog = extend_catalog({}, "[]", "a\x1b[2J.json");
  EXPECT_EQ(catalog.error().message, "a\\x1b[2J.json: /: found [], expected an object");
}

}  // namespace bad_catalog_test
}  // namespace netprobe
