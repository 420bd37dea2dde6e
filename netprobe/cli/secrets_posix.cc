#include "netprobe/cli/secrets.h"

#include "netprobe/cli/visible_value.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <string_view>

extern char** environ;  // NOLINT: POSIX names it so

namespace netprobe {

namespace {

constexpr std::size_t longest_password = 1024;
constexpr char interrupt_key = '\x03';

/// A terminal whose keys are not shown, until this object goes. Ctrl-C is a key like any other
/// meanwhile: a process that it killed here would leave the terminal mute.
class MuteTerminal {
 public:
  MuteTerminal() : descriptor_(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {
    const bool in_front = descriptor_ >= 0 && tcgetpgrp(descriptor_) == getpgrp();
    if (in_front && tcgetattr(descriptor_, &before_) == 0) {
      termios mute = before_;
      mute.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
      muted_ = tcsetattr(descriptor_, TCSAFLUSH, &mute) == 0;
    }
  }
  ~MuteTerminal() {
    if (muted_) {
      tcsetattr(descriptor_, TCSAFLUSH, &before_);
    }
    if (descriptor_ >= 0) {
      close(descriptor_);
    }
  }
  MuteTerminal(const MuteTerminal&) = delete;
  MuteTerminal& operator=(const MuteTerminal&) = delete;

  [[nodiscard]] bool is_there() const { return muted_; }
  void say(std::string_view text) const {
    [[maybe_unused]] const ssize_t written = ::write(descriptor_, text.data(), text.size());
  }
  [[nodiscard]] std::string read_line() const {
    std::string line;
    std::array<char, 1> key{};
    while (line.size() < longest_password && read(descriptor_, key.data(), 1) == 1 &&
           key[0] != '\n' && key[0] != interrupt_key) {
      line.push_back(key[0]);
    }
    return key[0] == interrupt_key ? std::string(1, interrupt_key) : line;
  }

 private:
  int descriptor_;
  termios before_{};
  bool muted_ = false;
};

}  // namespace

void hide_passwords_of_environment() {
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    char* const equals = std::strchr(*entry, '=');
    if (equals == nullptr) {
      continue;
    }
    const std::string_view value(equals + 1);
    const std::string kept =
        visible_value({*entry, static_cast<std::size_t>(equals - *entry)}, value);
    if (kept != value) {
      const std::size_t length = std::min(kept.size(), value.size());
      std::fill_n(std::copy_n(kept.data(), length, equals + 1), value.size() - length, '\0');
    }
  }
}

void keep_memory_private() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  // A core that is piped to a program, as systemd has it, does not ask for that limit.
  prctl(PR_SET_DUMPABLE, 0);
}

std::optional<Secret> ask_password(const std::string& question) {
  std::string typed;
  {
    const MuteTerminal terminal;
    if (!terminal.is_there()) {
      return std::nullopt;
    }
    terminal.say(question);
    typed = terminal.read_line();
    terminal.say("\n");
  }
  if (typed == std::string(1, interrupt_key)) {
    std::raise(SIGINT);
  }
  return Secret(std::move(typed));
}

}  // namespace netprobe
