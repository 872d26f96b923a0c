// Errors with a place, and the two kinds of failure a user can meet: their input, or our model.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace systole {

/// Where something stands in a file (or on the command line). Lines and columns count from 1; 0
/// means unknown.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

/// `file:line:column`, leaving out what is unknown.
std::string to_string(const Place& place);

/// The user's input is wrong. The program prints the message and exits with 2.
class UserError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  UserError(const Place& place, const std::string& message);
};

/// The model failed: a deadlock, books that do not balance, a broken promise of ours. Exit code 1.
class ModelError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Collects every mistake of a file, so that all are reported in one go.
class Diagnostics {
 public:
  /// `path` is the dotted path of the key in question ("core.sram.size_kib"), or empty.
  void error(const Place& place, const std::string& path, const std::string& message);
  /// A remark that does not stop the run.
  void note(const Place& place, const std::string& message);

  bool has_errors() const { return !errors_.empty(); }
  const std::vector<std::string>& errors() const { return errors_; }
  const std::vector<std::string>& notes() const { return notes_; }

  /// Throws one UserError whose message holds every collected error, one per line.
  void throw_if_errors() const;

 private:
  std::vector<std::string> errors_;
  std::vector<std::string> notes_;
};

}  // namespace systole
