#include "netprobe/probe/child_process.h"

#include "netprobe/probe/child_task.h"
#include "netprobe/probe/machine.h"

#include <uv.h>

#include <array>
#include <utility>

namespace netprobe {

namespace {

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

ChildEnd::How how_of(std::int64_t status, int signal, bool is_program) {
  if (is_program && signal == 0 && status == status_of_missing_program) {
    return ChildEnd::How::unable;
  }
  if (is_end_by_time(status, signal)) {
    return ChildEnd::How::too_late;
  }
  return status == 0 && signal == 0 ? ChildEnd::How::finished : ChildEnd::How::died;
}

}  // namespace

/// The process, the pipes to and from it, and the clock. It lives until libuv has closed all of
/// them.
struct ChildProcess::State {
  uv_process_t process{};
  uv_pipe_t in{}, out{};
  uv_write_t writing{};
  ChildOrder order;
  ChildEnd end;
  Done done;
  std::unique_ptr<Timer> limit;
  std::array<char, 65536> buffer{};
  bool started = false, running = false, out_open = false;
  int handles = 3;  ///< that libuv has not let go of

  State(ChildOrder what, Done call) : order(std::move(what)), done(std::move(call)) {}

  void start(Loop& loop);
  int spawn(uv_loop_t* loop);
  void write_input();
  void read_output();
  void take(ssize_t size, const char* bytes);
  void ended(std::int64_t status, int signal);
  void stop(ChildEnd::How how);
  void kill_all() const;
  void conclude_if_over();
  void conclude();
  void abandon();
  void close(uv_handle_t* handle);
  static uv_handle_t* base(auto* handle) { return reinterpret_cast<uv_handle_t*>(handle); }
  static State& of(const auto* handle) { return *static_cast<State*>(handle->data); }
};

int ChildProcess::State::spawn(uv_loop_t* loop) {
  std::vector<std::string> words = child_arguments(order);
  std::string program = own_program();
  std::vector<char*> arguments = pointers_to(words);
  std::vector<char*> environment = pointers_to(order.environment);
  std::array<uv_stdio_container_t, 3> streams{};
  streams[0].flags = static_cast<uv_stdio_flags>(UV_CREATE_PIPE | UV_READABLE_PIPE);
  streams[0].data.stream = reinterpret_cast<uv_stream_t*>(&in);
  streams[1].flags = static_cast<uv_stdio_flags>(UV_CREATE_PIPE | UV_WRITABLE_PIPE);
  streams[1].data.stream = reinterpret_cast<uv_stream_t*>(&out);
  streams[2].flags = UV_IGNORE;
  uv_process_options_t options{};
  options.file = program.c_str();
  options.args = arguments.data();
  options.env = environment.data();
  options.flags = own_spawn_flags();
  options.stdio_count = static_cast<int>(streams.size());
  options.stdio = streams.data();
  options.exit_cb = [](uv_process_t* process_ended, std::int64_t status, int signal) {
    of(process_ended).ended(status, signal);
  };
  return uv_spawn(loop, &process, &options);
}

void ChildProcess::State::start(Loop& loop) {
  uv_pipe_init(loop.handle(), &in, 0);
  uv_pipe_init(loop.handle(), &out, 0);
  process.data = in.data = out.data = writing.data = this;
  started = running = out_open = spawn(loop.handle()) == 0;
  limit = std::make_unique<Timer>(
      loop, [this] { stop(started ? ChildEnd::How::too_late : ChildEnd::How::unable); });
  limit->start(started ? Micros(order.limits.time) : Micros::zero());
  if (started) {
    write_input();
    read_output();
  }
}

void ChildProcess::State::write_input() {
  if (order.input.empty()) {
    close(base(&in));
    return;
  }
  const uv_buf_t bytes = uv_buf_init(order.input.data(), static_cast<unsigned>(order.input.size()));
  const auto written = [](uv_write_t* request, int) { of(request).close(base(&of(request).in)); };
  if (uv_write(&writing, reinterpret_cast<uv_stream_t*>(&in), &bytes, 1, written) != 0) {
    close(base(&in));
  }
}

void ChildProcess::State::read_output() {
  uv_read_start(
      reinterpret_cast<uv_stream_t*>(&out),
      [](uv_handle_t* handle, std::size_t, uv_buf_t* space) {
        auto& storage = of(handle).buffer;
        *space = uv_buf_init(storage.data(), static_cast<unsigned>(storage.size()));
      },
      [](uv_stream_t* stream, ssize_t size, const uv_buf_t* read) {
        of(stream).take(size, read->base);
      });
}

void ChildProcess::State::take(ssize_t size, const char* bytes) {
  if (size >= 0) {
    end.written.append(bytes, static_cast<std::size_t>(size));
    if (end.written.size() > order.limits.output) {
      end.written.resize(order.limits.output);
      stop(ChildEnd::How::too_much);
    }
    return;
  }
  out_open = false;
  uv_read_stop(reinterpret_cast<uv_stream_t*>(&out));
  conclude_if_over();
}

void ChildProcess::State::ended(std::int64_t status, int signal) {
  running = false;
  end.signal = signal;
  end.how = how_of(status, signal, order.task.empty());
  conclude_if_over();
}

/// What it started may live on behind it, and hold its output open. Once neither is so, its number
/// may be another's.
void ChildProcess::State::kill_all() const {
  if (running || out_open) {
    kill_group(uv_process_get_pid(&process));
  }
}

/// Ends it here and now, whatever it is doing.
void ChildProcess::State::stop(ChildEnd::How how) {
  if (!done) {
    return;
  }
  kill_all();
  uv_read_stop(reinterpret_cast<uv_stream_t*>(&out));
  end.how = how;
  conclude();
}

void ChildProcess::State::conclude_if_over() {
  if (!running && !out_open && done) {
    conclude();
  }
}

void ChildProcess::State::conclude() {
  limit->stop();
  const Done call = std::exchange(done, nullptr);
  call(std::move(end));  // the owner may go meanwhile
}

void ChildProcess::State::close(uv_handle_t* handle) {
  if (uv_is_closing(handle) == 0) {
    uv_close(handle, [](uv_handle_t* closed) {
      if (--of(closed).handles == 0) {
        delete &of(closed);  // NOLINT: nobody else may: libuv was the last to hold it
      }
    });
  }
}

void ChildProcess::State::abandon() {
  done = nullptr;
  limit.reset();
  kill_all();
  if (running) {
    collect(uv_process_get_pid(&process));
  }
  close(base(&process));
  close(base(&in));
  close(base(&out));
}

ChildProcess::ChildProcess(Loop& loop, ChildOrder order, Done done)
    : state_(new State(std::move(order), std::move(done))) {
  state_->start(loop);
}

ChildProcess::~ChildProcess() { state_->abandon(); }

ChildEnd run_child(ChildOrder order, const Interrupts* interrupts) {
  ChildEnd end{ChildEnd::How::unable, 0, ""};
  if (interrupts != nullptr && interrupts->happened()) {
    end.how = ChildEnd::How::interrupted;
    return end;
  }
  const auto loop = Loop::create();
  if (!loop) {
    return end;
  }
  const BrokenPipeGuard guard;  // it may end without having read all
  bool over = false;
  const ChildProcess child(**loop, std::move(order), [&](ChildEnd how) {
    end = std::move(how);
    over = true;
  });
  const InterruptWatch interrupt(**loop, interrupts, [&] {
    end = {ChildEnd::How::interrupted, 0, ""};
    over = true;
  });
  while (!over) {
    (*loop)->run_once();
  }
  return end;
}

}  // namespace netprobe
