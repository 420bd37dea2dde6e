#include "netprobe/probe/dns_message.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {
namespace dns_message_test {

using Bytes = std::vector<std::uint8_t>;

void append_word(Bytes& bytes, unsigned value) {
  bytes.push_back(static_cast<std::uint8_t>(value >> 8U));
  bytes.push_back(static_cast<std::uint8_t>(value & 0xffU));
}

Bytes name(std::string_view text) {
  Bytes bytes;
  while (!text.empty()) {
    const std::string_view label = text.substr(0, text.find('.'));
    bytes.push_back(static_cast<std::uint8_t>(label.size()));
    bytes.insert(bytes.end(), label.begin(), label.end());
    text.remove_prefix(std::min(text.size(), label.size() + 1));
  }
  bytes.push_back(0);
  return bytes;
}

/// "The name at offset 12", which is the question's (RFC 1035, 4.1.4).
const Bytes to_question = {0xc0, 12};

Bytes record(const Bytes& owner, unsigned type, std::uint8_t ttl, const Bytes& data,
             unsigned rclass = 1) {
  Bytes bytes = owner;
  append_word(bytes, type);
  append_word(bytes, rclass);
  bytes.insert(bytes.end(), {0, 0, 0, ttl});
  append_word(bytes, static_cast<unsigned>(data.size()));
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

Bytes message(unsigned response_code, std::initializer_list<Bytes> records) {
  Bytes bytes = {0x12, 0x34, 0x81, static_cast<std::uint8_t>(0x80U | response_code), 0, 1};
  append_word(bytes, static_cast<unsigned>(records.size()));
  bytes.insert(bytes.end(), {0, 0, 0, 0});
  const Bytes question = name("a.test");
  bytes.insert(bytes.end(), question.begin(), question.end());
  bytes.insert(bytes.end(), {0, 1, 0, 1});
  for (const Bytes& one : records) {
    bytes.insert(bytes.end(), one.begin(), one.end());
  }
  return bytes;
}

constexpr unsigned a = 1;
constexpr unsigned cname = 5;
constexpr unsigned aaaa = 28;

TEST(DnsMessage, has_the_addresses_and_the_smallest_ttl) {
  const auto found = parse_dns_message(message(
      0, {record(to_question, a, 60, {10, 0, 0, 1}), record(to_question, a, 30, {10, 0, 0, 2})}));
  const DnsMessage expected{
      .addresses = {{*IpAddress::parse("10.0.0.1"), 60}, {*IpAddress::parse("10.0.0.2"), 30}},
      .ttl = 30};
  EXPECT_EQ(found, expected);
}

TEST(DnsMessage, follows_the_chain_of_names_in_any_order) {
  const auto found =
      parse_dns_message(message(0, {record(name("c.test"), aaaa, 90, Bytes(16, 0x20)),
                                    record(name("b.test"), cname, 20, name("c.test")),
                                    record(to_question, cname, 100, name("B.Test"))}));
  ASSERT_TRUE(found);
  EXPECT_THAT(found->cname, testing::ElementsAre("b.test", "c.test"));
  EXPECT_EQ(found->addresses.size(), 1U);
  EXPECT_EQ(found->ttl, 20U);
}

TEST(DnsMessage, keeps_the_chain_of_a_name_without_addresses) {
  const auto found =
      parse_dns_message(message(3, {record(to_question, cname, 5, name("x.privatelink.test"))}));
  const DnsMessage expected{.response_code = 3, .cname = {"x.privatelink.test"}, .ttl = 5};
  EXPECT_EQ(found, expected);
}

TEST(DnsMessage, ignores_what_is_not_about_the_name) {
  const auto found = parse_dns_message(message(
      0, {record(name("evil.test"), a, 60, {6, 6, 6, 6}), record(to_question, a, 60, {6, 6, 6}),
          record(to_question, 16, 1, {1, 'x'}), record(to_question, a, 2, {6, 6, 6, 6}, 3)}));
  EXPECT_EQ(found, DnsMessage{});
}

TEST(DnsMessage, ends_where_a_chain_goes_round) {
  const auto found =
      parse_dns_message(message(0, {record(to_question, cname, 1, name("b.test")),
                                    record(name("b.test"), cname, 1, name("a.test"))}));
  ASSERT_TRUE(found);
  EXPECT_LE(found->cname.size(), 64U);
  EXPECT_TRUE(found->addresses.empty());
}

TEST(DnsMessage, is_nothing_wherever_it_is_cut_off) {
  const Bytes whole = message(0, {record(to_question, cname, 1, name("b.test")),
                                  record(name("b.test"), a, 1, {10, 0, 0, 1})});
  ASSERT_TRUE(parse_dns_message(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(parse_dns_message({whole.data(), size})) << "cut to " << size << " bytes";
  }
}

TEST(DnsMessage, survives_a_name_that_points_at_itself) {
  EXPECT_FALSE(parse_dns_message(message(0, {record({0xc0, 24}, a, 1, {10, 0, 0, 1})})));
}

TEST(ResponseCode, has_a_name) {
  EXPECT_EQ(response_code_name(0), "NOERROR");
  EXPECT_EQ(response_code_name(3), "NXDOMAIN");
  EXPECT_EQ(response_code_name(5), "REFUSED");
  EXPECT_EQ(response_code_name(11), "RCODE11");
}

}  // namespace dns_message_test
}  // namespace netprobe
