// The wire format of protocol buffers, read as a stream. What nobody asks for is passed over
// without being held, so that a model's weights cost no memory and newer fields do no harm.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <string>
#include <vector>

namespace systole::frontend::protobuf {

/// One field of a message, before its payload is read.
struct Field {
  std::uint32_t number = 0;
  std::uint32_t kind = 0;   ///< of the wire: 0 varint, 1 eight bytes, 2 length and bytes, 5 four
  std::uint64_t value = 0;  ///< the number itself, or how many bytes follow
};

class WireReader {
 public:
  using OnField = std::function<void(const Field&)>;

  /// `path` and `format` ("ONNX file") stand in messages.
  WireReader(std::istream& in, std::string path, std::string format)
      : in_(in), path_(std::move(path)), format_(std::move(format)) {}

  // Each throws UserError where the bytes are not what was asked for, end too early, or are more
  // than kMostItems or kMostKeptBytes.

  /// Calls `on_field` for each field until the stream ends. What it leaves unread is passed over.
  void stream(const OnField& on_field);
  /// The same for the message that `field` holds.
  void message(const Field& field, const OnField& on_field);
  /// A stream of messages, each behind its length. Calls `on_message` at the start of each, which
  /// may read it with message(); what it leaves is passed over.
  void delimited(const OnField& on_message);

  std::int64_t integer(const Field& field) const;
  double real(const Field& field) const;  ///< four or eight bytes
  std::string text(const Field& field);
  /// The bytes, or "" when there are more than `most`.
  std::string bytes(const Field& field, std::size_t most);
  /// Hands out the bytes in rows of `width` as long as `on_row` wants more; none is held.
  void rows(const Field& field, std::size_t width,
            const std::function<bool(const std::string&)>& on_row);
  /// Appends one number or a packed list; of a list with more than `most` in all, nothing.
  void integers(const Field& field, std::size_t most, std::vector<std::int64_t>& list);
  /// The same for floats.
  void reals(const Field& field, std::size_t most, std::vector<double>& list);

  static constexpr std::size_t kMostItems = 1'000'000;  ///< messages and texts of a file
  static constexpr std::uint64_t kMostKeptBytes = std::uint64_t{128} << 20;
  static constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 31;  ///< protobuf's own limit
  static constexpr int kDeepest = 64;

 private:
  void fields(const OnField& on_field);
  bool at_end();
  Field next();
  std::uint64_t varint();
  std::uint64_t fixed(int width);
  int byte();
  void skip_to(std::uint64_t position);
  void expect(const Field& field, std::uint32_t kind) const;
  void keep(std::uint64_t bytes);
  void count_item();
  [[noreturn]] void fail(const std::string& what) const;

  std::istream& in_;
  std::string path_;
  std::string format_;
  std::uint64_t position_ = 0;
  std::uint64_t end_ = kLargestFile;  ///< of the message at hand
  std::uint64_t kept_ = 0;
  std::size_t items_ = 0;
  int depth_ = 0;
};

}  // namespace systole::frontend::protobuf
