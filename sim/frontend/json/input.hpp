// A file as RapidJSON reads it: in pieces, so that its size does not matter, with the place for
// messages.
#pragma once

#include <array>
#include <istream>
#include <string>

#include "base/error.hpp"

namespace systole::frontend::json {

class Input {
 public:
  using Ch = char;

  Input(std::istream& in, std::string path) : in_(in), path_(std::move(path)) { refill(); }

  /// Tells that what was read so far is done with: what comes between two such calls has a limit.
  void done() { done_ = dropped_; }
  Place place() const;

  // RapidJSON's words for a stream that is only read. NOLINTBEGIN(readability-identifier-naming)
  Ch Peek() const { return *at_; }
  Ch Take() {
    const Ch taken = *at_++;
    if (at_ == end_) refill();
    return taken;
  }
  std::size_t Tell() const { return dropped_ + offset(); }
  static Ch* PutBegin() { return nullptr; }
  static void Put(Ch) {}
  static void Flush() {}
  static std::size_t PutEnd(Ch*) { return 0; }
  // NOLINTEND(readability-identifier-naming)

 private:
  static constexpr std::size_t kPieceBytes = std::size_t{64} << 10;
  static constexpr std::size_t kLongestValue = std::size_t{16} << 20;

  std::size_t offset() const { return static_cast<std::size_t>(at_ - buffer_.data()); }
  void refill();

  std::istream& in_;
  std::string path_;
  std::array<Ch, kPieceBytes + 1> buffer_{};  // with a zero behind the end
  const Ch* at_ = buffer_.data();
  const Ch* end_ = buffer_.data();
  std::size_t dropped_ = 0;  // bytes before the buffer
  std::size_t done_ = 0;
  int lines_dropped_ = 0;
  std::size_t line_start_ = 0;  // of the last line that began before the buffer
};

}  // namespace systole::frontend::json
