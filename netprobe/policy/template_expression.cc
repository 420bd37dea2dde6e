#include "netprobe/policy/template_expression.h"

#include "netprobe/core/text.h"

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

constexpr int deepest_expression = 40;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<TemplateExpression> whole() {
    auto expression = any(0);
    skip_blanks();
    return text_.empty() ? std::move(expression) : std::nullopt;
  }

 private:
  using Kind = TemplateExpression::Kind;

  std::optional<TemplateExpression> any(int depth) {
    skip_blanks();
    if (depth > deepest_expression || text_.empty()) {
      return std::nullopt;
    }
    auto expression = text_.front() == '\''      ? text()
                      : is_letter(text_.front()) ? call(depth)
                                                 : number();
    return expression ? with_accesses(std::move(*expression), depth) : std::nullopt;
  }

  /// In single quotes; a quote in it is doubled.
  std::optional<TemplateExpression> text() {
    TemplateExpression expression;
    for (std::size_t i = 1; i < text_.size(); ++i) {
      if (text_[i] == '\'') {
        if (i + 1 == text_.size() || text_[i + 1] != '\'') {
          text_.remove_prefix(i + 1);
          return expression;
        }
        ++i;
      }
      expression.text += text_[i];
    }
    return std::nullopt;
  }

  std::optional<TemplateExpression> number() {
    std::size_t end = text_.front() == '-' ? 1 : 0;
    while (end < text_.size() && is_digit(text_[end])) {
      ++end;
    }
    const auto value = parse_number<std::int64_t>(text_.substr(0, end));
    if (!value) {
      return std::nullopt;
    }
    text_.remove_prefix(end);
    TemplateExpression expression;
    expression.kind = Kind::number;
    expression.number = *value;
    return expression;
  }

  std::string word() {
    std::size_t end = 0;
    while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) {
      ++end;
    }
    std::string found(text_.substr(0, end));
    text_.remove_prefix(end);
    return found;
  }

  std::optional<TemplateExpression> call(int depth) {
    TemplateExpression expression;
    expression.kind = Kind::call;
    expression.text = to_lower(word());
    if (!take('(')) {
      return std::nullopt;  // a function in a namespace is the template's own
    }
    if (take(')')) {
      return expression;
    }
    do {
      auto argument = any(depth + 1);
      if (!argument) {
        return std::nullopt;
      }
      expression.operands.push_back(std::move(*argument));
    } while (take(','));
    return take(')') ? std::optional(std::move(expression)) : std::nullopt;
  }

  /// "….name[0]" behind an expression.
  std::optional<TemplateExpression> with_accesses(TemplateExpression expression, int depth) {
    for (int accesses = 0; accesses < deepest_expression; ++accesses) {
      TemplateExpression access;
      if (take('.')) {
        access.kind = Kind::member;
        access.text = word();
        if (access.text.empty()) {
          return std::nullopt;
        }
        access.operands.push_back(std::move(expression));
      } else if (take('[')) {
        auto index = any(depth + 1);
        if (!index || !take(']')) {
          return std::nullopt;
        }
        access.kind = Kind::element;
        access.operands.push_back(std::move(expression));
        access.operands.push_back(std::move(*index));
      } else {
        return expression;
      }
      expression = std::move(access);
    }
    return std::nullopt;
  }

  bool take(char wanted) {
    skip_blanks();
    const bool is_there = !text_.empty() && text_.front() == wanted;
    text_.remove_prefix(is_there ? 1 : 0);
    return is_there;
  }

  void skip_blanks() {
    text_.remove_prefix(std::min(text_.find_first_not_of(" \t\r\n"), text_.size()));
  }

  std::string_view text_;
};

}  // namespace

std::optional<TemplateExpression> parse_template_expression(std::string_view text) {
  text = trim(text);
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') {
    return std::nullopt;
  }
  return Parser(text.substr(1, text.size() - 2)).whole();
}

}  // namespace netprobe
