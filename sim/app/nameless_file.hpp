// A file that a run writes for a while and that must not be left behind half-written, whatever ends
// the program: it has no name until it is complete.
#pragma once

#include <string>

namespace systole::app {

class NamelessFile {
 public:
  /// Lies where `path` will; throws UserError when it cannot.
  explicit NamelessFile(const std::string& path);
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;
  ~NamelessFile();

  /// What to open for writing, in this process and its children.
  std::string path_to_write() const;
  /// Everything is written: the file appears at its path, which is returned.
  std::string appear();

 private:
  std::string path_;
  int descriptor_ = -1;
};

}  // namespace systole::app
