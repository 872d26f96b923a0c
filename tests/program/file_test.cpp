#include "program/file.hpp"

#include <sstream>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "support/hand_program.hpp"

using namespace systole;
using program::ProgramFile;

namespace {

const std::string kText = R"(systole-program 1
# a comment
workload two steps
note something was skipped
left_out 3 0.5 opaque aten::cat of lists
chip
| name: small
|   core:
kernel conv1
kind conv2d
shape 1 4 4 8
dataflow output_stationary
slots 2 64 2 64 1 32
tokens 3
mapping by hand
load: load input 0 0x1000 2 16 32
load: signal 0
compute: wait 0 1
compute: compute 4 4 4 slots 0 1 0 at 0 0 0 0 overwrite holds
compute: compute 4 4 4 slots 1 0 0 at 0 0 0 4 add continues
vector: vector 10 2 1 bits 16 from output 0 to input 1
store: store output 0 0x20000000000 1 16 16
end
step 0 0 conv1
step 0 0.00025 conv2
)";

ProgramFile parsed(const std::string& text) {
  std::istringstream in(text);
  return program::read(in, "p.txt");
}

std::string written(const ProgramFile& file) {
  std::ostringstream out;
  program::write(out, file);
  return out.str();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("A Program reads back as it was written") {
  const ProgramFile file = parsed(kText);
  CHECK(file.program.workload == "two steps");
  CHECK(file.chip_yaml == "name: small\n  core:\n");
  REQUIRE(file.program.steps.size() == 2);
  CHECK(file.program.steps[1].measured_seconds == 0.00025);
  REQUIRE(file.program.left_out.size() == 1);
  CHECK(file.program.left_out[0].operators == 3);
  CHECK(file.program.left_out[0].source_kind == "aten::cat of lists");
  const std::string once = written(file);
  CHECK(once == replaced(kText, "# a comment\n", ""));
  CHECK(written(parsed(once)) == once);
}

TEST_CASE("Commands keep every field") {
  const ProgramFile file = parsed(kText);
  const auto source = file.program.kernels.at(0).open(0);
  program::Command command;
  REQUIRE(source->next(command));
  CHECK(std::get<program::Load>(command.action).region.stride_bytes == 32);
  for (int skip = 0; skip < 4; ++skip) source->next(command);
  const auto tile = std::get<program::Compute>(command.action);
  CHECK(tile.continues);
  CHECK_FALSE(tile.holds);
  CHECK(tile.accumulate == program::Accumulate::add);
  CHECK(tile.k0 == 4);
}

TEST_CASE("Streams through a slot and shares of the work keep their numbers") {
  const std::string text =
      replaced(replaced(kText, "load input 0 0x1000", "load input 0 fills 2 0x1000"), "mapping",
               "shares 5\ncluster 2\npiece_bytes 128 64 0\nmapping");
  const ProgramFile file = parsed(text);
  CHECK(file.program.kernels.at(0).header.shares == 5);
  CHECK(file.program.kernels.at(0).header.cluster == 2);
  CHECK(file.program.kernels.at(0).header.piece_bytes[1] == 64);
  const auto source = file.program.kernels.at(0).open(0);
  program::Command command;
  REQUIRE(source->next(command));
  CHECK(std::get<program::Load>(command.action).fills == 2);
  CHECK(written(parsed(written(file))) == replaced(text, "# a comment\n", ""));
}

TEST_CASE("Every mistake in a Program is told with its line") {
  struct Mistake {
    std::string from, to, message;
  };
  const auto mistake = GENERATE(values<Mistake>({
      {"systole-program 1", "systole-program 2", "p.txt:1: version 2"},
      {"systole-program 1", "PROGRAM", "'systole-program' was expected"},
      {"load: signal 0", "load: singal 0", "unknown command 'singal'"},
      {"load: signal 0", "dma: signal 0", "starts with load:, compute:, vector: or store:"},
      {"compute 4 4 4 slots", "compute 4 0 4 slots", "p.txt:19: n must be a whole number from 1"},
      {"compute 4 4 4 slots", "compute 4 1000000000000000000 4 slots", "p.txt:19: n"},
      {"load input 0 0x1000 2 16 32", "load inputs 0 0x1000 2 16 32", "input, weight or output"},
      {"0x1000 2 16 32", "0x1000 2 16", "line ends where stride_bytes"},
      {"0x1000 2 16 32", "1e5 2 16 32", "an address must be"},
      {"0x1000 2 16 32", "0x1000 2 16 32 7 8 9", "nothing more was expected"},
      {"add continues", "add further", "'continues' or 'holds'"},
      {"dataflow output_stationary", "dataflow sideways", "unknown dataflow 'sideways'"},
      {"step 0 0 conv1", "step 4 0 conv1", "only 1 kernels"},
      {"step 0 0 conv1", "step 0,x 0 conv1", "the number of a kernel was expected, not 'x'"},
      {"mapping by hand", "cores 0\nmapping by hand", "p.txt:15: cores must be a whole number"},
      {"mapping by hand", "core 2\nmapping by hand", "did you mean 'cores'"},
      {"mapping by hand", "dtype half\nmapping by hand", "unknown element type 'half'"},
      {"mapping by hand", "macs many\nmapping by hand", "p.txt:15: macs must be"},
      {"shape 1 4 4 8", "shape 1099511627776 1099511627776 4 8", "p.txt:11: MACs of a kernel"},
      {"load: signal 0", "core 1\nload: signal 0", "core 1, but the kernel declares 1 cores"},
      {"step 0 0.00025", "step 0 -1", "measured seconds"},
      {"note some", "nota some", "did you mean 'note'"},
      {"\nend\n", "\n", "starts with load:, compute:, vector: or store:"},
  }));
  CHECK_THROWS_WITH(parsed(replaced(kText, mistake.from, mistake.to)),
                    Catch::Contains(mistake.message));
}

TEST_CASE("Every core of a kernel has commands of its own, and a step may have several kernels") {
  const std::string text = R"(systole-program 1
workload on two cores
chip
kernel halves
kind gemm
shape 1 8 4 8
dataflow output_stationary
slots 2 64 2 64 1 32
tokens 3
cores 3
dtype bf16
macs 128
mapping by hand
core 0
load: signal 0
core 1
load: signal 1
load: signal 2
core 2
end
step 0,0 0 twice
)";
  const ProgramFile file = parsed(text);
  const program::KernelHeader& header = file.program.kernels.at(0).header;
  CHECK(header.cores == 3);
  CHECK(header.dtype == DType::bf16);
  CHECK(header.macs == 128);
  CHECK(file.program.steps.at(0).kernels == std::vector<std::size_t>{0, 0});
  program::Command command;
  const auto second = file.program.kernels[0].open(1);
  REQUIRE(second->next(command));
  CHECK(std::get<program::Signal>(command.action).token == 1);
  CHECK_FALSE(file.program.kernels[0].open(2)->next(command));
  CHECK(written(file) == text);
}

TEST_CASE("What a header leaves out is one core, 8-bit integers and the MACs of its shape") {
  const program::KernelHeader header = parsed(kText).program.kernels.at(0).header;
  CHECK(header.cores == 1);
  CHECK(header.dtype == DType::int8);
  CHECK(header.macs == 4 * 4 * 8);
}

TEST_CASE("A Program that is cut off, or has no step, is refused") {
  CHECK_THROWS_AS(parsed(""), UserError);
  CHECK_THROWS_WITH(parsed("systole-program 1\n"), Catch::Contains("no step"));
  CHECK_THROWS_WITH(parsed("systole-program 1\nkernel a\nkind gemm\n"),
                    Catch::Contains("file ends"));
}

TEST_CASE("Cut anywhere, a Program gives a clear error or a shorter Program, never a crash") {
  for (std::size_t length = 0; length < kText.size(); ++length) {
    try {
      parsed(kText.substr(0, length));
    } catch (const UserError&) {
    }
  }
}
