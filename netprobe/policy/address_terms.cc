#include "netprobe/policy/address_terms.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

struct ToString {
  std::string operator()(const AnyAddress& /*any*/) const { return "*"; }
  std::string operator()(const Cidr& prefix) const {
    return prefix.is_single() ? prefix.base.to_string() : prefix.to_string();
  }
  std::string operator()(const TagName& tag) const { return tag.name; }
  std::string operator()(const GroupName& group) const {
    return fmt::format("application security group {}", group.name);
  }
  std::string operator()(const Undecidable& expression) const { return expression.text; }
};

void add_terms(const ExportValue& object, std::string_view name, std::vector<AddressTerm>& terms) {
  for (const ExportValue& text : object.texts(name)) {
    auto term = parse_address_term(text);
    if (term && std::find(terms.begin(), terms.end(), *term) == terms.end()) {
      terms.push_back(std::move(*term));
    }
  }
}

}  // namespace

std::optional<Cidr> parse_prefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) {
    return std::nullopt;
  }
  if (slash == std::string_view::npos) {
    return Cidr{*address, address->bits()};
  }
  const auto length = parse_number<std::uint8_t>(text.substr(slash + 1));
  return length && *length <= address->bits() ? std::optional(Cidr::around(*address, *length))
                                              : std::nullopt;
}

std::optional<AddressTerm> parse_address_term(const ExportValue& value) {
  const std::string text = value.as_text();
  if (text == "*" || equals_ignoring_case(text, "any")) {
    return AnyAddress{};
  }
  if (is_expression(text)) {
    return Undecidable{text};
  }
  if (const auto prefix = parse_prefix(text)) {
    return *prefix;
  }
  if (text.find('/') != std::string::npos) {
    value.expected("an address prefix such as 10.0.0.0/8 or 2001:db8::/32, or a service tag");
    return std::nullopt;
  }
  return TagName{text};
}

std::vector<AddressTerm> read_address_terms(const ExportValue& object, std::string_view one,
                                            std::string_view many) {
  std::vector<AddressTerm> terms;
  add_terms(object, one, terms);
  add_terms(object, many, terms);
  return terms;
}

std::string to_string(const AddressTerm& term) { return std::visit(ToString{}, term); }

}  // namespace netprobe
