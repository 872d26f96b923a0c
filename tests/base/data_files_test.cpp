#include "base/data_files.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/error.hpp"

using namespace systole;
namespace fs = std::filesystem;

namespace {

/// A data root of our own in a fresh folder; the environment is put back at the end.
class DataRoot {
 public:
  DataRoot() : folder_(fs::temp_directory_path() / ("systole_data_" + std::to_string(getpid()))) {
    fs::create_directories(folder_ / "configs" / "chips");
    if (const char* before = std::getenv("SYSTOLE_DATA_DIR")) before_ = before;
    setenv("SYSTOLE_DATA_DIR", folder_.c_str(), 1);
  }
  ~DataRoot() {
    setenv("SYSTOLE_DATA_DIR", before_.c_str(), 1);
    fs::remove_all(folder_);
  }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  fs::path folder() const { return folder_; }

 private:
  fs::path folder_;
  std::string before_;
};

}  // namespace

TEST_CASE("Shipped files are found by name, listed in order, and near misses are suggested") {
  const DataRoot root;
  root.write("configs/chips/toy.yaml", "name: toy\n");
  root.write("configs/chips/edge.yaml", "name: edge\n");
  root.write("configs/chips/readme.txt", "not a chip\n");
  CHECK(list_data_files("configs/chips") == std::vector<std::string>{"edge", "toy"});
  CHECK(find_data_file("configs/chips", "toy") ==
        (root.folder() / "configs/chips/toy.yaml").string());
  CHECK_THROWS_WITH(
      find_data_file("configs/chips", "edgy"),
      Catch::Contains("did you mean 'edge'") && Catch::Contains("available: edge, toy"));
  CHECK_THROWS_AS(find_data_file("configs/chips", "../chips/toy"), UserError);
  CHECK_THROWS_AS(find_data_file("configs/chips", ""), UserError);
}

TEST_CASE("An existing path wins over a shipped name, and a directory does not hide one") {
  const DataRoot root;
  const std::string path = root.write("mine.yaml", "name: mine\n");
  CHECK(find_data_file("configs/chips", path) == path);
  CHECK_THROWS_WITH(find_data_file("configs/chips", root.folder().string()),
                    Catch::Contains("is a directory"));
}

TEST_CASE("A data folder that does not exist is the user's mistake") {
  const DataRoot root;
  setenv("SYSTOLE_DATA_DIR", (root.folder() / "nowhere").c_str(), 1);
  CHECK_THROWS_WITH(data_root(), Catch::Contains("SYSTOLE_DATA_DIR"));
}

TEST_CASE("The data folder is found above the running program") {
  const DataRoot root;
  unsetenv("SYSTOLE_DATA_DIR");
  const fs::path beside = fs::read_symlink("/proc/self/exe").parent_path() / "configs" / "chips";
  const bool was_there = fs::exists(beside);
  fs::create_directories(beside);
  CHECK(fs::path(data_root()) == beside.parent_path().parent_path());
  if (!was_there) fs::remove_all(beside.parent_path());
}

TEST_CASE("Files that cannot be read whole are refused with the reason") {
  const DataRoot root;
  CHECK(read_file(root.write("good.txt", "abc\r\n")) == "abc\r\n");
  CHECK_THROWS_WITH(read_file((root.folder() / "none.txt").string()),
                    Catch::Contains("No such file"));
  CHECK_THROWS_WITH(read_file(root.folder().string()), Catch::Contains("is a directory"));
  CHECK_THROWS_WITH(read_file(root.write("empty.txt", "")), Catch::Contains("empty"));
  CHECK_THROWS_WITH(read_file(root.write("big.txt", std::string(2000, 'x')), 1024),
                    Catch::Contains("larger than 1.00 KiB"));
}
