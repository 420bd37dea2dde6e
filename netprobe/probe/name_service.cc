#include "netprobe/probe/name_service.h"

#include "netprobe/core/text.h"
#include "netprobe/probe/child_process.h"
#include "netprobe/probe/name_service_task.h"

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t most_printed = std::size_t{16} * 1024;

ChildOrder order_for(const std::string& name, Micros limit) {
  ChildOrder order = name_service_order(name);
  order.limits.time = std::chrono::ceil<Millis>(limit);
  order.limits.output = most_printed;
  return order;
}

/// It ends with a status of its own where the name is known to nobody. Who killed it is not ours to
/// say: it has not answered.
NameServiceAnswer answer_of(const ChildEnd& end) {
  NameServiceAnswer answer;
  answer.asked = end.how != ChildEnd::How::unable;
  answer.expired = end.how == ChildEnd::How::too_late || end.signal != 0;
  answer.addresses = addresses_in(end.written);
  return answer;
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

struct NameServiceQuestion::Process {
  Process(Loop& loop, ChildOrder order, ChildProcess::Done done)
      : child(loop, std::move(order), std::move(done)) {}
  ChildProcess child;
};

NameServiceQuestion::NameServiceQuestion(Loop& loop, const std::string& name, Micros limit,
                                         Done done)
    : process_(std::make_unique<Process>(
          loop, order_for(name, limit),
          [call = std::move(done)](const ChildEnd& end) { call(answer_of(end)); })) {}

NameServiceQuestion::~NameServiceQuestion() = default;

}  // namespace netprobe
