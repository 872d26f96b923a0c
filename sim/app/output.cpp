#include "app/output.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <fmt/format.h>

#include "app/supervision.hpp"
#include "base/error.hpp"

namespace systole::app {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void cannot_write(const fs::path& path, const std::string& why) {
  throw UserError(fmt::format("cannot write {}: {}", path.string(), why));
}

/// Absolute, without "." and "..", and without a slash at the end.
fs::path normal(const std::string& path) {
  const fs::path absolute = fs::absolute(path).lexically_normal();
  return absolute.has_filename() ? absolute : absolute.parent_path();
}

fs::path nearest_existing(fs::path path) {
  std::error_code ignored;
  while (!fs::exists(path, ignored) && path.has_relative_path()) path = path.parent_path();
  return path;
}

void check_writable_folder(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    cannot_write(folder, "it is a file, and a folder is needed there");
  }
  if (access(folder.c_str(), W_OK | X_OK) != 0) cannot_write(folder, "permission denied");
}

void write_text(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) cannot_write(path, std::generic_category().message(errno));
}

/// A name beside `path`, for what is not complete yet.
fs::path partial_name(const fs::path& path) {
  return path.parent_path() / fmt::format(".{}.partial-{}", path.filename().string(), getpid());
}

/// Removes what it names unless told to keep it.
class Partial {
 public:
  explicit Partial(const fs::path& target) : path_(partial_name(target)) {}
  Partial(const Partial&) = delete;
  Partial& operator=(const Partial&) = delete;
  ~Partial() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void write_tree(const fs::path& folder, const FileTree& files) {
  fs::create_directories(folder);
  for (const auto& [name, text] : files) {
    fs::create_directories((folder / name).parent_path());
    write_text(folder / name, text);
  }
}

/// Moves file by file, for a directory that holds something already.
void move_tree(const fs::path& from, const fs::path& to, const FileTree& files) {
  for (const auto& entry : files) {
    fs::create_directories((to / entry.first).parent_path());
    fs::rename(from / entry.first, to / entry.first);
  }
}

bool is_non_empty_directory(const fs::path& path) {
  return fs::is_directory(path) && !fs::is_empty(path);
}

}  // namespace

void print(const std::string& text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (written && std::fflush(stdout) == 0) return;
  if (errno == EPIPE) return;
  throw ModelError("cannot write to standard output: " + std::generic_category().message(errno));
}

void print_note(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fputc('\n', stderr);
}

void write_file_atomically(const std::string& path, const std::string& text) try {
  const fs::path target = normal(path);
  if (fs::is_directory(target)) cannot_write(target, "it is a directory");
  const bool is_device = fs::exists(target) && !fs::is_regular_file(target);
  if (is_device) return write_text(target, text);
  const Shield shield;
  const Partial partial(target);
  write_text(partial.path(), text);
  fs::rename(partial.path(), target);
} catch (const fs::filesystem_error& error) {
  cannot_write(path, error.code().message());
}

void check_output_directory(const std::string& directory, Existing existing) try {
  if (directory.empty()) throw UserError("--out needs the name of a directory");
  const fs::path target = normal(directory);
  if (fs::exists(target) && !fs::is_directory(target)) cannot_write(target, "it is a file");
  if (existing == Existing::refuse && is_non_empty_directory(target)) {
    cannot_write(target, "the directory is not empty; --force replaces earlier results in it");
  }
  check_writable_folder(nearest_existing(target.parent_path()));
} catch (const fs::filesystem_error& error) {
  cannot_write(directory, error.code().message());
}

void write_directory(const std::string& directory, const FileTree& files, Existing existing) try {
  const fs::path target = normal(directory);
  check_output_directory(directory, existing);
  const Shield shield;
  fs::create_directories(target.parent_path());
  const Partial partial(target);
  write_tree(partial.path(), files);
  if (is_non_empty_directory(target)) {
    move_tree(partial.path(), target, files);
  } else {
    fs::rename(partial.path(), target);
  }
} catch (const fs::filesystem_error& error) {
  cannot_write(directory, error.code().message());
}

}  // namespace systole::app
