#include "frontend/address_trace.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "base/error.hpp"

using namespace systole;
using frontend::AddressTrace;
using frontend::TraceAccess;

namespace {

/// A trace in a file that goes away with the test.
class TraceFile {
 public:
  explicit TraceFile(const std::string& text)
      : path_(
            (std::filesystem::temp_directory_path() / "systole_address_trace_test.trc").string()) {
    std::ofstream(path_) << text;
  }
  ~TraceFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::vector<TraceAccess> read_all(const std::string& text) {
  const TraceFile file(text);
  AddressTrace trace(file.path());
  std::vector<TraceAccess> accesses;
  while (const auto access = trace.next()) accesses.push_back(*access);
  return accesses;
}

std::string complaint_about(const std::string& text) {
  try {
    read_all(text);
  } catch (const UserError& error) {
    const std::string message = error.what();
    return message.substr(message.find(".trc") + 4);
  }
  return "";
}

}  // namespace

TEST_CASE("An address trace is read line by line, comments and blank lines left out") {
  const auto accesses =
      read_all("# a trace\n0x40 R\n\n0X1F40 W 12\r\n  4096\tread   20 # last\n64 25 write");
  REQUIRE(accesses.size() == 4);
  CHECK(accesses[0].address == 0x40);
  CHECK_FALSE(accesses[0].write);
  CHECK(accesses[1].address == 0x1f40);
  CHECK(accesses[1].write);
  CHECK(accesses[1].cycle == 12);
  CHECK(accesses[2].address == 4096);
  CHECK(accesses[2].cycle == 20);
  CHECK(accesses[3].write);
  CHECK(accesses[3].cycle == 25);
}

TEST_CASE("A line that is no access is named by line and column") {
  CHECK(complaint_about("0x40 R\n0xzz W\n").rfind(":2:1: expected an address", 0) == 0);
  CHECK(complaint_about("0x40 X\n").rfind(":1:6: expected R or W", 0) == 0);
  CHECK(complaint_about("0x40\n").rfind(":1:5: expected R or W after the address", 0) == 0);
  CHECK(complaint_about("0x40 R 5 6\n").rfind(":1:10: expected `0xADDR", 0) == 0);
  CHECK(complaint_about("0x40 R -5\n").rfind(":1:8: expected R or W, and perhaps a cycle", 0) == 0);
  CHECK(complaint_about("0x40 R 9\n0x40 W 8\n").rfind(":2:8: cycle 8 comes after cycle 9", 0) == 0);
  CHECK(complaint_about("0x40 5 6\n").rfind(":1:", 0) == 0);
  CHECK(complaint_about("0xffffffffffffffff R\n").rfind(":1:1: expected an address", 0) == 0);
  CHECK(complaint_about(std::string(5000, 'a')).rfind(":1:1: the line is too long", 0) == 0);
}

TEST_CASE("A trace that is missing or a directory is refused") {
  CHECK_THROWS_AS(AddressTrace("no/such/file"), UserError);
  CHECK_THROWS_AS(AddressTrace("."), UserError);
}
