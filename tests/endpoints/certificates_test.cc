#include "endpoints/certificates.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace netprobe {
namespace certificates_test {

using testing::HasSubstr;

/// Six certificates, each below a line with its name.
std::string bundle() {
  std::ifstream file("tests/endpoints/expected_roots.pem");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The n-th certificate of the bundle, as a block of its own.
std::string block(std::size_t number) {
  const std::string text = bundle();
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= number; ++i) {
    begin = text.find("-----BEGIN", begin + 1);
  }
  return text.substr(begin, text.find("-----END CERTIFICATE-----\n", begin) + 26 - begin);
}

std::string with_crlf(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c == '\n' ? "\r\n" : std::string(1, c);
  }
  return out;
}

const std::string key =
    "-----BEGIN PRIVATE "
    "KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
    "-----END PRIVATE KEY-----\n";

TEST(Certificates, are_read_from_a_bundle_in_its_order) {
  const auto all = parse_certificates(bundle(), "roots.pem");
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->size(), 6U);
  for (std::size_t i = 0; i < all->size(); ++i) {
    EXPECT_EQ(*parse_certificates(block(i), "one.pem"), std::vector{(*all)[i]}) << i;
  }
}

TEST(Certificates, are_the_same_in_every_dress) {
  const std::vector<std::string> one = *parse_certificates(block(0), "one.pem");
  struct Row {
    std::string name, text;
  };
  std::string trusted = block(0);
  for (std::size_t at = trusted.find("CERTIFICATE"); at != std::string::npos;
       at = trusted.find("CERTIFICATE", at + 12)) {
    trusted.replace(at, 11, "X509 CERTIFICATE");
    at += 5;
  }
  const std::vector<Row> rows = {
      {"DER", one.front()},
      {"DER and the end of a line", one.front() + "\r\n"},
      {"PEM with CRLF", with_crlf(block(0))},
      {"PEM behind a byte order mark and a blank line", "\xef\xbb\xbf\n" + block(0)},
      {"PEM with words around", "subject=/CN=x\n" + block(0) + "the end\n"},
      {"PEM behind a private key", key + block(0)},
      {"PEM before a private key", block(0) + key},
      {"PEM of an older name", trusted},
  };
  for (const Row& row : rows) {
    const auto found = parse_certificates(row.text, "one.pem");
    ASSERT_TRUE(found) << row.name << ": " << found.error().message;
    EXPECT_EQ(*found, one) << row.name;
  }
}

TEST(Certificates, that_are_none_say_what_was_found) {
  const std::string none = "ca.pem: found no certificate, expected PEM or DER";
  const std::string der = parse_certificates(block(0), "one.pem")->front();
  struct Row {
    std::string name, text, error;
  };
  const std::vector<Row> rows = {
      {"empty", "", "ca.pem: the file is empty, expected certificates in PEM or DER form"},
      {"blank", " \r\n", "ca.pem: the file is empty, expected certificates in PEM or DER form"},
      {"garbage", "garbage", none},
      {"zeros", std::string(100, '\0'), none},
      {"a web page", "<!DOCTYPE html>\n", none},
      {"half of a DER file", der.substr(0, der.size() / 2), none},
      {"a DER file and more behind it", der + der, none},
      {"a private key", key, "ca.pem: found only a private key, expected certificates"},
      {"a revocation list", "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n",
       "ca.pem: found no certificate, expected certificates"},
  };
  for (const Row& row : rows) {
    const auto found = parse_certificates(row.text, "ca.pem");
    ASSERT_FALSE(found) << row.name;
    EXPECT_EQ(found.error(), (Error{Error::Kind::input, row.error})) << row.name;
  }
  EXPECT_EQ(parse_certificates("x", "a\x1b[2J").error().message,
            "a\\x1b[2J: found no certificate, expected PEM or DER");
}

TEST(Certificates, that_are_broken_name_the_block) {
  const std::string begin = "-----BEGIN CERTIFICATE-----\n";
  const std::string end = "-----END CERTIFICATE-----\n";
  struct Row {
    std::string name, text, place;
  };
  const std::vector<Row> rows = {
      {"no base64", begin + "!!!!\n" + end, "certificate 1 of the file is broken"},
      {"no certificate inside", begin + "MAA=\n" + end, "certificate 1 of the file is broken"},
      {"nothing inside", begin + end, "certificate 1 of the file is broken"},
      {"no end", block(0).substr(0, 400), "certificate 1 of the file is broken"},
      {"the second one", block(0) + begin + "MAA=\n" + end + block(1),
       "certificate 2 of the file is broken"},
      {"the third one is cut off", block(0) + block(1) + block(2).substr(0, 400),
       "certificate 3 of the file is broken"},
      // Who asked for its pass phrase would wait for a person at the terminal.
      {"an encrypted one",
       begin +
           "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n" +
           "AAAAAAAAAAAAAAAAAAAAAA==\n" + end,
       "certificate 1 of the file is broken"},
  };
  for (const Row& row : rows) {
    testing::internal::CaptureStderr();
    const auto found = parse_certificates(row.text, "ca.pem");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "") << row.name;
    ASSERT_FALSE(found) << row.name;
    EXPECT_EQ(found.error().kind, Error::Kind::input) << row.name;
    EXPECT_THAT(found.error().message, HasSubstr("ca.pem: " + row.place)) << row.name;
    EXPECT_THAT(found.error().message, HasSubstr("expected PEM")) << row.name;
  }
}

}  // namespace certificates_test
}  // namespace netprobe
