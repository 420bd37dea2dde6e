#include "netprobe/probe/proxy_login.h"

#include "netprobe/probe/auth_challenge.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace proxy_login_test {

using testing::ElementsAre;
using testing::IsEmpty;

struct Field {
  std::string name, text;
  std::vector<std::string> schemes;
};
void PrintTo(const Field& field, std::ostream* out) { *out << field.name; }
class Challenge : public testing::TestWithParam<Field> {};

TEST_P(Challenge, offers_its_schemes_in_order) {
  EXPECT_EQ(schemes_in(GetParam().text), GetParam().schemes);
}

INSTANTIATE_TEST_SUITE_P(
    Fields, Challenge,
    testing::Values(
        Field{"one scheme alone", "Negotiate", {"Negotiate"}},
        Field{"with a parameter", "Basic realm=\"Contoso\"", {"Basic"}},
        Field{"with several parameters", "Digest realm=\"a\", nonce=\"b\", qop=auth", {"Digest"}},
        Field{"with a token", "NTLM TlRMTVNTUAAC==", {"NTLM"}},
        Field{"several schemes in one field",
              "Negotiate, NTLM,Basic realm=x",
              {"Negotiate", "NTLM", "Basic"}},
        Field{"a scheme after the parameters of another",
              "Digest realm=\"a\", qop=auth, Basic",
              {"Digest", "Basic"}},
        Field{"a comma in a quoted string", "Basic realm=\"Digest, or not\"", {"Basic"}},
        Field{"a quote that is escaped", "Basic realm=\"a \\\", NTLM\", NTLM", {"Basic", "NTLM"}},
        Field{
            "blanks around the equals sign", "Basic realm = \"x\", charset = \"UTF-8\"", {"Basic"}},
        Field{"nothing", "", {}}, Field{"commas alone", ", ,,", {}},
        Field{"a quote that does not end", "Basic realm=\"x, NTLM", {"Basic"}},
        Field{"no token", "<script>, B\xe4sic, Basic", {"Basic"}}));

TEST(Challenge, of_many_schemes_is_cut) {
  std::string field;
  for (int i = 0; i < 1000; ++i) {
    field += "Scheme" + std::to_string(i) + ",";
  }
  EXPECT_EQ(schemes_in(field).size(), most_schemes);
}

TEST(SchemesToTry, are_the_offered_ones_strongest_first) {
  EXPECT_THAT(
      schemes_to_try({"Basic", "digest", "Bearer", "NTLM", "Negotiate"}, ProxyAuth::any),
      ElementsAre(ProxyAuth::negotiate, ProxyAuth::ntlm, ProxyAuth::digest, ProxyAuth::basic));
  EXPECT_THAT(schemes_to_try({"Basic", "NTLM"}, ProxyAuth::basic), ElementsAre(ProxyAuth::basic));
}

TEST(SchemesToTry, never_hold_one_that_is_not_offered) {
  EXPECT_THAT(schemes_to_try({"NTLM"}, ProxyAuth::basic), IsEmpty());
  EXPECT_THAT(schemes_to_try({}, ProxyAuth::any), IsEmpty());
}

TEST(SchemesToTry, hold_the_named_one_where_nothing_is_offered) {
  EXPECT_THAT(schemes_to_try({}, ProxyAuth::digest), ElementsAre(ProxyAuth::digest));
}

const std::vector<std::string> three = {"Negotiate", "NTLM", "Basic"};

TEST(ProxyLogin, begins_without_credentials_while_nothing_is_known) {
  EXPECT_EQ(ProxyLogin(ProxyAuth::any, 4).begin(), LoginProgress{});
}

