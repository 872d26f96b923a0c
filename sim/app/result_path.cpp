#include "app/result_path.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::app {

namespace fs = std::filesystem;

ResultPath result_path(const std::string& named) {
  const fs::path path(named);
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    const fs::path file = path / "result.json";
    if (fs::is_regular_file(file, ignored)) return {named, file.string()};
    throw UserError(fmt::format(
        "{}: there is no result.json in it; 'systole run --out DIR' makes a result directory",
        named));
  }
  if (fs::is_regular_file(path, ignored)) {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    return {folder.string(), named};
  }
  throw UserError(fmt::format("{}: there is no such result directory", named));
}

}  // namespace systole::app
