// Who is called, and for how long: a resolver may go at any moment, also from within its own call.

#include "netprobe/probe/resolver.h"

#include "tests/probe/scripted_resolver.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

namespace netprobe::testing_support {
namespace resolver_test {

using Found = std::shared_ptr<const LookupResult>;

int at_once(const DnsQuestion& /*question*/) { return 0; }
int silent_about_ipv6(const DnsQuestion& question) { return question.is_aaaa ? -1 : 0; }

struct Scene {
  explicit Scene(ScriptedResolver::Script script, Millis one_try = Millis(2000))
      : server(std::move(script)), loop(std::move(Loop::create().value())) {
    ResolverSettings settings;
    settings.servers = {server.server()};
    settings.one_try = one_try;
    settings.second_family_patience = Millis(100);
    resolver = std::move(Resolver::create(*loop, std::move(settings)).value());
  }

  /// Runs the loop until that is true, for ten seconds at the most.
  template <typename Condition>
  bool wait_for(Condition is_true) {
    bool over = false;
    Timer limit(*loop, [&over] { over = true; });
    limit.start(Millis(10000));
    Timer tick(*loop, [] {});
    while (!over && !is_true()) {
      tick.start(Millis(5));
      loop->run_once();
    }
    return is_true();
  }
  void run_for(Millis time) {
    bool over = false;
    Timer limit(*loop, [&over] { over = true; });
    limit.start(time);
    while (!over) {
      loop->run_once();
    }
  }
  /// For who may be told until they are gone, and not from then on.
  Resolver::Answered until_gone() {
    return [this](const Found&) { EXPECT_FALSE(gone) << "somebody was called who has gone"; };
  }
  void let_go() {
    gone = true;
    resolver.reset();
  }
  /// Asks, and runs until A has been answered, and AAAA is being waited for.
  void ask_and_hear_half(const std::string& name) {
    resolver->look_up(name, Families::both, until_gone());
    ASSERT_TRUE(wait_for([&] { return server.asked(name + " AAAA") == 1; }));
    run_for(Millis(60));
  }

