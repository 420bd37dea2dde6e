#define SECURITY_WIN32  // NOLINT: sspi.h asks for it

#include "netprobe/probe/kerberos_task.h"

#include "netprobe/core/record.h"
#include "netprobe/core/text.h"
#include "netprobe/core/utf16.h"
#include "netprobe/probe/child_task.h"
#include "netprobe/probe/winsock.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <sspi.h>

#include <string>
#include <string_view>

namespace netprobe {

namespace {

[[noreturn]] void answer_and_end(char kind, std::string_view bytes) {
  write_child_output(record_text(kind, bytes));
  end_child(0);
}

[[noreturn]] void complain_and_end(std::string_view call, SECURITY_STATUS status) {
  const auto code = static_cast<DWORD>(status);
  answer_and_end(kerberos_complaint,
                 fmt::format("{}: 0x{:08X} {}", call, code, message_of_windows(code)));
}

std::string base64(const SecBuffer& bytes) {
  std::string text(4 * ((bytes.cbBuffer + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   static_cast<const unsigned char*>(bytes.pvBuffer),
                                   static_cast<int>(bytes.cbBuffer));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

}  // namespace

/// SSPI, with the log-on session of whoever runs this. Without a ticket Windows would fall back to
/// NTLM, which is no answer to what was asked: that is said.
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
  limit_child({});
  CredHandle credentials{};
  TimeStamp expiry{};
  std::wstring package = L"Negotiate";
  SECURITY_STATUS status =
      AcquireCredentialsHandleW(nullptr, package.data(), SECPKG_CRED_OUTBOUND, nullptr, nullptr,
                                nullptr, nullptr, &credentials, &expiry);
  if (status != SEC_E_OK) {
    complain_and_end("AcquireCredentialsHandle", status);
  }
  std::wstring target = wide_of("HTTP/" + proxy->host);
  CtxtHandle context{};
  SecBuffer token{0, SECBUFFER_TOKEN, nullptr};
  SecBufferDesc tokens{SECBUFFER_VERSION, 1, &token};
  ULONG attributes = 0;
  status = InitializeSecurityContextW(
      &credentials, nullptr, target.data(), ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_MUTUAL_AUTH, 0,
      SECURITY_NATIVE_DREP, nullptr, 0, &context, &tokens, &attributes, &expiry);
  if (status == SEC_I_COMPLETE_NEEDED || status == SEC_I_COMPLETE_AND_CONTINUE) {
    CompleteAuthToken(&context, &tokens);
    status = SEC_I_CONTINUE_NEEDED;
  }
  if (status != SEC_E_OK && status != SEC_I_CONTINUE_NEEDED) {
    complain_and_end("InitializeSecurityContext", status);
  }
  const std::string_view bytes(static_cast<const char*>(token.pvBuffer), token.cbBuffer);
  if (bytes.empty() || bytes.starts_with("NTLMSSP")) {
    answer_and_end(kerberos_complaint,
                   fmt::format("Windows has no Kerberos ticket for HTTP/{}, and would use NTLM "
                               "(klist get HTTP/{} says why)",
                               proxy->host, proxy->host));
  }
  answer_and_end(kerberos_token, base64(token));  // what it holds ends with this process
}

}  // namespace netprobe
