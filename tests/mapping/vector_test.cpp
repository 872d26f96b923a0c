#include <catch2/catch.hpp>

#include "mapping/compile.hpp"
#include "support/machines.hpp"
#include "support/many_core_chips.hpp"
#include "support/token_machine.hpp"
#include "support/vector_operator.hpp"

using namespace systole;
using test::vector_operator;
using workload::VectorKind;

namespace {

test::Deeds deeds_on(const workload::Operator& op, const config::Chip& chip) {
  const program::Program program = mapping::compile(test::graph_of(op), chip);
  return test::deeds_of(program.kernels.at(0), chip);
}

}  // namespace

TEST_CASE("Rows that fit are read once, rows that do not are read for every pass") {
  config::Chip chip = test::gpu_like(4);
  const Bytes row = 50'000 * 2;
  CHECK(deeds_on(vector_operator(VectorKind::softmax, 8, 1000), chip).loaded[0] == 8 * 1000 * 2);
  const test::Deeds long_rows = deeds_on(vector_operator(VectorKind::softmax, 8, 50'000), chip);
  CHECK(long_rows.loaded[0] == 2 * 8 * row);
  CHECK(long_rows.stored[2] == 8 * row);
}

TEST_CASE("Operations are those of the table, however the work is cut") {
  const std::int64_t cores = GENERATE(1, 3, 16);
  const config::Chip chip = test::gpu_like(cores);
  const test::Deeds softmax = deeds_on(vector_operator(VectorKind::softmax, 64, 1000), chip);
  CHECK(softmax.simple == 4 * 64'000);
  CHECK(softmax.special == 64'000 + 64);
  const test::Deeds silu = deeds_on(vector_operator(VectorKind::silu, 64, 1000), chip);
  CHECK(silu.simple == 2 * 64'000);
  CHECK(silu.special == 2 * 64'000);
}

TEST_CASE("A gate that multiplies a second tensor costs an operation for each element") {
  workload::Operator op = vector_operator(VectorKind::silu, 64, 1000);
  std::get<workload::Vector>(op.work).elements_read *= 2;
  CHECK(deeds_on(op, test::gpu_like(2)).simple == 3 * 64'000);
}

TEST_CASE("Where rows are thread blocks that quantise, each reads the scale and then its row") {
  const config::Chip chip = test::gpu_like(4);
  mapping::Mapper mapper;
  mapper.rules = mapping::Rules::cublas;
  const auto op = vector_operator(VectorKind::quantize, 10, 1000);
  const program::Program program = mapping::compile(test::graph_of(op), chip, mapper).program;
  const test::Deeds deeds = test::deeds_of(program.kernels.at(0), chip);
  constexpr Bytes kFirstReads = 4 * 3 * 64;  // of four cores: instructions and parameters
  CHECK(deeds.loaded[0] == kFirstReads + 10 * (64 + 1000 * 2));
  // Every thread of a block has work of its own, and an element is converted by a routine.
  CHECK(deeds.simple == 10 * (1000 * 39 + 1024 * 49));
  CHECK(deeds.special == 10 * 1024);
  CHECK(program.kernels.at(0).mapping.find("10 chunks") != std::string::npos);
  CHECK(deeds_on(op, chip).loaded[0] == 10 * 1000 * 2);
}

TEST_CASE("The two tensors of a sum come from two places") {
  workload::Operator op = vector_operator(VectorKind::add, 64, 1000);
  std::get<workload::Vector>(op.work).elements_read *= 2;
  const test::Deeds deeds = deeds_on(op, test::gpu_like(2));
  CHECK(deeds.loaded[0] == 128'000);
  CHECK(deeds.loaded[1] == 128'000);
}

TEST_CASE("An epilogue adds no store, and reads only the second tensor of a sum") {
  const config::Chip chip = test::gpu_like(4);
  workload::Operator plain = test::gemm_operator(256, 256, 512);
  workload::Operator fused = plain;
  fused.epilogue = {VectorKind::add, VectorKind::gelu};
  const test::Deeds without = deeds_on(plain, chip);
  const test::Deeds with = deeds_on(fused, chip);
  CHECK(with.stored == without.stored);
  CHECK(with.loaded[2] == 256 * 256);
  CHECK(with.special == 256 * 256);
  CHECK(without.special == 0);
}

TEST_CASE("Rows that are placed and made narrower cost the scaling of eight elements a thread") {
  const config::Chip chip = test::gpu_like(4);
  workload::Operator op = vector_operator(VectorKind::gather, 20, 1024);
  CHECK(deeds_on(op, chip).simple == 20 * 512 * 100);
  op.output_dtype = DType::fp8;
  CHECK(deeds_on(op, chip).simple == 20 * 512 * (100 + 8 * 11));
}
