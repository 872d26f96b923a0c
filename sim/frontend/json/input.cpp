#include "frontend/json/input.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace systole::frontend::json {

namespace {

/// Lines that end in [begin, end), and where the last one of them does.
struct LineEnds {
  int count = 0;
  const char* last = nullptr;
};

LineEnds line_ends(const char* begin, const char* end) {
  LineEnds found;
  found.count = static_cast<int>(std::count(begin, end, '\n'));
  if (found.count > 0) {
    found.last =
        std::find(std::make_reverse_iterator(end), std::make_reverse_iterator(begin), '\n').base();
  }
  return found;
}

}  // namespace

Place Input::place() const {
  const LineEnds ends = line_ends(buffer_.data(), at_);
  const std::size_t start = ends.count > 0
                                ? dropped_ + static_cast<std::size_t>(ends.last - buffer_.data())
                                : line_start_;
  return {path_, lines_dropped_ + ends.count + 1, static_cast<int>(Tell() - start) + 1};
}

void Input::refill() {
  const LineEnds ends = line_ends(buffer_.data(), end_);
  if (ends.count > 0) line_start_ = dropped_ + static_cast<std::size_t>(ends.last - buffer_.data());
  lines_dropped_ += ends.count;
  dropped_ += static_cast<std::size_t>(end_ - buffer_.data());
  at_ = end_ = buffer_.data();
  if (dropped_ - done_ > kLongestValue) {
    throw UserError(place(),
                    fmt::format("a value or blank of more than {} MiB", kLongestValue >> 20));
  }
  in_.read(buffer_.data(), static_cast<std::streamsize>(kPieceBytes));
  end_ += in_.gcount();
  buffer_[static_cast<std::size_t>(in_.gcount())] = '\0';
}

}  // namespace systole::frontend::json
