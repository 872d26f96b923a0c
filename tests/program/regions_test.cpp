// Regions in three dimensions, gather lists, element sizes and placements in the file form.
#include <sstream>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "program/file.hpp"

using namespace systole;
using namespace systole::program;

namespace {

constexpr const char* kText = R"(systole-program 1
workload regions
chip
kernel k
kind copy
shape 0 0 0 0
dataflow weight_stationary
slots 2 4096 0 0 2 4096
tokens 1
element_bits 4 8 32
mapping by hand
load: load input 0 0x1000 4 16 64 3 1024
load: load input 1 gather 32 0x40 0x4000 0x80
store: store output 0 0x9000 2 8 8
end
place 0x10 0x20 0x30
step 0 0 first
step 0 0 second
)";

ProgramFile read_text(const std::string& text) {
  std::istringstream in(text);
  return read(in, "p.sp");
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("Planes, gather lists, element sizes and placements are read") {
  const Program program = read_text(kText).program;
  REQUIRE(program.kernels.size() == 1);
  CHECK(program.kernels[0].header.element_bits == std::array<std::int64_t, 3>{4, 8, 32});
  const auto source = program.kernels[0].open(0);
  Command command;
  REQUIRE(source->next(command));
  const Region planes = std::get<Load>(command.action).region;
  CHECK(planes.planes == 3);
  CHECK(planes.plane_stride_bytes == 1024);
  CHECK(planes.bytes() == 3 * 4 * 16);
  REQUIRE(source->next(command));
  const Region list = std::get<Load>(command.action).region;
  REQUIRE(list.gather);
  CHECK(*list.gather == std::vector<Address>{0x40, 0x4000, 0x80});
  CHECK(list.bytes() == 96);
  CHECK(program.steps.at(0).placement == std::array<Address, 3>{0x10, 0x20, 0x30});
  CHECK(program.steps.at(1).placement == std::array<Address, 3>{0, 0, 0});
}

TEST_CASE("What was read is written the same way") {
  std::ostringstream once;
  write(once, read_text(kText));
  std::ostringstream twice;
  write(twice, read_text(once.str()));
  CHECK(once.str() == twice.str());
  for (const char* line : {"0x1000 4 16 64 3 1024", "gather 32 0x40 0x4000 0x80",
                           "element_bits 4 8 32", "place 0x10 0x20 0x30"}) {
    CHECK_THAT(once.str(), Catch::Contains(line));
  }
}

TEST_CASE("Mistakes in them are told with the line") {
  CHECK_THROWS_WITH(read_text(replaced(kText, "gather 32 0x40 0x4000 0x80", "gather 32")),
                    Catch::Contains("p.sp:13") && Catch::Contains("at least one address"));
  CHECK_THROWS_WITH(read_text(replaced(kText, "64 3 1024", "64 0 1024")),
                    Catch::Contains("p.sp:12") && Catch::Contains("planes"));
  CHECK_THROWS_WITH(read_text(replaced(kText, "4 8 32", "4 0 32")), Catch::Contains("bits"));
  CHECK_THROWS_WITH(read_text(replaced(kText, "place 0x10 0x20 0x30", "place 0x10")),
                    Catch::Contains("an address"));
}
