#include "frontend/source_file.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <fmt/format.h>

#include "base/data_files.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::frontend {

namespace {

constexpr std::string_view kGzipMagic = "\x1F\x8B";

bool is_gzip(std::istream& raw) {
  char magic[2]{};
  raw.read(magic, sizeof magic);
  raw.clear();
  raw.seekg(0);
  return std::string_view(magic, sizeof magic) == kGzipMagic;
}

struct Packed {
  std::unique_ptr<std::istream> raw;
};

/// `raw` read through gzip; owns, as its first base, what it reads from.
class Unzipped : private Packed, public boost::iostreams::filtering_istream {
 public:
  explicit Unzipped(std::unique_ptr<std::istream> packed) : Packed{std::move(packed)} {
    push(boost::iostreams::gzip_decompressor());
    push(*raw);
  }
};

std::string read_up_to(std::istream& in, std::size_t most) {
  std::string text(most, '\0');
  in.read(text.data(), static_cast<std::streamsize>(most));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

/// Reading that says where it failed: a damaged archive shows only while it is unpacked.
std::string read_up_to(std::istream& in, std::size_t most, const std::string& path) {
  try {
    return read_up_to(in, most);
  } catch (const std::exception& failure) {
    throw UserError(
        fmt::format("{}: the gzip archive is damaged or cut short ({})", path, failure.what()));
  }
}

}  // namespace

std::unique_ptr<std::istream> SourceFile::stream() const {
  std::unique_ptr<std::istream> raw;
  if (content_) {
    raw = std::make_unique<std::istringstream>(*content_);
  } else {
    raw = std::make_unique<std::ifstream>(path_, std::ios::binary);
  }
  if (!*raw) throw UserError(path_ + ": cannot be read");
  if (!is_gzip(*raw)) return raw;
  auto unzipped = std::make_unique<Unzipped>(std::move(raw));
  unzipped->exceptions(std::ios::badbit);  // a damaged archive is no end of file
  return unzipped;
}

SourceFile SourceFile::open(std::string path) {
  SourceFile file;
  file.path_ = std::move(path);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file.path_, ignored)) {
    file.content_ = std::make_shared<const std::string>(read_file(file.path_));
  }
  file.head_ = read_up_to(*file.stream(), kHeadBytes, file.path_);
  if (file.head_.empty()) throw UserError(file.path_ + ": the file is empty");
  return file;
}

SourceFile SourceFile::of(std::string path, std::string content) {
  SourceFile file;
  file.path_ = std::move(path);
  file.content_ = std::make_shared<const std::string>(std::move(content));
  file.head_ = read_up_to(*file.stream(), kHeadBytes, file.path_);
  if (file.head_.empty()) throw UserError(file.path_ + ": the file is empty");
  return file;
}

std::string SourceFile::bytes(std::int64_t limit, std::string_view instead) const {
  const auto most = static_cast<std::size_t>(limit) + 1;
  const auto in = stream();
  std::string all;
  while (all.size() < most) {
    const std::string piece = read_up_to(*in, std::min(most - all.size(), kHeadBytes), path_);
    if (piece.empty()) return all;
    all += piece;
  }
  throw UserError(
      fmt::format("{}: the content is larger than {} MiB, the most that is read of "
                  "this format{}",
                  path_, limit >> 20, instead));
}

SourceText SourceFile::text(std::int64_t limit, std::string_view instead) const {
  return source_from(path_, bytes(limit, instead));
}

}  // namespace systole::frontend
