#include "config/ini.hpp"

#include <algorithm>

#include "base/document.hpp"
#include "base/text.hpp"

namespace systole::config {

const IniSetting* IniFile::find(const std::string& section, const std::string& key) const {
  const auto found = std::find_if(settings.begin(), settings.end(), [&](const IniSetting& setting) {
    return setting.section == lower(section) && lower(setting.key) == lower(key);
  });
  return found == settings.end() ? nullptr : &*found;
}

bool IniFile::has_section(const std::string& section) const {
  return std::any_of(sections.begin(), sections.end(), [&](const IniSection& candidate) {
    return lower(candidate.name) == lower(section);
  });
}

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// The line up to a comment: # or ; at its start or after a blank.
std::string_view without_comment(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool marker = line[i] == '#' || line[i] == ';';
    if (marker && (i == 0 || is_blank(line[i - 1]))) return line.substr(0, i);
  }
  return line;
}

class IniParser {
 public:
  IniParser(const std::string& file_name, Diagnostics& diagnostics)
      : file_name_(file_name), diagnostics_(diagnostics) {}

  void line(std::string_view raw) {
    ++line_;
    start_ = raw.data();
    const std::string_view text = trim(without_comment(raw));
    if (text.empty()) return;
    if (text.front() == '[') return section(text);
    setting(text);
  }
  IniFile take() { return std::move(file_); }

 private:
  Place place_of(std::string_view part) const {
    return {file_name_, line_, static_cast<int>(part.data() - start_ + 1)};
  }

  void section(std::string_view text) {
    if (text.back() != ']') {
      diagnostics_.error(place_of(text), "", "expected ']' at the end of the section's name");
      return;
    }
    const std::string name(trim(text.substr(1, text.size() - 2)));
    file_.sections.push_back({name, place_of(text)});
    section_ = lower(name);
  }

  void setting(std::string_view text) {
    const std::size_t mark = text.find_first_of(":=");
    const std::string key(trim(text.substr(0, mark)));
    if (mark == std::string_view::npos || key.empty()) {
      diagnostics_.error(place_of(text), "", "expected 'key: value' or 'key = value'");
      return;
    }
    if (const IniSetting* first = file_.find(section_, key)) {
      diagnostics_.error(place_of(text), key,
                         "the key stands here twice, first at " + to_string(first->key_place));
      return;
    }
    const std::string_view after = text.substr(mark + 1);
    const std::string_view value = trim(after);
    const Place place = place_of(value.empty() ? text : value);
    file_.settings.push_back({section_, key, std::string(value), place_of(text), place});
  }

  const std::string& file_name_;
  Diagnostics& diagnostics_;
  IniFile file_;
  std::string section_;
  const char* start_ = nullptr;
  int line_ = 0;
};

}  // namespace

IniFile parse_ini(const std::string& text, const std::string& file_name, Diagnostics& diagnostics) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (!check_is_text(text, file_name, diagnostics)) return {};
  std::string_view rest = text;
  if (starts_with(rest, kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  IniParser parser(file_name, diagnostics);
  for (const std::string_view line : split(rest, '\n')) parser.line(line);
  return parser.take();
}

}  // namespace systole::config
