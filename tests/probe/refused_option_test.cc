// A libcurl that does not take one of our options would do another transfer than the one that we
// judge. This program's own curl_easy_setopt stands in front of the library's and plays such a
// libcurl; whatever it refuses, nothing may count as reachable.

#include "netprobe/probe/transfer.h"
#include "tests/probe/scene.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdarg>
#include <set>
#include <string>
#include <vector>

namespace {

/// What is refused now; none: 0.
CURLoption refused_option{};
CURLMoption refused_multi_option{};
/// What was set since this was emptied.
std::set<CURLoption> options_set;

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

// NOLINTBEGIN(cert-dcl50-cpp): the library's own signatures; every value is as wide as a pointer
extern "C" CURLcode curl_easy_setopt(CURL* easy, CURLoption option, ...) {
  static auto* const next = real<CURLcode(CURL*, CURLoption, ...)>("curl_easy_setopt");
  va_list values;
  va_start(values, option);
  void* const value = va_arg(values, void*);
  va_end(values);
  options_set.insert(option);
  return option == refused_option ? CURLE_NOT_BUILT_IN : next(easy, option, value);
}

extern "C" CURLMcode curl_multi_setopt(CURLM* multi, CURLMoption option, ...) {
  static auto* const next = real<CURLMcode(CURLM*, CURLMoption, ...)>("curl_multi_setopt");
  va_list values;
  va_start(values, option);
  void* const value = va_arg(values, void*);
  va_end(values);
  return option == refused_multi_option ? CURLM_UNKNOWN_OPTION : next(multi, option, value);
}
// NOLINTEND(cert-dcl50-cpp)

namespace netprobe::testing_support {
namespace {

using testing::HasSubstr;

class RefusedOption : public testing::Test {
 protected:
  void TearDown() override {
    refused_option = {};
    refused_multi_option = {};
  }
};

std::string word_of(CURLoption option) {
  return fmt::format("CURLOPT_{}", curl_easy_option_by_id(option)->name);
}

/// Why transfers cannot be had; empty: they can.
std::string why_no_transfers() {
  static auto trust = TrustStore::create({});
  const auto loop = Loop::create();
  const auto transfers = Transfers::create(**loop, *trust, *trust);
  return transfers ? "" : transfers.error().message;
}

void answer(Peer& peer) {
  if (peer.start_tls(authorities().good)) {
    peer.read_until(end_of_headers);
    peer.write(good_answer);
  }
}

TEST_F(RefusedOption, that_every_transfer_needs_is_noticed_before_the_first_one) {
  ASSERT_EQ(why_no_transfers(), "");
  options_set.clear();
  ASSERT_EQ(why_no_transfers(), "");
  const std::set<CURLoption> rehearsed = options_set;
  EXPECT_GT(rehearsed.size(), 30U);
  EXPECT_TRUE(rehearsed.contains(CURLOPT_SSL_CTX_FUNCTION));
  for (const CURLoption option : rehearsed) {
    refused_option = option;
    const std::string why = why_no_transfers();
    EXPECT_THAT(why, HasSubstr(word_of(option) + ":"));
    EXPECT_THAT(why, HasSubstr(curl_version_info(CURLVERSION_NOW)->ssl_version));
  }
}

TEST_F(RefusedOption, of_the_multi_handle_is_noticed_too) {
  for (const CURLMoption option :
       {CURLMOPT_SOCKETFUNCTION, CURLMOPT_SOCKETDATA, CURLMOPT_TIMERFUNCTION, CURLMOPT_TIMERDATA,
        CURLMOPT_PIPELINING}) {
    refused_multi_option = option;
    EXPECT_THAT(why_no_transfers(), HasSubstr("refuses option")) << option;
  }
}

TEST_F(RefusedOption, of_one_transfer_skips_its_attempt) {
  const ScriptedServer server(answer);
  const ProbeTask task = direct_task(server.port());
  Prober prober = make_prober();
  options_set.clear();
  ASSERT_EQ(verdict(prober.run(plan_of({task})).observations.at(0)), "ok");
  for (const CURLoption option : std::set<CURLoption>(options_set)) {
    refused_option = option;
    const Observation seen = prober.run(plan_of({task})).observations.at(0);
    EXPECT_THAT(verdict(seen), testing::StartsWith("skipped: libcurl "));
    EXPECT_THAT(verdict(seen), HasSubstr(word_of(option) + ":"));
  }
}

TEST_F(RefusedOption, that_only_some_proxies_need_leaves_direct_attempts_alone) {
  const ScriptedServer server(answer);
  refused_option = CURLOPT_SOCKS5_AUTH;
  Prober prober = make_prober();
  EXPECT_EQ(verdict(prober.run(plan_of({direct_task(server.port())})).observations.at(0)), "ok");
  const ProbeTask task = proxied_task(server.port(), ProxyScheme::socks5h);
  EXPECT_THAT(verdict(prober.run(plan_of({task})).observations.at(0)),
              HasSubstr("refuses CURLOPT_SOCKS5_AUTH"));
}

}  // namespace
}  // namespace netprobe::testing_support
