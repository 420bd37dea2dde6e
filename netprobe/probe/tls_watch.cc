#include "netprobe/probe/tls_watch.h"

#include "netprobe/core/address.h"
#include "netprobe/probe/certificate_facts.h"
#include "netprobe/probe/certificate_verdict.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <cstddef>
#include <utility>

namespace netprobe {

namespace {

constexpr int record_header =
    256;  // SSL3_RT_HEADER: a pseudo content type of OpenSSL's message callback
constexpr int longest_chain = 16;

bool name_matches(X509* leaf, const std::string& name) {
  if (name.empty()) {
    return true;
  }
  if (IpAddress::parse(name)) {
    return X509_check_ip_asc(leaf, name.c_str(), 0) == 1;
  }
  return X509_check_host(leaf, name.c_str(), name.size(), 0, nullptr) == 1;
}

void note_chain(X509_STORE_CTX* context, TlsFacts& facts) {
  STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(context);
  facts.chain.clear();
  const int count = sent == nullptr ? 0 : sk_X509_num(sent);
  for (int i = 0; i < count && i < longest_chain; ++i) {
    facts.chain.push_back(facts_of(sk_X509_value(sent, i)));
  }
  if (facts.chain.empty()) {
    facts.chain.push_back(facts_of(X509_STORE_CTX_get0_cert(context)));
  }
}

/// OpenSSL asks here whether to go on. The whole chain is recorded either way.
int verify(X509_STORE_CTX* context, void* argument) {
  TlsWatch& watch = *static_cast<TlsWatch*>(argument);
  TlsFacts& facts = watch.trace.facts;
  const ChainVerdict verdict = watch.trust.verify(context);
  facts.verify_result = verdict.result;
  facts.verify_text = X509_verify_cert_error_string(verdict.result);
  note_chain(context, facts);
  facts.anchor = verdict.anchor;
  facts.anchor_kind = verdict.kind;
  watch.trace.name_matches = name_matches(X509_STORE_CTX_get0_cert(context), watch.name);
  watch.trace.certificate_failure =
      judge_certificate(facts,
                        {.name_matches = watch.trace.name_matches,
                         .is_service = watch.is_service,
                         .authority_is_borrowed = verdict.name_is_borrowed},
                        watch.stage);
  ERR_clear_error();
  return watch.trace.certificate_failure ? 0 : 1;
}

void note_message(int sent, int /*version*/, int type, const void* buffer, std::size_t size,
                  SSL* ssl, void* argument) {
  TlsWatch& watch = *static_cast<TlsWatch*>(argument);
  const auto* bytes = static_cast<const unsigned char*>(buffer);
  if (sent == 1 && type == SSL3_RT_HANDSHAKE && !watch.trace.began) {
    watch.trace.began = true;
    watch.trace.began_at = watch.loop.now();
  }
  if (sent == 0 && type == record_header && size >= 2) {
    const bool known = bytes[0] >= SSL3_RT_CHANGE_CIPHER_SPEC &&
                       bytes[0] <= SSL3_RT_APPLICATION_DATA && bytes[1] == 3;
    watch.trace.strange_record = watch.trace.strange_record || !known;
    watch.trace.any_record = true;
  }
  if (sent == 0 && type == SSL3_RT_ALERT && size >= 2 && bytes[1] != SSL_AD_CLOSE_NOTIFY) {
    watch.trace.alert = bytes[1];
    watch.trace.facts.alert = SSL_alert_desc_string_long(bytes[1]);
  }
  if (ssl != nullptr) {
    const char* version = SSL_get_version(ssl);
    watch.trace.facts.version = version == nullptr ? "" : version;
  }
}

using Owned = std::shared_ptr<TlsWatch>;

/// The slot of a context in which it owns its watch.
int slot() {
  static const int index = SSL_CTX_get_ex_new_index(
      0, nullptr, nullptr, nullptr,
      [](void* /*context*/, void* owned, CRYPTO_EX_DATA* /*all*/, int /*index*/, long /*number*/,
         void* /*argument*/) { delete static_cast<Owned*>(owned); });
  return index;
}

/// OpenSSL's queue of errors has the first one's cause in front, and libcurl, which turns it into
/// an English sentence, has not emptied it yet.
void note_reason(TlsTrace& trace) {
  const unsigned long error = ERR_peek_error();
  if (trace.reason == 0 && ERR_GET_LIB(error) == ERR_LIB_SSL) {
    trace.reason = ERR_GET_REASON(error);
  }
}

void note_state(const SSL* ssl, int where, int status) {
  const auto* owned = static_cast<Owned*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), slot()));
  if (owned == nullptr || (*owned)->trace.finished) {
    return;
  }
  TlsWatch& watch = **owned;
  if (where == SSL_CB_CONNECT_EXIT && status <= 0) {
    note_reason(watch.trace);
  }
  if ((where & SSL_CB_HANDSHAKE_DONE) == 0) {
    return;
  }
  watch.trace.finished = true;
  watch.trace.ended_at = watch.loop.now();
  watch.trace.facts.version = SSL_get_version(ssl);
  watch.trace.facts.cipher = SSL_get_cipher_name(ssl);
}

}  // namespace

bool offer_groups_of_windows(SSL_CTX* context) {
  return SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384") == 1;
}

void watch_tls(SSL_CTX* context, std::shared_ptr<TlsWatch> watch) {
  TlsWatch* const raw = watch.get();  // good for as long as the context, which owns it
  SSL_CTX_set1_cert_store(context, watch->trust.store());
  SSL_CTX_set_ex_data(context, slot(), new Owned(std::move(watch)));
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, verify, raw);
  SSL_CTX_set_msg_callback(context, note_message);
  SSL_CTX_set_msg_callback_arg(context, raw);
  SSL_CTX_set_info_callback(context, note_state);
  SSL_CTX_set_quiet_shutdown(context, 1);
}

}  // namespace netprobe
