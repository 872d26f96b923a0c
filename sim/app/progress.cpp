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

}  // namespace systole::app
