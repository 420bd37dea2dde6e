#include "netprobe/probe/interrupts.h"

#include <uv.h>
#include <windows.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

namespace netprobe {

namespace {

std::atomic<int> came = 0;

/// Whom the console's thread has to wake: it may come at any time, so they are held by a lock.
struct Listeners {
  std::mutex lock;
  std::vector<uv_async_t*> all;
};

Listeners& listeners() {
  static Listeners held;
  return held;
}

void wake_all() {
  const std::lock_guard guard(listeners().lock);
  for (uv_async_t* one : listeners().all) {
    uv_async_send(one);
  }
}

/// On a thread that the console makes. Whoever closes the window, logs off or shuts down waits for
/// some seconds for it to come back: so it does not, and what is known so far is written meanwhile.
BOOL WINAPI note_event(DWORD event) {
  const bool is_key = event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT;
  if (came.fetch_add(1) > 0 && is_key) {
    return FALSE;  // the second one ends the process
  }
  wake_all();
  if (!is_key) {
    Sleep(INFINITE);  // ends with the process
  }
  return TRUE;
}

}  // namespace

const Interrupts& Interrupts::hold() {
  static const Interrupts held = [] {
    listeners();  // must outlive whoever is called
    SetConsoleCtrlHandler(&note_event, TRUE);
    return Interrupts();
  }();
  return held;
}

bool Interrupts::happened() const { return came > 0; }

/// libuv lets go of the handle later than its owner does.
struct InterruptWatch::Inside {
  struct Wake {
    uv_async_t uv{};
    std::function<void()> call;
  };
  Wake* wake = nullptr;
};

InterruptWatch::InterruptWatch(Loop& loop, const Interrupts* interrupts, std::function<void()> call)
    : inside_(std::make_unique<Inside>()) {
  if (interrupts == nullptr) {
    return;
  }
  auto wake = std::make_unique<Inside::Wake>();
  wake->call = std::move(call);
  const auto woken = [](uv_async_t* uv) {
    if (auto called = std::exchange(static_cast<Inside::Wake*>(uv->data)->call, nullptr)) {
      called();
    }
  };
  if (uv_async_init(loop.handle(), &wake->uv, woken) != 0) {
    return;
  }
  wake->uv.data = wake.get();
  inside_->wake = wake.release();
  {
    const std::lock_guard guard(listeners().lock);
    listeners().all.push_back(&inside_->wake->uv);
  }
  if (interrupts->happened()) {
    uv_async_send(&inside_->wake->uv);
  }
}

InterruptWatch::~InterruptWatch() {
  if (inside_->wake == nullptr) {
    return;
  }
  {
    const std::lock_guard guard(listeners().lock);
    std::erase(listeners().all, &inside_->wake->uv);
  }
  inside_->wake->call = nullptr;
  uv_close(reinterpret_cast<uv_handle_t*>(&inside_->wake->uv),
           [](uv_handle_t* uv) { delete static_cast<Inside::Wake*>(uv->data); });
}

}  // namespace netprobe
