#include "base/data_files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace systole {

namespace fs = std::filesystem;

namespace {

constexpr const char* kMarker = "configs/chips";
constexpr const char* kExtension = ".yaml";

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

/// Something that can be read: a file or a pipe, not a directory.
bool is_readable_kind(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  return fs::exists(status) && !fs::is_directory(status);
}

fs::path program_folder() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path();
}

std::string not_found(std::string_view kind, const std::string& name) {
  const std::vector<std::string> names = list_data_files(kind);
  return fmt::format("{}: no such file, and no such name in {}{}\navailable: {}", name, kind,
                     suggestion(name, names), fmt::join(names, ", "));
}

}  // namespace

std::string data_root() {
  if (const char* folder = std::getenv("SYSTOLE_DATA_DIR"); folder != nullptr && *folder != '\0') {
    if (is_folder(folder)) return folder;
    throw UserError(fmt::format("SYSTOLE_DATA_DIR: {} is not a directory", folder));
  }
  const fs::path start = program_folder();
  for (fs::path folder = start; folder.has_relative_path(); folder = folder.parent_path()) {
    if (is_folder(folder / kMarker)) return folder.string();
  }
  const fs::path installed = start.parent_path() / "share" / "systole";
  if (is_folder(installed / kMarker)) return installed.string();
  throw UserError(
      "the files that ship with systole (configs/chips) were not found beside the program; "
      "set SYSTOLE_DATA_DIR to the folder that holds configs/");
}

std::string find_data_file(std::string_view kind, const std::string& name_or_path) {
  if (name_or_path.empty())
    throw UserError(fmt::format("a name from {} or a file is needed", kind));
  if (is_readable_kind(name_or_path)) return name_or_path;
  const bool is_path = name_or_path.find('/') != std::string::npos;
  if (!is_path) {
    const fs::path shipped = fs::path(data_root()) / kind / (name_or_path + kExtension);
    if (is_readable_kind(shipped)) return shipped.string();
  }
  if (is_folder(name_or_path)) throw UserError(name_or_path + ": is a directory, expected a file");
  if (is_path) throw UserError(name_or_path + ": no such file");
  throw UserError(not_found(kind, name_or_path));
}

std::vector<std::string> list_data_files(std::string_view kind) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(fs::path(data_root()) / kind, ignored)) {
    if (entry.path().extension() == kExtension) names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string read_file(const std::string& path, std::int64_t limit) {
  if (is_folder(path)) throw UserError(path + ": is a directory, expected a file");
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw UserError(fmt::format("{}: cannot be read: {}", path, std::strerror(errno)));
  std::string text;
  std::string block(64 << 10, '\0');
  while (stream.read(block.data(), static_cast<std::streamsize>(block.size())),
         stream.gcount() > 0) {
    text.append(block, 0, static_cast<std::size_t>(stream.gcount()));
    if (static_cast<std::int64_t>(text.size()) > limit) {
      throw UserError(fmt::format("{}: larger than {}, the most that is read", path,
                                  human_bytes(static_cast<double>(limit))));
    }
  }
  if (stream.bad()) throw UserError(path + ": reading failed");
  if (text.empty()) throw UserError(path + ": the file is empty");
  return text;
}

}  // namespace systole
