#include "config/layers.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "config/chip_io.hpp"
#include "config/mistakes.hpp"

using namespace systole;
using namespace systole::config;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

/// A folder for chip files, gone at the end.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("systole_layers_" + std::to_string(getpid()))) {
    fs::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return (path_ / name).string();
  }

 private:
  fs::path path_;
};

std::string errors_in(const std::string& path, const std::vector<std::string>& overrides = {}) {
  Diagnostics diagnostics;
  read_chip(path, overrides, diagnostics);
  return joined(diagnostics.errors());
}

}  // namespace

TEST_CASE("A file changes only what it names of its base, which may be beside it or shipped") {
  const Folder folder;
  folder.write(
      "parent.yaml",
      "base: toy_4x4\ndescription: d\ncore: {matrix: {rows: {value: 8, source: s}, cols: 8}}\n");
  const std::string child = folder.write(
      "child.yaml", "base: parent.yaml\ncore:\n  matrix: {cols: 2}\n  dma:\n# nothing else\n");
  Diagnostics diagnostics;
  const Chip chip = read_chip(child, {"core.matrix.dataflow=os"}, diagnostics);
  CHECK(joined(diagnostics.errors()).empty());
  CHECK(chip.name == "child");
  CHECK(chip.description.empty());
  CHECK(chip.core.matrix.rows == 8);
  CHECK(chip.core.matrix.cols == 2);
  CHECK(chip.core.dma.burst_bytes == 16);  // toy_4x4's
  CHECK(chip.core.matrix.dataflow == Dataflow::output_stationary);
}

TEST_CASE("A mistake in a base stands at the base's own file and line") {
  const Folder folder;
  const std::string parent =
      folder.write("parent.yaml", "clock_mhz: 1\ncore: {matrix: {rows: 0}}\n");
  const std::string child = folder.write("child.yaml", "base: parent.yaml\nclock_mhz: x\n");
  const std::string errors = errors_in(child);
  CHECK_THAT(errors, Contains(parent + ":2:23: core.matrix.rows: must be"));
  CHECK_THAT(errors, Contains(child + ":2:12: clock_mhz: expected"));
}

TEST_CASE("Bases that go in a circle are an error that shows the circle") {
  const Folder folder;
  const std::string a = folder.write("a.yaml", "base: b.yaml\n");
  const std::string b = folder.write("b.yaml", "base: a.yaml\n");
  CHECK_THAT(errors_in(a),
             Contains(b + ":1:7: base: the files are based on each other in a circle"));
  const std::string self = folder.write("self.yaml", "base: ./self.yaml\n");
  CHECK_THAT(errors_in(self), Contains("in a circle"));
}

TEST_CASE("A base that cannot be found is an error at the base key") {
  const Folder folder;
  const std::string file = folder.write("c.yaml", "base: edge_npo\nclock_mhz: x\n");
  const std::string errors = errors_in(file);
  CHECK_THAT(errors,
             Contains(file + ":1:7: base: edge_npo") && Contains("did you mean 'edge_npu'"));
  CHECK_THAT(errors, Contains("clock_mhz"));
  CHECK_THAT(errors_in(folder.write("d.yaml", "base: [a]\n")), Contains("base: expected a text"));
}

TEST_CASE("A section of a base cannot become a value, nor a value a section") {
  const Folder folder;
  folder.write("parent.yaml", "clock_mhz: 1\ncore: {count: 1}\n");
  const std::string child =
      folder.write("child.yaml", "base: parent.yaml\ncore: 5\nclock_mhz: {mega: 5}\n");
  CHECK_THAT(errors_in(child), Contains("child.yaml:2:7: core: expected a section with keys"));
  CHECK_THAT(errors_in(child),
             Contains("child.yaml:3:12: clock_mhz: expected a value, got a section"));
}
