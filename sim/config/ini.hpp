// INI files as Python's configparser reads them: [sections], `key: value` or `key = value`, # and ;
// comments.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace systole::config {

struct IniSetting {
  std::string section;  ///< in lower case; empty before the first section
  std::string key;      ///< as written
  std::string value;
  Place key_place;
  Place value_place;
};

struct IniSection {
  std::string name;  ///< as written
  Place place;
};

struct IniFile {
  std::vector<IniSection> sections;
  std::vector<IniSetting> settings;

  /// Keys and sections are compared without regard to case.
  const IniSetting* find(const std::string& section, const std::string& key) const;
  bool has_section(const std::string& section) const;
};

/// Windows line ends and a byte order mark are fine; duplicate keys and lines that are neither are
/// errors.
IniFile parse_ini(const std::string& text, const std::string& file_name, Diagnostics& diagnostics);

}  // namespace systole::config
