#include "netprobe/probe/kerberos_token.h"

#include "netprobe/core/text.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string_view>
#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t longest_answer = std::size_t{64} * 1024;

// --- in the process of its own
// --------------------------------------------------------------------------

/// Where the process puts its answer: '+' and the token, or '-' and why there is none.
[[noreturn]] void answer_and_end(int socket, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      break;
    }
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  _exit(0);
}

struct Listener {
  int answer = -1;
  std::string complaint = "the Kerberos library gives no reason";
};

/// libcurl shows every request that it sends; the first one carries the token, or never will.
int listen_to_curl(CURL* /*easy*/, curl_infotype type, char* data, std::size_t size,
                   void* pointer) {
  auto& listener = *static_cast<Listener*>(pointer);
  const std::string_view text(data, size);
  if (type == CURLINFO_TEXT && text.find("gss_") != std::string_view::npos) {
    listener.complaint = std::string(trim(text));
  }
  if (type == CURLINFO_HEADER_OUT) {
    constexpr std::string_view field = "Authorization: Negotiate ";
    const std::size_t at = text.find(field);
    const std::string_view rest =
        at == std::string_view::npos ? std::string_view() : text.substr(at + field.size());
    answer_and_end(listener.answer, rest.empty()
                                        ? "-" + listener.complaint
                                        : fmt::format("+{}", rest.substr(0, rest.find('\r'))));
  }
  return 0;
}

/// A socket that libcurl can connect to, and nobody reads. Its name, which no file has, stands for
/// this process.
std::string socket_of_nobody() {
  const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un any{};
  any.sun_family = AF_UNIX;
  socklen_t size = sizeof(sa_family_t);  // the kernel chooses the name: unix(7), autobind
  auto* const address = reinterpret_cast<sockaddr*>(&any);
  if (bind(listener, address, size) != 0 || listen(listener, 1) != 0) {
    return {};
  }
  size = sizeof any;
  getsockname(listener, address, &size);
  return {any.sun_path + 1, size - sizeof(sa_family_t) - 1};
}

/// libcurl speaks GSSAPI, or whatever it was built with. It shows a server the same token as a
/// proxy of that name.
[[noreturn]] void ask_and_end(const HostPort& proxy, int answer) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // A connection ends when its last descriptor is closed, so none of the copies may stay.
  close_range(static_cast<unsigned>(answer) + 1, ~0U, 0);
  close_range(STDERR_FILENO + 1, static_cast<unsigned>(answer) - 1, 0);
  Listener listener{.answer = answer};
  const std::string nobody = socket_of_nobody();
  const std::string url = fmt::format("http://{}/", proxy.to_string());
  CURL* easy = curl_easy_init();
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_ABSTRACT_UNIX_SOCKET, nobody.c_str());
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_USERPWD, ":");
  curl_easy_setopt(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_NEGOTIATE));
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, &listen_to_curl);
  curl_easy_setopt(easy, CURLOPT_DEBUGDATA, &listener);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  const CURLcode code = curl_easy_perform(easy);  // comes back only where no request was sent
  answer_and_end(answer, fmt::format("-{}", curl_easy_strerror(code)));
}

}  // namespace

// --- in ours
// ---------------------------------------------------------------------------------------------

struct KerberosToken::Request {
  Done done;
  Micros patience{};
  pid_t process = -1;
  int socket = -1;
  std::string answer;
  std::unique_ptr<SocketWatch> watch;
  std::unique_ptr<Timer> timer;

  Request(Micros limit, Done call) : done(std::move(call)), patience(limit) {}
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;
  ~Request() {
    watch.reset();
    if (process > 0) {
      kill(process, SIGKILL);
      waitpid(process, nullptr, 0);
    }
    if (socket >= 0) {
      close(socket);
    }
  }

  bool start(Loop& loop, const HostPort& proxy);
  void take_answer();
  void conclude(tl::expected<std::string, std::string> outcome);
};

bool KerberosToken::Request::start(Loop& loop, const HostPort& proxy) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) {
    return false;
  }
  process = fork();
  if (process == 0) {
    ask_and_end(proxy, ends[1]);
  }
  close(ends[1]);
  socket = ends[0];
  if (process < 0) {
    return false;
  }
  watch =
      std::make_unique<SocketWatch>(loop, socket, [this](SocketWatch::Events) { take_answer(); });
  watch->watch(true, false);
  return true;
}

void KerberosToken::Request::take_answer() {
  std::array<char, 4096> piece{};
  const ssize_t count = recv(socket, piece.data(), piece.size(), 0);
  if (count > 0 && answer.size() < longest_answer) {
    answer.append(piece.data(), static_cast<std::size_t>(count));
    return;
  }
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
    return;
  }
  const bool is_token = answer.starts_with('+');
  const std::string words =
      answer.empty() ? "the Kerberos library ended without an answer" : answer.substr(1);
  conclude(is_token ? tl::expected<std::string, std::string>(words) : tl::unexpected(words));
}

void KerberosToken::Request::conclude(tl::expected<std::string, std::string> outcome) {
  watch.reset();
  timer->stop();
  const Done call = std::move(done);  // it may destroy this object
  call(std::move(outcome));
}

KerberosToken::KerberosToken(Loop& loop, const HostPort& proxy, Micros patience, Done done)
    : request_(std::make_unique<Request>(patience, std::move(done))) {
  Request& request = *request_;
  const bool started = request.start(loop, proxy);
  request.timer = std::make_unique<Timer>(loop, [&request, started] {
    const auto waited = std::chrono::round<Millis>(request.patience).count();
    request.conclude(
        tl::unexpected(started ? fmt::format("no Kerberos server answered within {} ms", waited)
                               : std::string("no process could be started to ask Kerberos")));
  });
  request.timer->start(started ? patience : Micros::zero());
}

KerberosToken::~KerberosToken() = default;

}  // namespace netprobe
