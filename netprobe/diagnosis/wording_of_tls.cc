#include "netprobe/diagnosis/wording_entry.h"

#include <array>

namespace netprobe {

namespace {

constexpr std::array entries_of_tls = {
    WordingEntry{
        "tls.inspection",
        {},
        "TLS to {hosts} is inspected{reason}",
        "The certificates are signed by an authority that does not issue for Azure, so something "
        "on the way reads what is sent.{inspection}",
        "exempt these hosts from TLS inspection; never turn certificate verification off",
        ""},
    WordingEntry{
        "tls.missing-root",
        {},
        "This machine lacks the root certificate of {hosts}",
        "The chain is the service's own: it is signed{reason}, and this machine has no such root "
        "that it trusts. Nobody inspects TLS here.",
        "install that root on this machine; on Debian and Ubuntu it is in the package "
        "ca-certificates",
        "apt-get install --reinstall ca-certificates"},
    WordingEntry{
        "tls.incomplete-chain",
        {},
        "{hosts} sent a chain without a certificate that it needs",
        "The last certificate that was sent is signed{reason}, whose own was not sent. Windows "
        "fetches it by itself; programs that use OpenSSL, as most do on Linux, cannot do without. "
        "Nothing says that TLS is inspected.",
        "let the server's owner send the whole chain, or install the missing certificate, which "
        "is at {issuer}, on this machine",
        ""},
    WordingEntry{
        "tls.untrusted",
        {},
        "The certificate of {hosts} is not trusted{reason}",
        "The chain ends at no authority that this machine trusts.",
        "exempt the host from TLS inspection if it is inspected, or correct the server's chain",
        ""},
    WordingEntry{
        "tls.old-everywhere",
        {},
        "Something on the way ends TLS, and speaks nothing newer than TLS 1.1",
        "Unrelated hosts all refuse TLS 1.2, which the service has spoken for years, and none on "
        "this way speaks it: what answers is a device on the way, most likely one that inspects "
        "TLS. Azure Backup needs TLS 1.2 at least.{inspection}",
        "ask whoever runs the firewall or gateway which device ends TLS, and to exempt {hosts} "
        "from "
        "inspection there; a device of this age needs an update or TLS 1.2 turned on in any case",
        ""},
    WordingEntry{"tls.certificate", Cause::tls_expired, "The certificate of {hosts} has expired",
                 "Other hosts' certificates are in date, so the clock is not at fault.",
                 "the server's owner must renew it", ""},
    WordingEntry{"tls.certificate", Cause::tls_not_yet_valid,
                 "The certificate of {hosts} is not valid yet",
                 "Look at the clock of this machine and of the server.",
                 "correct the clock, or wait for the certificate", "timedatectl"},
    WordingEntry{"tls.certificate", Cause::tls_name_mismatch,
                 "The certificate for {hosts} is somebody else's",
                 "Another server answers at this address.",
                 "look at where the name resolves to, and at who answers there", ""},
    WordingEntry{"tls.certificate",
                 {},
                 "{hosts} and this machine share no TLS version from 1.2 up",
                 "Azure Backup needs TLS 1.2 at least.",
                 "turn TLS 1.2 on at the device that answers",
                 ""},
    WordingEntry{"tls.stranger", Cause::http_block_page, "A filter's page answers for {hosts}",
                 "The answer is not the service's own.", "allow the host on the filter", ""},
    WordingEntry{"tls.stranger",
                 {},
                 "What answers for {hosts} does not speak TLS",
                 "The answer to the ClientHello is no TLS record.",
                 "look at which device answers in the service's place",
                 ""},
};

}  // namespace

std::span<const WordingEntry> wordings_of_tls() { return entries_of_tls; }

}  // namespace netprobe