  bool gone = false;
  ScriptedResolver server;
  std::unique_ptr<Loop> loop;
  std::unique_ptr<Resolver> resolver;
};

Resolver::Answered never() {
  return [](const Found&) { FAIL() << "somebody was called who has gone"; };
}

TEST(Resolver, answers_with_one_family_when_the_other_is_silent) {
  Scene scene(silent_about_ipv6);
  Found found;
  scene.resolver->look_up("a.test", Families::both, [&found](const Found& told) { found = told; });
  EXPECT_FALSE(found) << "answered from within";
  ASSERT_TRUE(scene.wait_for([&] { return found != nullptr; }));
  ASSERT_EQ(found->facts.addresses.size(), 1U);
}

TEST(Resolver, that_goes_while_the_second_family_is_waited_for_calls_nobody) {
  Scene scene(silent_about_ipv6);
  scene.ask_and_hear_half("a.test");
  scene.let_go();
  scene.run_for(Millis(150));
}

TEST(Resolver, that_goes_while_it_waits_leaves_nothing_to_its_loop) {
  Scene scene(silent_about_ipv6);
  scene.ask_and_hear_half("a.test");
  scene.let_go();
  scene.loop.reset();
}

TEST(Resolver, that_is_told_to_forget_calls_nobody_when_the_answer_comes_late) {
  Scene scene([](const DnsQuestion& question) { return question.is_aaaa ? -1 : 50; });
  scene.resolver->look_up("a.test", Families::both, scene.until_gone());
  ASSERT_TRUE(scene.wait_for([&] { return scene.server.asked("a.test A") == 1; }));
  scene.gone = true;
  scene.resolver->forget_unfinished();
  scene.run_for(Millis(100));
  scene.let_go();
  scene.run_for(Millis(100));
}

TEST(Resolver, that_has_forgotten_who_asked_tells_only_those_who_ask_again) {
  Scene scene(at_once);
  int told = 0;
  scene.resolver->look_up("a.test", Families::both, [&told](const Found&) { ++told; });
  ASSERT_TRUE(scene.wait_for([&] { return told == 1; }));
  scene.resolver->look_up("a.test", Families::both, never());  // known, and told in a moment
  scene.resolver->forget_unfinished();
  scene.resolver->look_up("a.test", Families::both, [&told](const Found&) { ++told; });
  ASSERT_TRUE(scene.wait_for([&] { return told == 2; }));
}

TEST(Resolver, may_go_from_within_its_own_call) {
  Scene scene(at_once);
  int told = 0;
  for (const char* name : {"a.test", "b.test", "c.test"}) {
    scene.resolver->look_up(name, Families::ipv4_only, [&](const Found&) {
      ++told;
      scene.resolver.reset();
    });
  }
  ASSERT_TRUE(scene.wait_for([&] { return told == 1; }));
  scene.run_for(Millis(50));
  EXPECT_EQ(told, 1);
}

TEST(Resolver, calls_later_even_where_the_library_answers_from_within) {
  Scene scene(at_once);
  const std::vector<std::string> names = {
      "", ".", "a..test", std::string(70, 'x') + ".test", std::string(300, 'x'), "hidden.onion"};
  std::size_t told = 0;
  for (const std::string& name : names) {
    scene.resolver->look_up(name, Families::both, [&told](const Found&) { ++told; });
  }
  EXPECT_EQ(told, 0U) << "answered from within";
  EXPECT_TRUE(scene.wait_for([&] { return told == names.size(); })) << told;
}

TEST(Resolver, gives_every_question_its_full_time_however_fast_others_were_answered) {
  Scene scene([](const DnsQuestion& question) { return question.name == "slow.test" ? 600 : 0; });
  std::size_t told = 0;
  for (int i = 0; i < 6; ++i) {
    scene.resolver->look_up(fmt::format("fast{}.test", i), Families::both,
                            [&told](const Found&) { ++told; });
  }
  ASSERT_TRUE(scene.wait_for([&] { return told == 6; }));
  Found slow;
  scene.resolver->look_up("slow.test", Families::ipv4_only,
                          [&slow](const Found& found) { slow = found; });
  ASSERT_TRUE(scene.wait_for([&] { return slow != nullptr; }));
  EXPECT_FALSE(slow->failure) << slow->failure->detail;
  EXPECT_EQ(slow->facts.addresses.size(), 1U);
  EXPECT_EQ(scene.server.asked("slow.test A"), 1);
}

TEST(Resolver, asks_afresh_and_the_same_with_every_version_of_the_library) {
  Scene scene(at_once);
  int told = 0;
  for (const Families families : {Families::both, Families::ipv4_only}) {
    scene.resolver->look_up("a.test", families, [&told](const Found&) { ++told; });
    ASSERT_TRUE(scene.wait_for([&] { return told == (families == Families::both ? 1 : 2); }));
  }
  EXPECT_EQ(scene.server.asked("a.test A"), 2) << "an answer came from a cache";
  // Recursion desired; one question; no EDNS; the name as it was given.
  const std::vector<std::uint8_t> plain = {1,   0, 0,   1,   0,   0,   0, 0, 0, 0, 1,
                                           'a', 4, 't', 'e', 's', 't', 0, 0, 1, 0, 1};
  EXPECT_EQ(scene.server.message("a.test A"), plain);
}

TEST(Resolver, takes_over_for_a_server_again_and_again) {
  Scene scene(at_once);
  std::size_t told = 0;
  for (int i = 0; i < 300; ++i) {
    scene.resolver->look_up(
        fmt::format("n{}.test", i), Families::both, [&told](const Found& found) {
          told += found->facts.addresses.size() == 2 ? std::size_t{1} : std::size_t{0};
        });
  }
  EXPECT_TRUE(scene.wait_for([&] { return told == 300; })) << told;
}

}  // namespace resolver_test
}  // namespace netprobe::testing_support
