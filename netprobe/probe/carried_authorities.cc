#include "netprobe/probe/carried_authorities.h"

#include "netprobe/probe/certificate_facts.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace netprobe {

namespace {

struct FreeContext {
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};
using Context = std::unique_ptr<X509_STORE_CTX, FreeContext>;

void add(STACK_OF(X509) * certificates, X509* one) {
  if (X509_up_ref(one) == 1 && sk_X509_push(certificates, one) <= 0) {
    X509_free(one);
  }
}

}  // namespace

CheckedChain check_chain(X509_STORE* store, X509* leaf, STACK_OF(X509) * others,
                         unsigned long flags) {
  CheckedChain checked{X509_V_ERR_UNSPECIFIED, nullptr};
  const Context context(X509_STORE_CTX_new());
  if (context && X509_STORE_CTX_init(context.get(), store, leaf, others) == 1 &&
      X509_STORE_CTX_set_default(context.get(), "ssl_server") == 1) {
    X509_STORE_CTX_set_flags(context.get(), flags);
    const bool verified = X509_verify_cert(context.get()) == 1;
    checked.result = verified ? X509_V_OK : X509_STORE_CTX_get_error(context.get());
    checked.chain.reset(verified ? X509_STORE_CTX_get1_chain(context.get()) : nullptr);
  }
  ERR_clear_error();
  return checked;
}

CarriedAuthorities::CarriedAuthorities(const ServiceAuthorities& authorities)
    : keys_(authorities.keys.begin(), authorities.keys.end()),
      thumbprints_(authorities.thumbprints.begin(), authorities.thumbprints.end()),
      public_keys_(authorities.public_keys.begin(), authorities.public_keys.end()),
      unparsed_(authorities.certificates) {}

bool CarriedAuthorities::expect(const std::string& der) {
  const Certificate certificate = from_der(der);
  if (!certificate) {
    return false;
  }
  keys_.insert(key_of(certificate.get()));
  unparsed_.push_back(der);
  return true;
}

bool CarriedAuthorities::is_expected(X509* certificate) const {
  // SHA-1 is what Microsoft publishes. To be taken for such a certificate, another one would have
  // to match a digest that is given: nobody can do that, unlike finding two that match each other.
  return keys_.contains(key_of(certificate)) ||
         (!thumbprints_.empty() && thumbprints_.contains(thumbprint_of(certificate)));
}

bool CarriedAuthorities::is_public(X509* certificate) const {
  return public_keys_.contains(key_of(certificate));
}

void CarriedAuthorities::parse() {
  if (!roots_) {
    roots_.reset(X509_STORE_new());
  }
  for (const std::string& der : std::exchange(unparsed_, {})) {
    if (Certificate certificate = from_der(der)) {
      // One of former days is known by its name, and signs for the service no more.
      if (is_self_issued(certificate.get()) && is_expected(certificate.get())) {
        X509_STORE_add_cert(roots_.get(), certificate.get());
      }
      certificates_.push_back(std::move(certificate));
    }
  }
  ERR_clear_error();
}

Certificates CarriedAuthorities::with_links(STACK_OF(X509) * sent) {
  parse();
  // OpenSSL takes the first issuer that fits: a link goes before a root in its place.
  Certificates all(sk_X509_new_null());
  for (const Certificate& certificate : certificates_) {
    if (!is_self_issued(certificate.get())) {
      add(all.get(), certificate.get());
    }
  }
  for (int i = 0; i < sk_X509_num(sent); ++i) {
    add(all.get(), sk_X509_value(sent, i));
  }
  return all;
}

Certificates CarriedAuthorities::chain_to_service(X509* leaf, STACK_OF(X509) * sent) {
  const Certificates all = with_links(sent);
  // Whose chain it is does not depend on the day; whether it is in date is judged beside this.
  Certificates chain = check_chain(roots_.get(), leaf, all.get(), X509_V_FLAG_NO_CHECK_TIME).chain;
  // Whom an authority of the service vouches for is one, by whatever root a store ends its chain.
  for (int i = 1; chain && i < sk_X509_num(chain.get()); ++i) {
    keys_.insert(key_of(sk_X509_value(chain.get(), i)));
  }
  return chain;
}

bool CarriedAuthorities::borrows_name(X509* certificate) {
  const X509_NAME* issuer = X509_get_issuer_name(certificate);
  bool known = false;
  for (const Certificate& candidate : certificates_) {
    if (X509_NAME_cmp(X509_get_subject_name(candidate.get()), issuer) == 0) {
      known = true;
      if (X509_verify(certificate, X509_get0_pubkey(candidate.get())) == 1) {
        return false;
      }
    }
  }
  return known;
}

bool CarriedAuthorities::is_name_borrowed(X509* leaf, STACK_OF(X509) * sent) {
  parse();
  bool borrowed = borrows_name(leaf);
  for (int i = 0; i < sk_X509_num(sent) && !borrowed; ++i) {
    borrowed = borrows_name(sk_X509_value(sent, i));
  }
  ERR_clear_error();
  return borrowed;
}

}  // namespace netprobe
