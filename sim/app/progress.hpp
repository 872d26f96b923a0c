// One line on a terminal that says how far a run is; nothing where standard error is not a
// terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

namespace systole::app {

bool can_show_progress();
void show_progress(const std::string& label, const char* what, std::size_t done, std::size_t total);
/// The same for a line of any other kind.
void show_line(const std::string& text);
void clear_progress();

/// "; about 3 min left" from how long `done` of `total` took, once that says anything.
std::string time_left(double seconds, std::size_t done, std::size_t total);

/// Progress that also says how long the rest takes.
class TimedProgress {
 public:
  explicit TimedProgress(std::string label) : label_(std::move(label)) {}
  void show(const char* what, std::size_t done, std::size_t total) const;

 private:
  std::string label_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace systole::app
