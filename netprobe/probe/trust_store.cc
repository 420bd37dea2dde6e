#include "netprobe/probe/trust_store.h"

#include "netprobe/probe/certificate_bundle.h"
#include "netprobe/probe/certificate_facts.h"
#include "netprobe/probe/machine.h"
#include "netprobe/probe/system_roots.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace netprobe {

namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeName {
  void operator()(X509_NAME* name) const { X509_NAME_free(name); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
using Name = std::unique_ptr<X509_NAME, FreeName>;

const unsigned char* bytes_of(const std::string& der) {
  return reinterpret_cast<const unsigned char*>(der.data());
}

unsigned long hash_of(const X509_NAME* name) {
  return X509_NAME_hash_ex(name, nullptr, nullptr, nullptr);
}

/// A place in DER: what is left from it to the end of the element around it.
struct Place {
  const unsigned char* at;
  long left;
};

/// Steps into the element here, which must be a SEQUENCE, or over it, whatever it is.
bool step(Place& place, bool into) {
  const unsigned char* inside = place.at;
  long length = 0;
  int tag = 0;
  int kind = 0;
  const int flags = ASN1_get_object(&inside, &length, &tag, &kind, place.left);
  if ((flags & 0x81) != 0 || (into && tag != V_ASN1_SEQUENCE)) {
    return false;
  }
  place = into ? Place{inside, length}
               : Place{inside + length, place.left - static_cast<long>(inside + length - place.at)};
  return true;
}

/// The hash of a certificate's subject, without parsing its key: RFC 5280, 4.1.
std::optional<unsigned long> subject_hash(const std::string& der) {
  Place place{bytes_of(der), static_cast<long>(der.size())};
  bool fits = step(place, true) && step(place, true);
  const bool has_version = fits && place.left > 0 && place.at[0] == 0xA0;
  const int before = has_version ? 5 : 4;  // version, serial number, algorithm, issuer, validity
  for (int i = 0; fits && i < before; ++i) {
    fits = step(place, false);
  }
  const Name subject(fits ? d2i_X509_NAME(nullptr, &place.at, place.left) : nullptr);
  return subject ? std::optional(hash_of(subject.get())) : std::nullopt;
}

/// The chain ended before any trusted root: what may come of a link that the far end left out, or
/// in whose place it sent a root that stands by itself.
bool is_incomplete(int result) {
  return result == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ||
         result == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN ||
         result == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
         result == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE;
}

X509* end_of(const STACK_OF(X509) * chain) {
  const int count = chain == nullptr ? 0 : sk_X509_num(chain);
  return count == 0 ? nullptr : sk_X509_value(chain, count - 1);
}

bool use_system_folder(X509_STORE* store) {
  X509_LOOKUP* folder = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
  return folder != nullptr && X509_LOOKUP_add_dir(folder, nullptr, X509_FILETYPE_DEFAULT) == 1;
}

}  // namespace

Result<TrustStore> TrustStore::create(const TrustInputs& inputs) {
  TrustStore trust(inputs.authorities);
  trust.store_.reset(X509_STORE_new());
  const bool file_is_set = has_variable(X509_get_default_cert_file_env());
  trust.bundle_unread_ = !file_is_set;
  if (!trust.store_ || !(file_is_set ? X509_STORE_set_default_paths(trust.store_.get()) == 1
                                     : use_system_folder(trust.store_.get()))) {
    return tl::unexpected<Error>(
        {Error::Kind::internal, "OpenSSL cannot set up its certificate store"});
  }
  // A caller's intermediate that it trusts may end a chain, as a root does.
  X509_STORE_set_flags(trust.store_.get(), X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
  if (!file_is_set) {
    for (const std::string& der : system_roots()) {
      static_cast<void>(trust.keep(der));  // what the system keeps and is none is nobody's issuer
    }
  }
  for (const auto* list : {&inputs.extra_certificates, &inputs.expected_certificates}) {
    for (const std::string& der : *list) {
      const bool is_expected = list == &inputs.expected_certificates;
      if (!trust.keep(der) || (is_expected && !trust.authorities_.expect(der))) {
        return input_error("a given certificate cannot be added to the trusted ones");
      }
    }
  }
  ERR_clear_error();
  return trust;
}

Result<TrustStore> TrustStore::create_for_proxies(TrustInputs inputs) {
  auto& extra = inputs.extra_certificates;
  extra.insert(extra.end(), inputs.proxy_certificates.begin(), inputs.proxy_certificates.end());
  return create(inputs);
}

bool TrustStore::keep(const std::string& der) {
  const auto hash = subject_hash(der);
  if (hash) {
    waiting_.emplace(*hash, der);
  }
  return hash.has_value();
}

void TrustStore::supply(const X509_NAME* subject) {
  // Taken out first: a self-signed certificate names itself as its issuer.
  std::vector<std::string> found;
  const auto [begin, end] = waiting_.equal_range(hash_of(subject));
  for (auto one = begin; one != end; ++one) {
    found.push_back(std::move(one->second));
  }
  waiting_.erase(begin, end);
  for (const std::string& der : found) {
    if (const Certificate certificate = from_der(der)) {
      X509_STORE_add_cert(store_.get(), certificate.get());
      supply(X509_get_issuer_name(certificate.get()));
    }
  }
}

void TrustStore::supply_for(const std::vector<X509*>& chain) {
  for (X509* certificate : chain) {
    supply(X509_get_subject_name(certificate));
    supply(X509_get_issuer_name(certificate));
  }
}

void TrustStore::read_system_bundle() {
  bundle_unread_ = false;
  const Bio file(BIO_new_file(certificate_bundle().c_str(), "r"));
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* bytes = nullptr;
  long size = 0;
  while (file && PEM_read_bio(file.get(), &name, &header, &bytes, &size) == 1) {
    static_cast<void>(keep({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)}));
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(bytes);
  }
  ERR_clear_error();
}

void TrustStore::supply(X509_STORE_CTX* context) {
  std::vector<X509*> chain = {X509_STORE_CTX_get0_cert(context)};
  STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(context);
  for (int i = 0; sent != nullptr && i < sk_X509_num(sent); ++i) {
    chain.push_back(sk_X509_value(sent, i));
  }
  supply_for(chain);
  const auto has_issuer = [context](X509* certificate) {
    X509* issuer = nullptr;
    const bool found = X509_STORE_CTX_get1_issuer(&issuer, context, certificate) == 1;
    X509_free(issuer);
    return found;
  };
  if (bundle_unread_ && std::none_of(chain.begin(), chain.end(), has_issuer)) {
    read_system_bundle();
    supply_for(chain);
  }
}

CheckedChain TrustStore::complete(X509* leaf, STACK_OF(X509) * sent) {
  const Certificates all = authorities_.with_links(sent);
  if (bundle_unread_) {
    read_system_bundle();
  }
  std::vector<X509*> chain = {leaf};
  for (int i = 0; i < sk_X509_num(all.get()); ++i) {
    chain.push_back(sk_X509_value(all.get(), i));
  }
  supply_for(chain);
  return check_chain(store_.get(), leaf, all.get());
}

CheckedChain TrustStore::install_root(X509* leaf, STACK_OF(X509) * sent) {
  const Certificates own =
      installs_roots_on_demand() ? authorities_.chain_to_service(leaf, sent) : Certificates();
  X509* const root = end_of(own.get());
  if (root == nullptr) {
    return {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, {}};
  }
  X509_STORE_add_cert(store_.get(), root);
  return check_chain(store_.get(), leaf, authorities_.with_links(sent).get());
}

ChainVerdict TrustStore::verify(X509_STORE_CTX* context) {
  X509* const leaf = X509_STORE_CTX_get0_cert(context);
  STACK_OF(X509)* const sent = X509_STORE_CTX_get0_untrusted(context);
  supply(context);
  ChainVerdict verdict;
  const bool verified = X509_verify_cert(context) == 1;
  verdict.result = verified ? X509_V_OK : X509_STORE_CTX_get_error(context);
  const STACK_OF(X509)* chain = verified ? X509_STORE_CTX_get0_chain(context) : nullptr;
  CheckedChain completed;
  if (is_incomplete(verdict.result)) {
    completed = complete(leaf, sent);
    if (is_incomplete(completed.result)) {
      if (CheckedChain installed = install_root(leaf, sent); !is_incomplete(installed.result)) {
        completed = std::move(installed);
      }
    }
    verdict.result = is_incomplete(completed.result) ? verdict.result : completed.result;
    X509_STORE_CTX_set_error(context, verdict.result);
    chain = completed.chain.get();
  }
  if (X509* const anchor = end_of(chain)) {
    verdict.anchor = facts_of(anchor);
    verdict.kind = kind_of(chain);
  }
  if (verdict.kind != AnchorKind::expected) {
    const Certificates own = authorities_.chain_to_service(leaf, sent);
    if (X509* const root = end_of(own.get())) {
      verdict.kind = AnchorKind::expected;
      verdict.anchor = verdict.anchor ? verdict.anchor : std::optional(facts_of(root));
    } else {
      verdict.name_is_borrowed = authorities_.is_name_borrowed(leaf, sent);
    }
  }
  return verdict;
}

AnchorKind TrustStore::kind_of(const STACK_OF(X509) * chain) const {
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    if (authorities_.is_expected(sk_X509_value(chain, i))) {
      return AnchorKind::expected;
    }
  }
  X509* const root = end_of(chain);
  return root == nullptr                ? AnchorKind::unverified
         : authorities_.is_public(root) ? AnchorKind::publicly_trusted
                                        : AnchorKind::local;
}

}  // namespace netprobe
