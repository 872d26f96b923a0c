// Runs the built program as a user does, and keeps what it said.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace systole::test {

struct Outcome {
  int exit_code = -1;  ///< 128 + the signal where one ended the program
  std::string out;
  std::string err;
};

/// `systole WORDS...` to its end.
Outcome systole(const std::vector<std::string>& words);
/// A line for a shell in which $SYSTOLE is the program.
Outcome shell(const std::string& line);

/// The program while it runs, leader of a process group of its own.
class Running {
 public:
  explicit Running(const std::vector<std::string>& words);
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running();

  void send(int signal) const;
  /// Waits until the group has `processes` living members; false after some seconds.
  bool grows_to(std::size_t processes) const;
  Outcome finish();
  /// Processes of the group that still live; waits some seconds for them to go.
  std::size_t leftovers() const;

 private:
  pid_t group_ = -1;
  int out_ = -1;
  int err_ = -1;
};

/// A new empty folder that goes away at the end of the test.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();

  std::string path(const std::string& name = "") const;
  /// Writes a file and returns its path.
  std::string file(const std::string& name, const std::string& text) const;
  std::vector<std::string> entries() const;

 private:
  std::string root_;
};

std::string file_text(const std::string& path);
bool exists(const std::string& path);

}  // namespace systole::test
