#include "netprobe/probe/kerberos_task.h"

#include "netprobe/core/record.h"
#include "netprobe/core/text.h"
#include "netprobe/probe/child_task.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <string>
#include <string_view>

namespace netprobe {

namespace {

[[noreturn]] void answer_and_end(char kind, std::string_view bytes) {
  write_child_output(record_text(kind, bytes));
  end_child(0);
}

/// libcurl shows every request that it sends; the first one carries the token, or never will.
int listen_to_curl(CURL* /*easy*/, curl_infotype type, char* data, std::size_t size,
                   void* pointer) {
  auto& complaint = *static_cast<std::string*>(pointer);
  const std::string_view text(data, size);
  if (type == CURLINFO_TEXT && text.find("gss_") != std::string_view::npos) {
    complaint = std::string(trim(text));
  }
  if (type == CURLINFO_HEADER_OUT) {
    constexpr std::string_view field = "Authorization: Negotiate ";
    const std::size_t at = text.find(field);
    if (at == std::string_view::npos) {
      answer_and_end(kerberos_complaint, complaint);
    }
    const std::string_view rest = text.substr(at + field.size());
    answer_and_end(kerberos_token, rest.substr(0, rest.find('\r')));
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

/// The static file's libcurl does not: Kerberos' libraries load others as they run.
bool speaks_kerberos() {
  return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_SPNEGO) != 0;
}

}  // namespace

/// libcurl speaks GSSAPI, or whatever it was built with. It shows a server the same token as a
/// proxy of that name.
void ask_kerberos() {
  const std::string input = read_child_input();
  std::string_view text = input;
  const auto question = take_record(text);
  const auto proxy = question && question->kind == kerberos_proxy && text.empty()
                         ? HostPort::parse(question->bytes)
                         : std::nullopt;
  if (!proxy) {
    end_child(2);
  }
  if (!speaks_kerberos()) {
    answer_and_end(kerberos_complaint, "this netprobe is built without Kerberos");
  }
  limit_child({});
  std::string complaint = "the Kerberos library gives no reason";
  const std::string nobody = socket_of_nobody();
  const std::string url = fmt::format("http://{}/", proxy->to_string());
  CURL* easy = curl_easy_init();
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_ABSTRACT_UNIX_SOCKET, nobody.c_str());
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_USERPWD, ":");
  curl_easy_setopt(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_NEGOTIATE));
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, &listen_to_curl);
  curl_easy_setopt(easy, CURLOPT_DEBUGDATA, &complaint);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  const CURLcode code = curl_easy_perform(easy);  // comes back only where no request was sent
  answer_and_end(kerberos_complaint, curl_easy_strerror(code));
}

}  // namespace netprobe
