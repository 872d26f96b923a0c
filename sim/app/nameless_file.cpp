#include "app/nameless_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

#include "app/supervision.hpp"
#include "base/error.hpp"

namespace systole::app {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void cannot_write(const std::string& path, const std::string& why) {
  throw UserError(fmt::format("cannot write {}: {}", path, why));
}

fs::path folder_of(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

}  // namespace

NamelessFile::NamelessFile(const std::string& path) : path_(path) {
  if (fs::is_directory(path)) cannot_write(path, "it is a directory");
  std::string name = (folder_of(path) / ".systole-XXXXXX").string();
  descriptor_ = ::mkstemp(name.data());
  if (descriptor_ < 0) cannot_write(path, std::generic_category().message(errno));
  ::unlink(name.c_str());
}

NamelessFile::~NamelessFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string NamelessFile::path_to_write() const {
  return fmt::format("/proc/self/fd/{}", descriptor_);
}

std::string NamelessFile::appear() try {
  const Shield shield;
  const fs::path partial =
      folder_of(path_) /
      fmt::format(".{}.partial-{}", fs::path(path_).filename().string(), getpid());
  fs::copy_file(path_to_write(), partial, fs::copy_options::overwrite_existing);
  fs::permissions(partial, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read |
                               fs::perms::others_read);
  fs::rename(partial, path_);
  return path_;
} catch (const fs::filesystem_error& error) {
  cannot_write(path_, error.code().message());
}

}  // namespace systole::app
