// Real files that others made, where SYSTOLE_SHARED names a folder with them.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include <catch2/catch.hpp>

namespace systole::frontend {

/// The path of a file under inputs/; "" with a warning where no such folder is given.
inline std::string shared_file(const std::string& file) {
  const char* folder = std::getenv("SYSTOLE_SHARED");
  if (folder == nullptr || *folder == '\0') {
    WARN("skipped: SYSTOLE_SHARED names no folder with inputs/" << file);
    return "";
  }
  const auto path = std::filesystem::path(folder) / "inputs" / file;
  REQUIRE(std::filesystem::exists(path));
  return path.string();
}

/// A folder that is gone when the test ends.
class Unpacked {
 public:
  /// Unpacks a tarball.
  explicit Unpacked(const std::string& tarball) {
    const auto pattern = std::filesystem::temp_directory_path() / "systole_unpacked_XXXXXX";
    std::string name = pattern.string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    folder_ = name;
    const std::string command =
        "tar --warning=none -xzf '" + tarball + "' -C '" + folder_.string() + "'";
    REQUIRE(std::system(command.c_str()) == 0);
  }
  ~Unpacked() { std::filesystem::remove_all(folder_); }
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;

  std::string file(const std::string& name) const { return (folder_ / name).string(); }

 private:
  std::filesystem::path folder_;
};

}  // namespace systole::frontend
