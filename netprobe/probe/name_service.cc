#include "netprobe/probe/name_service.h"

#include "netprobe/core/text.h"
#include "netprobe/probe/machine.h"

#include <uv.h>

#include <algorithm>
#include <array>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t most_printed = std::size_t{16} * 1024;

/// As exec(3) wants them: the last is null.
std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) {
    pointers.push_back(word.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

std::vector<IpAddress> addresses_in(std::string_view printed) {
  std::vector<IpAddress> addresses;
  for (const std::string& line : split(printed, "\n")) {
    const auto address =
        IpAddress::parse(std::string_view(line).substr(0, line.find_first_of(" \t")));
    if (address && std::find(addresses.begin(), addresses.end(), *address) == addresses.end()) {
      addresses.push_back(*address);
    }
  }
  return addresses;
}

/// The program, the pipe that it prints into, and the clock. It lives until libuv has closed all of
/// them, which may be after its owner.
struct NameServiceQuestion::Process {
  uv_process_t process{};
  uv_pipe_t pipe{};
  std::unique_ptr<Timer> limit;
  std::array<char, 1024> buffer{};
  std::string printed;
  NameServiceAnswer answer;
  Done done;
  bool running = false, pipe_open = false;
  int handles = 2;  ///< that libuv has not let go of

  void start(Loop& loop, const std::string& name, Micros patience);
  int spawn(uv_loop_t* loop, const std::string& name);
  void read_on();
  void conclude_if_over();
  void close();
  static void closed(uv_handle_t* handle);
};

void NameServiceQuestion::Process::closed(uv_handle_t* handle) {
  auto* const self = static_cast<Process*>(handle->data);
  if (--self->handles == 0) {
    delete self;  // NOLINT: nobody else may: libuv was the last to hold it
  }
}

int NameServiceQuestion::Process::spawn(uv_loop_t* loop, const std::string& name) {
  std::vector<std::string> words = name_service_command(name);
  std::vector<std::string> variables = name_service_environment();
  std::vector<char*> arguments = pointers_to(words);
  std::vector<char*> environment = pointers_to(variables);
  std::array<uv_stdio_container_t, 3> streams{};
  streams[0].flags = UV_IGNORE;
  streams[1].flags = static_cast<uv_stdio_flags>(UV_CREATE_PIPE | UV_WRITABLE_PIPE);
  streams[1].data.stream = reinterpret_cast<uv_stream_t*>(&pipe);
  streams[2].flags = UV_IGNORE;
  uv_process_options_t options{};
  options.file = arguments.front();
  options.args = arguments.data();
  options.env = environment.data();
  options.stdio_count = static_cast<int>(streams.size());
  options.stdio = streams.data();
  options.exit_cb = [](uv_process_t* ended, std::int64_t, int) {
    auto* const self = static_cast<Process*>(ended->data);
    self->running = false;
    self->conclude_if_over();
  };
  return uv_spawn(loop, &process, &options);
}

void NameServiceQuestion::Process::start(Loop& loop, const std::string& name, Micros patience) {
  uv_pipe_init(loop.handle(), &pipe, 0);
  process.data = pipe.data = this;
  const int refused = spawn(loop.handle(), name);
  answer.asked = refused == 0;
  running = pipe_open = answer.asked;
  limit = std::make_unique<Timer>(loop, [this] {
    answer.expired = running || pipe_open;
    running = pipe_open = false;
    conclude_if_over();
  });
  limit->start(answer.asked ? patience : Micros::zero());
  if (answer.asked) {
    read_on();
  }
}

void NameServiceQuestion::Process::read_on() {
  uv_read_start(
      reinterpret_cast<uv_stream_t*>(&pipe),
      [](uv_handle_t* handle, std::size_t, uv_buf_t* space) {
        auto& storage = static_cast<Process*>(handle->data)->buffer;
        *space = uv_buf_init(storage.data(), static_cast<unsigned>(storage.size()));
      },
      [](uv_stream_t* stream, ssize_t size, const uv_buf_t* read) {
        auto* const self = static_cast<Process*>(stream->data);
        const bool too_much = self->printed.size() > most_printed;
        if (size < 0 || too_much) {
          uv_read_stop(stream);
          self->pipe_open = false;
          self->running = self->running && !too_much;
          self->conclude_if_over();
        } else {
          self->printed.append(read->base, static_cast<std::size_t>(size));
        }
      });
}

void NameServiceQuestion::Process::conclude_if_over() {
  if (running || pipe_open || !done) {
    return;
  }
  limit->stop();
  answer.addresses = addresses_in(printed);
  const Done call = std::exchange(done, nullptr);
  call(std::move(answer));
}

void NameServiceQuestion::Process::close() {
  done = nullptr;
  limit.reset();
  if (answer.asked && uv_is_active(reinterpret_cast<uv_handle_t*>(&process)) != 0) {
    uv_process_kill(&process, SIGKILL);
  }
  for (auto* const handle :
       {reinterpret_cast<uv_handle_t*>(&process), reinterpret_cast<uv_handle_t*>(&pipe)}) {
    uv_close(handle, &Process::closed);
  }
}

NameServiceQuestion::NameServiceQuestion(Loop& loop, const std::string& name, Micros limit,
                                         Done done)
    : process_(new Process) {
  process_->done = std::move(done);
  process_->start(loop, name, limit);
}

NameServiceQuestion::~NameServiceQuestion() { process_->close(); }

}  // namespace netprobe
