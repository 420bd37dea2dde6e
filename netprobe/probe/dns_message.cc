#include "netprobe/probe/dns_message.h"

#include "netprobe/core/text.h"
#include "netprobe/probe/dns_questions.h"

#include <ares.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

namespace netprobe {
namespace {

constexpr int type_a = 1;
constexpr int type_cname = 5;
constexpr int type_aaaa = 28;
constexpr int class_in = 1;
constexpr std::size_t longest_chain = 32;

struct Record {
  std::string owner;
  int type = 0;
  std::uint32_t ttl = 0;
  std::string cname;
  std::optional<IpAddress> address;
};

/// Walks over a message; every step says whether the bytes were there.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }

  std::optional<std::uint32_t> number(std::size_t size) {
    if (left() < size) {
      return std::nullopt;
    }
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      value = value << 8U | bytes_[at_++];
    }
    return value;
  }

  std::optional<std::string> name() {
    char* text = nullptr;
    long size = 0;
    if (left() == 0 || bytes_.size() > std::numeric_limits<std::uint16_t>::max() ||
        ares_expand_name(bytes_.data() + at_, bytes_.data(), static_cast<int>(bytes_.size()), &text,
                         &size) != ARES_SUCCESS) {
      return std::nullopt;
    }
    const std::unique_ptr<char, decltype(&ares_free_string)> owner(text, ares_free_string);
    at_ += static_cast<std::size_t>(size);
    return to_lower(text);
  }

  std::optional<std::span<const std::uint8_t>> take(std::size_t size) {
    if (left() < size) {
      return std::nullopt;
    }
    at_ += size;
    return bytes_.subspan(at_ - size, size);
  }

  void rewind(std::size_t size) { at_ -= size; }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

std::optional<IpAddress> address_in(int type, std::span<const std::uint8_t> data) {
  if (type == type_a && data.size() == 4) {
    return IpAddress::v4(std::uint32_t{data[0]} << 24U | std::uint32_t{data[1]} << 16U |
                         std::uint32_t{data[2]} << 8U | data[3]);
  }
  if (type == type_aaaa && data.size() == 16) {
    std::array<std::uint8_t, 16> bytes{};
    std::copy(data.begin(), data.end(), bytes.begin());
    return IpAddress::v6(bytes);
  }
  return std::nullopt;
}

std::optional<Record> read_record(Reader& reader) {
  Record record;
  const auto owner = reader.name();
  const auto type = owner ? reader.number(2) : std::nullopt;
  const auto rclass = type ? reader.number(2) : std::nullopt;
  const auto ttl = rclass ? reader.number(4) : std::nullopt;
  const auto size = ttl ? reader.number(2) : std::nullopt;
  const auto data = size ? reader.take(*size) : std::nullopt;
  if (!data) {
    return std::nullopt;
  }
  record.owner = *owner;
  record.type = *rclass == class_in ? static_cast<int>(*type) : 0;
  record.ttl = *ttl;
  record.address = address_in(record.type, *data);
  if (record.type == type_cname) {
    reader.rewind(*size);
    const auto target = reader.name();
    if (!target) {
      return std::nullopt;
    }
    record.cname = *target;
  }
  return record;
}

const Record* alias_of(const std::string& name, const std::vector<Record>& records) {
  const auto found = std::find_if(records.begin(), records.end(), [&](const Record& record) {
    return record.type == type_cname && record.owner == name;
  });
  return found == records.end() ? nullptr : &*found;
}

void note_ttl(DnsMessage& message, std::uint32_t ttl) {
  message.ttl = std::min(message.ttl.value_or(ttl), ttl);
}

void follow(DnsMessage& message, std::string name, const std::vector<Record>& records) {
  const Record* alias = alias_of(name, records);
  while (alias != nullptr && message.cname.size() < longest_chain) {
    name = alias->cname;
    message.cname.push_back(name);
    note_ttl(message, alias->ttl);
    alias = alias_of(name, records);
  }
  for (const Record& record : records) {
    if (record.address && record.owner == name) {
      message.addresses.push_back({.address = *record.address, .ttl = record.ttl});
      note_ttl(message, record.ttl);
    }
  }
}

}  // namespace

std::optional<DnsMessage> parse_dns_message(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < dns_header_size) {
    return std::nullopt;
  }
  Reader reader(bytes);
  reader.take(2);
  const std::uint32_t flags = reader.number(2).value_or(0);
  const std::uint32_t questions = reader.number(2).value_or(0);
  const std::uint32_t answers = reader.number(2).value_or(0);
  reader.take(4);
  const auto question = questions == 1 ? reader.name() : std::nullopt;
  if (!question || !reader.take(4)) {
    return std::nullopt;
  }
  std::vector<Record> records;
  for (std::uint32_t i = 0; i < answers; ++i) {
    auto record = read_record(reader);
    if (!record) {
      return std::nullopt;
    }
    records.push_back(std::move(*record));
  }
  DnsMessage message{.response_code = static_cast<int>(flags & 0xfU)};
  follow(message, *question, records);
  return message;
}

std::string response_code_name(int response_code) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"});
  const auto index = static_cast<std::size_t>(response_code);
  return index < names.size() ? std::string(names[index]) : fmt::format("RCODE{}", response_code);
}

}  // namespace netprobe
