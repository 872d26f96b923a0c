#include "frontend/source_text.hpp"

#include <filesystem>

#include "base/data_files.hpp"
#include "base/document.hpp"
#include "base/text.hpp"

namespace systole::frontend {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

std::string stem_of(const std::string& path) {
  std::filesystem::path name = std::filesystem::path(path).filename();
  if (name.extension() == ".gz") name = name.stem();
  return name.stem().string();
}

std::string SourceText::stem() const { return stem_of(path); }

SourceText source_from(std::string path, std::string text) {
  SourceText source{std::move(path), std::move(text)};
  if (starts_with(source.text, kByteOrderMark)) source.text.erase(0, kByteOrderMark.size());
  Diagnostics diagnostics;
  check_is_text(source.text, source.path, diagnostics);
  diagnostics.throw_if_errors();
  if (trim(source.text).empty()) throw UserError(source.path + ": the file is empty");
  return source;
}

SourceText load_source(const std::string& path) { return source_from(path, read_file(path)); }

}  // namespace systole::frontend
