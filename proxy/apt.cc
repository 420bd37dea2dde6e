#include "netprobe/core/text.h"
#include "proxy/desktop.h"
#include "proxy/settings.h"

#include <fmt/format.h>

#include <utility>

namespace netprobe {

namespace {

constexpr std::size_t deepest = 32;

struct Token {
  enum class Kind { word, text, open, close, semicolon, end };
  Kind kind = Kind::end;
  std::string value;
};

/// apt.conf(5): words, "texts", { } and ';'. Comments are //, /* */ and '#'.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) {}

  Token next() {
    skip_blanks_and_comments();
    if (at_ >= text_.size()) {
      return {};
    }
    const char c = text_[at_];
    if (c == '{' || c == '}' || c == ';') {
      ++at_;
      return {c == '{'   ? Token::Kind::open
              : c == '}' ? Token::Kind::close
                         : Token::Kind::semicolon,
              ""};
    }
    if (c == '"') {
      const std::size_t end = std::min(text_.find('"', at_ + 1), text_.size());
      Token token{Token::Kind::text, std::string(text_.substr(at_ + 1, end - at_ - 1))};
      at_ = std::min(end + 1, text_.size());
      return token;
    }
    const std::size_t end = std::min(text_.find_first_of(" \t\r\n;{}\"", at_), text_.size());
    Token token{Token::Kind::word, std::string(text_.substr(at_, end - at_))};
    at_ = end;
    return token;
  }

 private:
  void skip_blanks_and_comments() {
    for (;;) {
      at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
      const std::string_view rest = text_.substr(at_);
      if (rest.starts_with("/*")) {
        at_ = std::min(text_.find("*/", at_ + 2), text_.size() - 2) + 2;
      } else if (rest.starts_with("//") || rest.starts_with('#')) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else {
        return;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string joined(const std::vector<std::string>& scopes, std::string_view name) {
  std::string out = join(scopes, "::");
  out += out.empty() || name.empty() ? "" : "::";
  return out += name;
}

/// "Acquire::http::Proxy" and "Acquire::http::Proxy::HOST".
void add(const std::string& name, const std::string& value, std::string_view file,
         ProxyPlace& place) {
  for (const char* protocol : {"http", "https"}) {
    const std::string key = fmt::format("Acquire::{}::Proxy", protocol);
    const bool one_host = starts_with_ignoring_case(name, key + "::");
    if (!equals_ignoring_case(name, key) && !one_host) {
      continue;
    }
    const std::string scope =
        fmt::format("{}{}", protocol == std::string_view("http") ? "HTTP" : "HTTPS",
                    one_host ? " to " + name.substr(key.size() + 2) : "");
    const std::string source = fmt::format("{} in {}", name, file);
    if (equals_ignoring_case(value, "DIRECT") || value.empty() || value == "false") {
      place.notes.push_back(fmt::format("{} goes direct ({})", scope, name));
    } else {
      place.proxies.push_back({name, scope, found_proxy(source, value).setting});
    }
  }
  if (equals_ignoring_case(name, "Acquire::http::Proxy-Auto-Detect") ||
      equals_ignoring_case(name, "Acquire::https::Proxy-Auto-Detect")) {
    place.notes.push_back(fmt::format("{} asks the program {}", name, value));
  }
}

}  // namespace

ProxyPlace read_apt_conf(std::string_view text, std::string_view file) {
  ProxyPlace place;
  place.name = file;
  Tokens tokens(text);
  std::vector<std::string> scopes;
  std::string name;
  for (Token token = tokens.next(); token.kind != Token::Kind::end; token = tokens.next()) {
    switch (token.kind) {
      case Token::Kind::word:
        name = token.value;
        break;
      case Token::Kind::text:
        add(joined(scopes, name), token.value, file, place);
        break;
      case Token::Kind::open:
        if (scopes.size() == deepest) {
          place.notes.emplace_back("it is nested too deep; the rest was not read");
          return place;
        }
        scopes.push_back(std::exchange(name, ""));
        break;
      case Token::Kind::close:
        if (!scopes.empty()) {
          scopes.pop_back();
        }
        name.clear();
        break;
      case Token::Kind::semicolon:
        name.clear();
        break;
      case Token::Kind::end:
        break;
    }
  }
  return place;
}

}  // namespace netprobe
