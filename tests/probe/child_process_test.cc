#include "netprobe/probe/child_process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

namespace netprobe {
namespace child_process_test {

using How = ChildEnd::How;
using std::chrono::steady_clock;
using testing::HasSubstr;
using testing::Not;

ChildOrder program(std::vector<std::string> words) {
  ChildOrder order;
  order.words = std::move(words);
  order.environment = {"PATH=/usr/bin:/bin"};
  order.limits.time = Millis(20000);
  return order;
}

ChildOrder shell(const std::string& script) { return program({"sh", "-c", script}); }

/// With little patience.
ChildOrder hurried(ChildOrder order) {
  order.limits.time = Millis(3000);
  order.limits.output = 1000;
  return order;
}

struct Row {
  std::string name;
  ChildOrder order;
  How how = How::finished;
  int signal = 0;
  std::string written;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Children : public testing::TestWithParam<Row> {};

TEST_P(Children, end) {
  const auto began = steady_clock::now();
  const ChildEnd end = run_child(GetParam().order, nullptr);
  EXPECT_EQ(end.how, GetParam().how);
  EXPECT_EQ(end.signal, GetParam().signal);
  EXPECT_EQ(end.written, GetParam().written);
  EXPECT_LT(steady_clock::now() - began, std::chrono::seconds(20));
}

INSTANTIATE_TEST_SUITE_P(
    All, Children,
    testing::Values(
        Row{"by themselves", shell("echo done"), How::finished, 0, "done\n"},
        Row{"with a status of their own", shell("echo half; exit 3"), How::died, 0, "half\n"},
        Row{"by a signal", shell("echo half; kill -9 $$"), How::died, SIGKILL, "half\n"},
        Row{"before they began: there is no such program", program({"/nonexistent/getent"}),
            How::unable, 0, ""},
        Row{"late", hurried(shell("echo half; sleep 60")), How::too_late, 0, "half\n"},
        Row{"late, with what they have started", hurried(shell("sleep 60 | sleep 60")),
            How::too_late, 0, ""},
        Row{"late, because they close their output and go on",
            hurried(shell("exec >/dev/null; sleep 60")), How::too_late, 0, ""},
        Row{"for having said too much", hurried(shell("while :; do printf 0123456789; done")),
            How::too_much, 0,
            [] {
              std::string text;
              for (int i = 0; i < 100; ++i) {
                text += "0123456789";
              }
              return text;
            }()},
        Row{"with nothing but the environment that they are given",
            shell("env | grep -v -e PWD -e _="), How::finished, 0, "PATH=/usr/bin:/bin\n"},
        Row{"without a shell between", program({"echo", "$HOME; `id`", "*"}), How::finished, 0,
            "$HOME; `id` *\n"},
        Row{"with limits", shell("ulimit -c; ulimit -d; ulimit -t"), How::finished, 0,
            "0\n262144\n20\n"},
        Row{"in a session of their own",
            shell("read pid name state parent group session rest </proc/$$/stat; "
                  "[ $pid = $session ] && [ $pid = $group ] && echo own"),
            How::finished, 0, "own\n"},
        Row{"having read all that they were told",
            [] {
              ChildOrder order = program({"wc", "-c"});
              order.input = std::string(3'000'000, 'x');
              return order;
            }(),
            How::finished, 0, "3000000\n"},
        Row{"without having read what they were told",
            [] {
              ChildOrder order = program({"true"});
              order.input = std::string(3'000'000, 'x');
              return order;
            }(),
            How::finished, 0, ""}));

TEST(Children, inherit_no_signal_that_is_held_or_ignored) {
  sigset_t held;
  sigset_t before;
  sigemptyset(&held);
  sigaddset(&held, SIGINT);
  sigaddset(&held, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &held, &before);
  const auto former = signal(SIGHUP, SIG_IGN);
  const ChildEnd end =
      run_child(program({"grep", "-E", "SigBlk|SigIgn", "/proc/self/status"}), nullptr);
  signal(SIGHUP, former);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(end.written, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST(Children, inherit_no_descriptor) {
  const int left_open = open("/dev/null", O_RDONLY);  // NOLINT: as a careless library would
  ASSERT_GT(dup2(left_open, 77), 0);
  const ChildEnd end = run_child(shell("echo /proc/self/fd/*"), nullptr);
  close(77);
  close(left_open);
  EXPECT_THAT(end.written, HasSubstr("/proc/self/fd/1"));
  EXPECT_THAT(end.written, Not(HasSubstr("/proc/self/fd/77")));
}

/// Where the child says who it is, once it is there.
class PidFile {
 public:
  PidFile() : path_(testing::TempDir() + "child." + std::to_string(getpid())) {
    unlink(path_.c_str());
  }
  ~PidFile() { unlink(path_.c_str()); }
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;

  [[nodiscard]] ChildOrder order() const { return shell("echo $$ >" + path_ + "; exec sleep 60"); }
  [[nodiscard]] int pid() const {
    int number = 0;
    std::ifstream(path_) >> number;
    return number;
  }

 private:
  std::string path_;
};

bool is_alive(int pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string number;
  std::string name;
  std::string state;
  stat >> number >> name >> state;
  return stat && state != "Z" && state != "X";
}

bool is_soon_gone(int pid) {
  const auto until = steady_clock::now() + std::chrono::seconds(10);
  while (is_alive(pid) && steady_clock::now() < until) {
    std::this_thread::sleep_for(Millis(5));
  }
  return !is_alive(pid);
}

TEST(Children, go_with_their_owner) {
  const PidFile file;
  {
    const auto loop = Loop::create();
    ASSERT_TRUE(loop);
    const ChildProcess child(**loop, file.order(), [](const ChildEnd&) { FAIL() << "it ended"; });
    Timer turns(**loop, [] {});
    while (file.pid() == 0) {
      turns.start(Millis(5));
      (*loop)->run_once();
    }
    EXPECT_TRUE(is_alive(file.pid()));
  }
  EXPECT_FALSE(is_alive(file.pid()));
}

TEST(Children, go_with_the_process_that_started_them_even_if_it_is_killed) {
  const PidFile file;
  const pid_t parent = fork();
  if (parent == 0) {
    run_child(file.order(), nullptr);
    _exit(0);
  }
  while (file.pid() == 0) {
    std::this_thread::sleep_for(Millis(5));
  }
  EXPECT_TRUE(is_alive(file.pid()));
  kill(parent, SIGKILL);
  waitpid(parent, nullptr, 0);
  EXPECT_TRUE(is_soon_gone(file.pid()));
}

TEST(Children, may_be_forgotten_from_within_their_own_end) {
  const auto loop = Loop::create();
  ASSERT_TRUE(loop);
  std::unique_ptr<ChildProcess> child;
  child = std::make_unique<ChildProcess>(**loop, shell("echo x"),
                                         [&](const ChildEnd&) { child.reset(); });
  while (child) {
    (*loop)->run_once();
  }
}

// Signals are counted for the whole process: each of these tests is a process of its own.

void interrupt_soon(int signal) {
  std::thread([signal] {
    std::this_thread::sleep_for(Millis(200));
    kill(getpid(), signal);
  }).detach();
}

TEST(InterruptsDeathTest, the_first_ends_what_is_waited_for) {
  EXPECT_EXIT(
      {
        const Interrupts& interrupts = Interrupts::hold();
        const bool before = interrupts.happened();
        interrupt_soon(SIGINT);
        const ChildEnd end = run_child(program({"sleep", "60"}), &interrupts);
        const ChildEnd next = run_child(program({"true"}), &interrupts);
        _exit(!before && interrupts.happened() && end.how == How::interrupted &&
                      next.how == How::interrupted
                  ? 0
                  : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(InterruptsDeathTest, the_second_ends_the_process) {
  EXPECT_EXIT(
      {
        Interrupts::hold();
        raise(SIGTERM);
        raise(SIGINT);
        _exit(0);
      },
      testing::KilledBySignal(SIGINT), "");
}

/// timeout(1) signals its child and then the child's group.
TEST(InterruptsDeathTest, the_same_one_again_at_once_is_no_second) {
  EXPECT_EXIT(
      {
        Interrupts::hold();
        raise(SIGTERM);
        raise(SIGTERM);
        std::this_thread::sleep_for(Millis(150));
        raise(SIGTERM);
        _exit(0);
      },
      testing::KilledBySignal(SIGTERM), "");
  EXPECT_EXIT(
      {
        Interrupts::hold();
        raise(SIGTERM);
        raise(SIGTERM);
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
}

TEST(InterruptsDeathTest, one_that_came_before_is_seen_by_who_watches_later) {
  EXPECT_EXIT(
      {
        const Interrupts& interrupts = Interrupts::hold();
        raise(SIGINT);
        const auto loop = Loop::create();
        int calls = 0;
        const InterruptWatch watch(**loop, &interrupts, [&] { ++calls; });
        const InterruptWatch none(**loop, nullptr, [&] { calls = 100; });
        Timer turns(**loop, [] {});
        for (int i = 0; i < 5; ++i) {
          turns.start(Millis(5));
          (*loop)->run_once();
        }
        _exit(calls == 1 ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace child_process_test
}  // namespace netprobe
