#include "app/progress.hpp"

#include <unistd.h>

#include <fmt/format.h>

namespace systole::app {

namespace {

/// One write call per line, so that lines of several processes do not mix.
void write_line(const std::string& text) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
}

constexpr const char* kClearLine = "\r\033[K";

}  // namespace

bool can_show_progress() { return isatty(STDERR_FILENO) == 1; }

void show_progress(const std::string& label, const char* what, std::size_t done,
                   std::size_t total) {
  write_line(fmt::format("{}{}: {} of {} {}", kClearLine, label, done, total, what));
}

void show_line(const std::string& text) { write_line(kClearLine + text); }

void clear_progress() { write_line(kClearLine); }

std::string time_left(double seconds, std::size_t done, std::size_t total) {
  constexpr double kTooEarly = 2.0;
  constexpr double kMinute = 60.0;
  if (done == 0 || done >= total || seconds < kTooEarly) return "";
  const double left = seconds * static_cast<double>(total - done) / static_cast<double>(done);
  return left < 2.0 * kMinute ? fmt::format("; about {:.0f} s left", left)
                              : fmt::format("; about {:.0f} min left", left / kMinute);
}

void TimedProgress::show(const char* what, std::size_t done, std::size_t total) const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin_;
  show_line(fmt::format("{}: {} of {} {}{}", label_, done, total, what,
                        time_left(passed.count(), done, total)));
}

}  // namespace systole::app
