#include "netprobe/probe/loop.h"

#include <fmt/format.h>
#include <uv.h>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace netprobe {
namespace {

static_assert(std::is_same_v<SocketHandle, uv_os_sock_t>);

Micros monotonic() { return Micros(static_cast<std::int64_t>(uv_hrtime() / 1000)); }

/// libuv lets go of a handle only in a later turn of the loop; the memory must last until then.
template <typename Handle>
void close_handle(Handle* handle) {
  uv_close(reinterpret_cast<uv_handle_t*>(&handle->uv),
           [](uv_handle_t* uv) { delete static_cast<Handle*>(uv->data); });
}

}  // namespace

Result<std::unique_ptr<Loop>> Loop::create() {
  auto uv = std::make_unique<uv_loop_t>();
  const int status = uv_loop_init(uv.get());
  if (status != 0) {
    return tl::unexpected<Error>(
        {Error::Kind::internal, fmt::format("libuv does not start: {}", uv_strerror(status))});
  }
  uv_loop_configure(uv.get(), UV_METRICS_IDLE_TIME);
  return std::unique_ptr<Loop>(new Loop(std::move(uv)));
}

Loop::Loop(std::unique_ptr<uv_loop_s> uv) : uv_(std::move(uv)), origin_(monotonic()) {}

Loop::~Loop() {
  // What was made on it should be gone. If something is not, its owner may be: it is closed without
  // a call, where a run of the loop would wait for it and then call whatever stands there now.
  const auto close = [](uv_handle_t* handle, void* /*argument*/) {
    if (uv_is_closing(handle) == 0) {
      uv_close(handle, nullptr);
    }
  };
  uv_walk(uv_.get(), close, nullptr);
  uv_run(uv_.get(), UV_RUN_DEFAULT);  // only closing handles are left: it waits for nothing
  uv_loop_close(uv_.get());
}

void Loop::run_once() { uv_run(uv_.get(), UV_RUN_ONCE); }

Instant Loop::now() const { return monotonic() - origin_; }

Micros Loop::busy() const {
  return now() - Micros(static_cast<std::int64_t>(uv_metrics_idle_time(uv_.get()) / 1000));
}

struct Timer::Handle {
  uv_timer_t uv{};
  bool is_calling = false;
  std::function<void()> call;
};

Timer::Timer(Loop& loop, std::function<void()> call) : handle_(new Handle) {
  handle_->call = std::move(call);
  uv_timer_init(loop.handle(), &handle_->uv);
  handle_->uv.data = handle_;
}

Timer::~Timer() { close_handle(handle_); }

void Timer::start(Micros after) {
  // The loop's idea of now is as old as its last wait; without this a timer that is set after
  // a burst of work would end early by the length of that burst.
  uv_update_time(handle_->uv.loop);
  const Micros least = handle_->is_calling ? Micros(Millis(1)) : Micros::zero();
  const auto milliseconds = std::chrono::ceil<Millis>(std::max(after, least)).count();
  const auto call = [](uv_timer_t* uv) {
    auto* const handle = static_cast<Handle*>(uv->data);
    handle->is_calling = true;
    handle->call();
    handle->is_calling = false;  // it is there even if the call has destroyed the timer
  };
  uv_timer_start(&handle_->uv, call, static_cast<std::uint64_t>(milliseconds), 0);
}

void Timer::stop() { uv_timer_stop(&handle_->uv); }

struct SocketWatch::Handle {
  uv_poll_t uv{};
  std::function<void(Events)> call;
  int wanted = 0;

  void start() {
    uv_poll_start(&uv, wanted, [](uv_poll_t* poll, int status, int events) {
      static_cast<Handle*>(poll->data)->happened(status, events);
    });
  }

  void happened(int status, int events) {
    if (status == 0) {
      call({.readable = (events & UV_READABLE) != 0, .writable = (events & UV_WRITABLE) != 0});
      return;
    }
    // libuv stops watching a socket that has an error pending, but the owner may still want it.
    call({.readable = true, .writable = true, .failed = true});
    if (wanted != 0 && uv_is_closing(reinterpret_cast<uv_handle_t*>(&uv)) == 0) {
      start();
    }
  }
};

SocketWatch::SocketWatch(Loop& loop, SocketHandle socket, std::function<void(Events)> call)
    : handle_(new Handle) {
  handle_->call = std::move(call);
  uv_poll_init_socket(loop.handle(), &handle_->uv, socket);
  handle_->uv.data = handle_;
}

SocketWatch::~SocketWatch() {
  handle_->wanted = 0;
  uv_poll_stop(&handle_->uv);
  close_handle(handle_);
}

void SocketWatch::watch(bool readable, bool writable) {
  const int wanted = (readable ? UV_READABLE : 0) | (writable ? UV_WRITABLE : 0);
  handle_->wanted = wanted;
  if (wanted == 0) {
    uv_poll_stop(&handle_->uv);
  } else {
    handle_->start();
  }
}

}  // namespace netprobe
