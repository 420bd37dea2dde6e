#include "netprobe/probe/winsock.h"

#include "netprobe/core/text.h"
#include "netprobe/core/utf16.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace netprobe {

namespace {

struct Pair {
  int winsock, error;
};

constexpr auto pairs = std::to_array<Pair>({
    {WSAEACCES, EACCES},
    {WSAEADDRINUSE, EADDRINUSE},
    {WSAEADDRNOTAVAIL, EADDRNOTAVAIL},
    {WSAEAFNOSUPPORT, EAFNOSUPPORT},
    {WSAECONNABORTED, ECONNABORTED},
    {WSAECONNREFUSED, ECONNREFUSED},
    {WSAECONNRESET, ECONNRESET},
    {WSAEHOSTUNREACH, EHOSTUNREACH},
    {WSAEINVAL, EINVAL},
    {WSAEMFILE, EMFILE},
    {WSAENETDOWN, ENETDOWN},
    {WSAENETUNREACH, ENETUNREACH},
    {WSAENOBUFS, ENOBUFS},
    {WSAETIMEDOUT, ETIMEDOUT},
    {WSAEWOULDBLOCK, EAGAIN},
});

}  // namespace

void use_winsock() {
  // Never ended: the process does that, and every user of it ends before.
  static const int status = [] {
    WSADATA data{};
    return WSAStartup(MAKEWORD(2, 2), &data);
  }();
  static_cast<void>(status);  // without it every later call says why it fails
}

int errno_of_winsock(int code) {
  const auto* const found = std::find_if(pairs.begin(), pairs.end(),
                                         [&](const Pair& one) { return one.winsock == code; });
  return found == pairs.end() ? code : found->error;
}

int winsock_error_of(int error) {
  const auto* const found =
      std::find_if(pairs.begin(), pairs.end(), [&](const Pair& one) { return one.error == error; });
  return found == pairs.end() ? error : found->winsock;
}

std::string message_of_windows(DWORD code) {
  std::array<wchar_t, 512> text{};
  // In English: reports are read by others than the one who sits here. Where that language is not
  // installed the system's own is taken.
  constexpr DWORD how = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
  constexpr DWORD english = MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US);
  DWORD size = FormatMessageW(how, nullptr, code, english, text.data(),
                              static_cast<DWORD>(text.size()), nullptr);
  if (size == 0) {
    size = FormatMessageW(how, nullptr, code, 0, text.data(), static_cast<DWORD>(text.size()),
                          nullptr);
  }
  std::string message = utf8_of_wide({text.data(), size});
  std::replace(message.begin(), message.end(), '\n', ' ');
  std::replace(message.begin(), message.end(), '\r', ' ');
  return std::string(trim(message));
}

}  // namespace netprobe
