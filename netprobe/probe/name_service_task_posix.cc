#include "netprobe/probe/name_service_task.h"

#include "netprobe/probe/child_task.h"
#include "netprobe/probe/machine.h"

namespace netprobe {

ChildOrder name_service_order(const std::string& name) {
  ChildOrder order;
  order.words = {"getent", "ahosts", "--", name};
  order.environment = inherited_variables({"PATH", "RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES"});
  order.environment.emplace_back("LC_ALL=C");
  return order;
}

void answer_name_question() {
  constexpr int nobody_asks_for_this = 2;  // getent does it here
  end_child(nobody_asks_for_this);
}

}  // namespace netprobe
