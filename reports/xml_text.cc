#include "reports/xml_text.h"

#include "reports/foreign.h"

namespace netprobe {

std::string xml_text(std::string_view text) {
  std::string out;
  const std::string safe = harmless(text);
  for (std::size_t i = 0; i < safe.size(); ++i) {
    switch (safe[i]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&apos;";
        break;
      default: {
        // U+FFFE and U+FFFF are UTF-8, and no characters of XML (production 2 of its grammar).
        const std::string_view rest = std::string_view(safe).substr(i);
        if (rest.starts_with("\xef\xbf\xbe") || rest.starts_with("\xef\xbf\xbf")) {
          out += rest[2] == '\xbe' ? "\\ufffe" : "\\uffff";
          i += 2;
        } else {
          out += safe[i];
        }
      }
    }
  }
  return out;
}

}  // namespace netprobe
