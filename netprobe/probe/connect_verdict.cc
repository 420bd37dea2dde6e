#include "netprobe/probe/connect_verdict.h"

#include <fmt/format.h>

#include <cerrno>
#include <utility>

namespace netprobe {
namespace {

/// ICMP as RFC 792, RFC 1812 (5.2.7.1) and RFC 4443 number it.
constexpr int unreachable_v4 = 3;
constexpr int time_exceeded_v4 = 11;
constexpr int unreachable_v6 = 1;
constexpr int time_exceeded_v6 = 3;

enum class IcmpMeaning { host, port, prohibited, hop_limit, other };

IcmpMeaning meaning_v4(int type, int code) {
  if (type == time_exceeded_v4) {
    return IcmpMeaning::hop_limit;
  }
  if (type != unreachable_v4) {
    return IcmpMeaning::other;
  }
  if (code == 9 || code == 10 || code == 13) {
    return IcmpMeaning::prohibited;
  }
  return code == 3 ? IcmpMeaning::port : IcmpMeaning::host;
}

IcmpMeaning meaning_v6(int type, int code) {
  if (type == time_exceeded_v6) {
    return IcmpMeaning::hop_limit;
  }
  if (type != unreachable_v6) {
    return IcmpMeaning::other;
  }
  if (code == 1 || code == 5 || code == 6) {  // prohibited, source address failed policy, reject
    return IcmpMeaning::prohibited;
  }
  return code == 4 ? IcmpMeaning::port : IcmpMeaning::host;
}

IcmpMeaning meaning_of(const IcmpReport& report) {
  return report.family == Family::ipv4 ? meaning_v4(report.type, report.code)
                                       : meaning_v6(report.type, report.code);
}

std::string_view words_of(IcmpMeaning meaning) {
  switch (meaning) {
    case IcmpMeaning::host:
      return "host or network unreachable";
    case IcmpMeaning::port:
      return "port unreachable";
    case IcmpMeaning::prohibited:
      return "administratively prohibited";
    case IcmpMeaning::hop_limit:
      return "hop limit exceeded";
    case IcmpMeaning::other:
      return "an error";
  }
  return "an error";
}

RawCode raw_of(const IcmpReport& report, IcmpMeaning meaning) {
  const std::string_view protocol = report.family == Family::ipv4 ? "ICMP" : "ICMPv6";
  return {.library = "icmp",
          .code = report.type * 256L + report.code,
          .text = fmt::format("{} type {} code {}: {}", protocol, report.type, report.code,
                              words_of(meaning))};
}

/// When a neighbour does not answer, our own kernel says "host unreachable" to itself, but only
/// after it has asked for some seconds; a rule of the host's firewall says it at once.
constexpr Micros neighbour_patience = Millis(500);

Cause cause_of(const ConnectEnding& ending, IcmpMeaning meaning) {
  const bool neighbour =
      meaning == IcmpMeaning::host && ending.elapsed > neighbour_patience && !ending.at_once;
  if (ending.icmp_from_this_machine && !neighbour) {
    return Cause::tcp_denied_locally;
  }
  return meaning == IcmpMeaning::prohibited ? Cause::tcp_prohibited : Cause::tcp_unreachable;
}

Failure judge_icmp(const ConnectEnding& ending, const IcmpReport& icmp, const HostPort& target) {
  const IcmpMeaning meaning = meaning_of(icmp);
  Failure failure{.stage = Stage::tcp, .cause = cause_of(ending, meaning)};
  const std::string sender = icmp.sender ? icmp.sender->to_string() : "an unknown sender";
  failure.detail = fmt::format("{}{} answered the connect to {} with ICMP: {}", sender,
                               ending.icmp_from_this_machine ? " (this machine)" : "",
                               target.to_string(), words_of(meaning));
  failure.raw = {raw_of(icmp, meaning), raw_code_of(ending.error)};
  failure.reported_by = icmp.sender;
  return failure;
}

struct Verdict {
  Cause cause;
  std::string_view words;
};

Verdict judge_error(int error, bool at_once) {
  switch (error) {
    case ECONNREFUSED:
    case ECONNRESET:
      return {Cause::tcp_reset, "a RST came back to the SYN"};
    case EPERM:
    case EACCES:
      return {Cause::tcp_denied_locally, "this machine's kernel refused to send the SYN"};
    case ENETUNREACH:  // late it is a router's word, of which Windows does not say whose
    case EHOSTUNREACH:
    case EINVAL:
    case ENETDOWN:
      return at_once ? Verdict{Cause::tcp_no_route, "this machine has no route to the address"}
                     : Verdict{Cause::tcp_unreachable, "the next hop could not be reached"};
    case ETIMEDOUT:
      return {Cause::tcp_timeout, "nothing came back to the SYN"};
    default:
      return {at_once ? Cause::tcp_denied_locally : Cause::tcp_unreachable,
              "this machine's kernel ended the connect"};
  }
}

Cause proxy_cause(Cause cause, const ConnectEnding& ending) {
  const bool port = ending.icmp && meaning_of(*ending.icmp) == IcmpMeaning::port;
  if (cause == Cause::tcp_timeout) {
    return Cause::proxy_timeout;
  }
  if (cause == Cause::tcp_reset || (cause == Cause::tcp_unreachable && port)) {
    return Cause::proxy_refused;
  }
  return Cause::proxy_unreachable;
}

}  // namespace

Failure judge_connect(const ConnectEnding& ending, const HostPort& target) {
  if (ending.expired) {
    return {.stage = Stage::tcp,
            .cause = Cause::tcp_timeout,
            .detail = fmt::format("{}: nothing came back to the SYN in {} ms", target.to_string(),
                                  std::chrono::round<Millis>(ending.elapsed).count())};
  }
  if (ending.icmp) {
    return judge_icmp(ending, *ending.icmp, target);
  }
  const Verdict verdict = judge_error(ending.error, ending.at_once);
  return {.stage = Stage::tcp,
          .cause = verdict.cause,
          .detail = fmt::format("{}: {}", target.to_string(), verdict.words),
          .raw = {raw_code_of(ending.error)}};
}

Failure judge_proxy_connect(const ConnectEnding& ending, const HostPort& proxy) {
  Failure failure = judge_connect(ending, proxy);
  failure.stage = Stage::proxy_tcp;
  failure.cause = proxy_cause(failure.cause, ending);
  return failure;
}

bool is_unanswered(const ConnectEnding& ending) {
  return ending.expired || ending.error == ETIMEDOUT;
}

bool lacks_ipv6(const ConnectEnding& ending, Family family) {
  return family == Family::ipv6 && ending.at_once &&
         (ending.error == ENETUNREACH || ending.error == EAFNOSUPPORT);
}

std::optional<std::string> own_shortage(const ConnectEnding& ending, const HostPort& target) {
  if (!ending.at_once) {
    return std::nullopt;
  }
  switch (ending.error) {
    case EADDRNOTAVAIL:  // start_connect keeps it for this
      return fmt::format("this machine has no free port towards {}", target.to_string());
    case EMFILE:
    case ENFILE:
      return "this machine has no free file descriptor";
    case ENOBUFS:
    case ENOMEM:
      return "this machine has no memory left for a connection";
    default:
      return std::nullopt;
  }
}

bool is_local_refusal(Cause cause) {
  return cause == Cause::tcp_denied_locally || cause == Cause::tcp_no_route;
}

}  // namespace netprobe
