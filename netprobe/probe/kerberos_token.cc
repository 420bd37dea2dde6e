#include "netprobe/probe/kerberos_token.h"

#include "netprobe/core/record.h"
#include "netprobe/probe/child_process.h"
#include "netprobe/probe/kerberos_task.h"
#include "netprobe/probe/machine.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t longest_answer = std::size_t{64} * 1024;

using TokenAnswer = tl::expected<std::string, std::string>;

ChildOrder order_for(const HostPort& proxy, Micros patience) {
  ChildOrder order;
  order.task = kerberos_task;
  order.environment = inherited_variables(
      {"KRB5*", "GSS*", "HOME", "TMPDIR", "RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES"});
  order.input = record_text(kerberos_proxy, proxy.to_string());
  order.limits.time = std::chrono::ceil<Millis>(patience);
  order.limits.output = longest_answer;
  return order;
}

TokenAnswer answer_of(const ChildEnd& end, Micros patience) {
  if (end.how == ChildEnd::How::too_late) {
    return tl::unexpected(fmt::format("no Kerberos server answered within {} ms",
                                      std::chrono::round<Millis>(patience).count()));
  }
  if (end.how == ChildEnd::How::unable) {
    return tl::unexpected(std::string("no process could be started to ask Kerberos"));
  }
  std::string_view text = end.written;
  const auto record = take_record(text);
  if (!record || (record->kind != kerberos_token && record->kind != kerberos_complaint)) {
    return tl::unexpected(std::string("the Kerberos library ended without an answer"));
  }
  std::string words(record->bytes);
  return record->kind == kerberos_token ? TokenAnswer(std::move(words))
                                        : tl::unexpected(std::move(words));
}

}  // namespace

struct KerberosToken::Request {
  Request(Loop& loop, ChildOrder order, ChildProcess::Done done)
      : process(loop, std::move(order), std::move(done)) {}
  ChildProcess process;
};

KerberosToken::KerberosToken(Loop& loop, const HostPort& proxy, Micros patience, Done done)
    : request_(std::make_unique<Request>(loop, order_for(proxy, patience),
                                         [patience, call = std::move(done)](const ChildEnd& end) {
                                           call(answer_of(end, patience));
                                         })) {}

KerberosToken::~KerberosToken() = default;

}  // namespace netprobe
