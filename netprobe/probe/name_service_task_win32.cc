#include "netprobe/probe/name_service_task.h"

#include "netprobe/core/utf16.h"
#include "netprobe/probe/child_task.h"
#include "netprobe/probe/socket_address.h"
#include "netprobe/probe/winsock.h"

#include <memory>

namespace netprobe {

ChildOrder name_service_order(const std::string& name) {
  ChildOrder order;
  order.task = name_service_task;
  order.input = name;
  return order;
}

/// GetAddrInfoW waits for as long as it likes, and what could be cancelled (GetAddrInfoExW) can be
/// cancelled on newer systems alone. A process can be ended on each.
void answer_name_question() {
  constexpr int nobody_knows = 2;
  const std::string name = read_child_input();
  limit_child({});
  use_winsock();
  ADDRINFOW hints{};
  hints.ai_socktype = SOCK_STREAM;
  ADDRINFOW* list = nullptr;
  if (GetAddrInfoW(wide_of(name).c_str(), nullptr, &hints, &list) != 0) {
    end_child(nobody_knows);
  }
  const std::unique_ptr<ADDRINFOW, decltype(&FreeAddrInfoW)> owner(list, &FreeAddrInfoW);
  std::string lines;
  for (const ADDRINFOW* one = list; one != nullptr; one = one->ai_next) {
    if (const auto address = address_of(one->ai_addr)) {
      lines += address->to_string() + "\n";
    }
  }
  write_child_output(lines);
  end_child(lines.empty() ? nobody_knows : 0);
}

}  // namespace netprobe