TEST(ProxyLogin, lets_one_attempt_try_all_schemes_while_others_wait) {
  ProxyLogin login(ProxyAuth::any, 4);
  LoginProgress leader;
  LoginProgress other;
  EXPECT_EQ(login.asked(leader, three), LoginTurn::try_scheme);
  EXPECT_EQ(leader.scheme, ProxyAuth::negotiate);
  EXPECT_EQ(login.asked(other, three), LoginTurn::wait);
  EXPECT_EQ(login.failed(leader, LoginOutcome::unavailable), LoginTurn::try_scheme);
  EXPECT_EQ(leader.scheme, ProxyAuth::ntlm);
  login.passed(ProxyAuth::ntlm);
  login.release(leader);
  EXPECT_EQ(login.asked(other, three), LoginTurn::try_scheme);
  EXPECT_EQ(other, (LoginProgress{.scheme = ProxyAuth::ntlm}));
  EXPECT_EQ(login.begin().scheme, ProxyAuth::ntlm);
}

TEST(ProxyLogin, does_not_go_on_where_the_scheme_that_passes_elsewhere_is_refused) {
  ProxyLogin login(ProxyAuth::any, 4);
  login.passed(ProxyAuth::ntlm);
  LoginProgress progress = login.begin();
  EXPECT_EQ(login.failed(progress, LoginOutcome::rejected), LoginTurn::give_up);
  EXPECT_FALSE(login.was_rejected());
}

/// How often each scheme is tried when a hundred attempts come and nothing passes.
std::vector<ProxyAuth> tries_of_a_run(const std::vector<std::string>& offered, LoginOutcome how) {
  ProxyLogin login(ProxyAuth::any, 4);
  std::vector<ProxyAuth> tries;
  for (int attempt = 0; attempt < 100; ++attempt) {
    LoginProgress progress = login.begin();
    LoginTurn turn = login.asked(progress, offered);
    while (turn == LoginTurn::try_scheme) {
      tries.push_back(*progress.scheme);
      turn = login.failed(progress, how);
    }
    EXPECT_EQ(turn, LoginTurn::give_up);
    login.release(progress);
  }
  return tries;
}

TEST(ProxyLogin, sends_a_wrong_password_a_few_times_in_a_whole_run) {
  EXPECT_EQ(tries_of_a_run({"Basic"}, LoginOutcome::rejected).size(), 4U);
  EXPECT_EQ(tries_of_a_run({"NTLM", "Digest", "Basic"}, LoginOutcome::rejected).size(), 6U);
}

TEST(ProxyLogin, looks_for_a_ticket_once) {
  EXPECT_THAT(tries_of_a_run({"Negotiate"}, LoginOutcome::unavailable),
              ElementsAre(ProxyAuth::negotiate));
}

TEST(ProxyLogin, holds_nobody_up_once_two_leaders_heard_nothing) {
  ProxyLogin login(ProxyAuth::any, 4);
  for (int leader = 0; leader < 2; ++leader) {
    LoginProgress progress = login.begin();
    EXPECT_EQ(login.asked(progress, {"NTLM", "Basic"}), LoginTurn::try_scheme);
    EXPECT_EQ(login.failed(progress, LoginOutcome::failed), LoginTurn::try_scheme);
    EXPECT_EQ(login.failed(progress, LoginOutcome::failed), LoginTurn::give_up);
    login.release(progress);
  }
  LoginProgress third;
  LoginProgress fourth;
  EXPECT_EQ(login.asked(third, {"NTLM", "Basic"}), LoginTurn::try_scheme);
  EXPECT_EQ(login.asked(fourth, {"NTLM", "Basic"}), LoginTurn::try_scheme);
  EXPECT_EQ(fourth.scheme, ProxyAuth::ntlm);
  EXPECT_FALSE(fourth.leads);
}

TEST(ProxyLogin, has_a_leader_again_after_a_run_that_was_cut_short) {
  ProxyLogin login(ProxyAuth::any, 4);
  LoginProgress lost;
  LoginProgress next;
  login.asked(lost, three);
  login.abandon();
  EXPECT_EQ(login.asked(next, three), LoginTurn::try_scheme);
}

}  // namespace proxy_login_test
}  // namespace netprobe
