#include "netprobe/probe/name_service.h"

#include "netprobe/core/text.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace netprobe {
namespace name_service_test {

std::string words(const std::vector<IpAddress>& addresses) {
  std::vector<std::string> texts;
  texts.reserve(addresses.size());
  for (const IpAddress& address : addresses) {
    texts.push_back(address.to_string());
  }
  return join(texts, " ");
}

TEST(NameService, prints_each_address_once_for_every_kind_of_socket) {
  EXPECT_EQ(words(addresses_in("20.1.1.1        STREAM a.test\n20.1.1.1        DGRAM\n"
                               "20.1.1.1        RAW\n2603::7         STREAM\n")),
            "20.1.1.1 2603::7");
  EXPECT_EQ(words(addresses_in("fe80::1%eth0 STREAM a\nnonsense\n\n10.0.0.1\n")), "10.0.0.1");
  EXPECT_EQ(words(addresses_in("")), "");
}

std::optional<NameServiceAnswer> ask(const std::string& name, Micros limit) {
  auto loop = Loop::create();
  EXPECT_TRUE(loop);
  std::optional<NameServiceAnswer> answer;
  {
    const NameServiceQuestion question(**loop, name, limit,
                                       [&](const NameServiceAnswer& told) { answer = told; });
    EXPECT_FALSE(answer) << "answered from within";
    while (!answer) {
      (*loop)->run_once();
    }
  }
  return answer;
}

TEST(NameService, knows_what_the_hosts_file_says) {
  const auto answer = ask("localhost", Millis(20000));
  EXPECT_TRUE(answer->asked);
  EXPECT_FALSE(answer->expired);
  EXPECT_FALSE(answer->addresses.empty());
}

TEST(NameService, that_takes_too_long_is_not_waited_for) {
  const auto answer = ask("localhost", Micros(0));
  EXPECT_TRUE(answer->expired);
}

TEST(NameService, may_be_forgotten_before_it_answers) {
  auto loop = Loop::create();
  ASSERT_TRUE(loop);
  const NameServiceQuestion question(**loop, "localhost", Millis(20000),
                                     [](const NameServiceAnswer&) { FAIL() << "answered"; });
}

}  // namespace name_service_test
}  // namespace netprobe
