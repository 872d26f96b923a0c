// A workload file before anybody knows its format. Compression by gzip is undone on the way.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

#include "base/data_files.hpp"
#include "frontend/source_text.hpp"

namespace systole::frontend {

class SourceFile {
 public:
  /// Throws UserError when the file is missing, a directory, unreadable, empty, or says that it is
  /// compressed and is not.
  static SourceFile open(std::string path);
  /// What is at hand already; `path` stands in messages.
  static SourceFile of(std::string path, std::string content);

  const std::string& path() const { return path_; }
  /// The file's name without folder and extensions (.gz and the one before it).
  std::string stem() const { return stem_of(path_); }
  /// The first kHeadBytes of the content: what a format is recognised by.
  const std::string& head() const { return head_; }
  /// The content from its start, as a stream: for formats whose files are larger than memory.
  std::unique_ptr<std::istream> stream() const;
  /// The content as a whole. Throws UserError beyond `limit` bytes; `instead` ends its message.
  std::string bytes(std::int64_t limit, std::string_view instead = {}) const;
  /// The content as checked text. Throws UserError when it is binary or not UTF-8, or larger than
  /// `limit`.
  SourceText text(std::int64_t limit = kLargestTextFile, std::string_view instead = {}) const;

  static constexpr std::size_t kHeadBytes = std::size_t{64} << 10;

 private:
  SourceFile() = default;

  std::string path_;
  std::string head_;
  /// Null: the content is read from the path whenever it is asked for.
  std::shared_ptr<const std::string> content_;
};

}  // namespace systole::frontend
