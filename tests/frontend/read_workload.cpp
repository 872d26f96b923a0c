#include "frontend/read_workload.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace systole;
using namespace systole::frontend;
using Catch::Matchers::Contains;

namespace {

std::string error_of_file(const std::string& name_or_path) {
  Diagnostics diagnostics;
  try {
    read_workload(name_or_path, {}, diagnostics);
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

/// A file of its own that goes away with the test.
class TemporaryFile {
 public:
  TemporaryFile(const std::string& name, const std::string& content)
      : path_(std::filesystem::temp_directory_path() / ("systole_frontend_" + name)) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("a file's content decides its format, not its extension") {
  const TemporaryFile csv("topology.yaml", "Layer,M,N,K,\na,1,2,3,\n");
  const TemporaryFile yaml("native.csv", "operators: [{name: a, kind: relu, elements: 1}]\n");
  Diagnostics diagnostics;
  CHECK(read_workload(csv.path(), {}, diagnostics).name == "systole_frontend_topology");
  CHECK(kind_of(read_workload(yaml.path(), {}, diagnostics).operators[0]) == "relu");
}

TEST_CASE("what is no file is refused in one sentence") {
  CHECK_THAT(error_of_file("no/such/file.csv"), Contains("no/such/file.csv: no such file"));
  CHECK_THAT(error_of_file("resnet5"), Contains("did you mean 'resnet50'?"));
  CHECK_THAT(error_of_file("."), Contains("is a directory"));
  CHECK_THAT(error_of_file(""), Contains("is needed"));
}

TEST_CASE("empty and binary files are refused in one sentence") {
  CHECK_THAT(error_of_file(TemporaryFile("empty", "").path()), Contains("empty"));
  CHECK_THAT(error_of_file(TemporaryFile("blank", " \n\t\r\n").path()), Contains("empty"));
  CHECK_THAT(error_of_file(TemporaryFile("mark", "\xEF\xBB\xBF").path()), Contains("empty"));
  const std::string zeros("Layer,M\0,N,K\n", 13);
  CHECK_THAT(error_of_file(TemporaryFile("zeros", zeros).path()), Contains(":1:8: byte 0x00"));
  CHECK_THAT(error_of_file(TemporaryFile("latin1", "Layer,M,N,K\ncaf\xE9,1,2,3\n").path()),
             Contains(":2:4: byte 0xe9 is not valid UTF-8"));
}

TEST_CASE("text in no known format is refused with what was expected") {
  const auto text = GENERATE(as<std::string>{}, "hello world\n", "a b c\n1 2 3\n", "[1, 2, 3]\n",
                             "- a\n- b\n", ",,,\n# nothing\n");
  CHECK_THAT(error_of(text), Contains("not a workload in a known format"));
}

TEST_CASE("a native workload beyond its limit is refused before it is parsed") {
  const std::string long_line = "  # " + std::string(200, 'x') + "\n";
  std::string text = "name: net\noperators:\n";
  while (text.size() <= (32U << 20)) text += long_line;
  CHECK_THAT(error_of(text), Contains("net.txt: the content is larger than 32 MiB") &&
                                 Contains("a JSON Lines trace (--from trace) may be longer"));
}

TEST_CASE("a file may come through gzip, and a damaged one says so") {
  std::stringstream zipped;
  {
    boost::iostreams::filtering_ostream out;
    out.push(boost::iostreams::gzip_compressor());
    out.push(zipped);
    out << "Layer,M,N,K,\na,1,2,3,\n";
  }
  const std::string whole = zipped.str();
  const TemporaryFile good("zipped.csv.gz", whole);
  Diagnostics diagnostics;
  CHECK(read_workload(good.path(), {}, diagnostics).name == "systole_frontend_zipped");
  const TemporaryFile cut("cut.csv.gz", whole.substr(0, whole.size() / 2));
  CHECK_THAT(error_of_file(cut.path()), Contains("damaged or cut short"));
}

TEST_CASE("a format asked for by name is taken at its word, and a wrong name finds the right one") {
  ReadOptions options;
  options.format = "scalesim";
  Diagnostics diagnostics;
  CHECK_THROWS_AS(read_workload_text("a.yaml", "operators: []\n", options, diagnostics), UserError);
  options.format = "scalsim";
  CHECK_THROWS_WITH(read_workload_text("a.yaml", "operators: []\n", options, diagnostics),
                    Contains("did you mean 'scalesim'?"));
}
