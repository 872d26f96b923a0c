// Every kind of work becomes commands that a machine can carry out, on every kind of chip.
#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "config/chip_io.hpp"
#include "mapping/compile.hpp"
#include "support/full_tests.hpp"
#include "support/machines.hpp"
#include "support/many_core_chips.hpp"
#include "support/token_machine.hpp"

using namespace systole;
using workload::VectorKind;

namespace {

workload::Operator operator_of(const workload::Work& work) {
  workload::Operator op;
  op.name = "op";
  op.work = work;
  return op;
}

workload::Conv2d conv_of(std::int64_t size, std::int64_t channels, std::int64_t filters) {
  workload::Conv2d conv;
  conv.batch = 2;
  conv.height = conv.width = size;
  conv.channels = channels;
  conv.filters = filters;
  conv.filter_height = conv.filter_width = 3;
  conv.pad_top = conv.pad_left = 1;
  return conv;
}

std::vector<workload::Operator> convolutions() {
  std::vector<workload::Operator> list;
  list.push_back(operator_of(conv_of(14, 24, 40)));
  workload::Conv2d dilated = conv_of(15, 8, 8);
  dilated.dilation_height = dilated.dilation_width = 2;
  dilated.pad_bottom = 3;
  list.push_back(operator_of(dilated));
  workload::Conv2d strided = conv_of(17, 6, 10);
  strided.stride_height = strided.stride_width = 2;
  strided.groups = 2;
  list.push_back(operator_of(strided));
  workload::Conv2d depthwise = conv_of(9, 12, 12);
  depthwise.groups = 12;
  list.push_back(operator_of(depthwise));
  workload::Conv2d transposed = conv_of(7, 16, 8);
  transposed.transposed = true;
  transposed.stride_height = transposed.stride_width = 2;
  transposed.output_pad_height = 1;
  list.push_back(operator_of(transposed));
  transposed.filter_height = transposed.filter_width = 1;
  transposed.pad_top = transposed.pad_left = 0;
  list.push_back(operator_of(transposed));
  return list;
}

std::vector<workload::Operator> attentions() {
  std::vector<workload::Operator> list;
  list.push_back(operator_of(workload::Attention{2, 4, 4, 65, 65, 32, 32, false, 0, false}));
  list.push_back(operator_of(workload::Attention{1, 8, 2, 100, 130, 64, 48, true, 0, false}));
  list.push_back(operator_of(workload::Attention{1, 4, 1, 200, 200, 16, 16, true, 30, false}));
  list.push_back(operator_of(workload::Attention{1, 4, 1, 200, 200, 16, 16, false, 30, false}));
  list.push_back(operator_of(workload::Attention{2, 8, 2, 1, 1000, 64, 64, true, 0, false}));
  list.push_back(operator_of(workload::Attention{1, 16, 1, 1, 600, 96, 64, true, 0, true}));
  return list;
}

std::vector<workload::Operator> products() {
  std::vector<workload::Operator> list;
  list.push_back(operator_of(workload::Gemm{1, 100, 130, 70}));
  list.push_back(operator_of(workload::Gemm{3, 17, 33, 65}));
  list.push_back(operator_of(workload::Gemm{1, 1, 512, 2048}));
  list.push_back(operator_of(workload::Gemm{1, 16, 16, 8192}));
  list.push_back(operator_of(workload::GroupedGemm{{5, 0, 40, 1, 0}, 48, 64}));
  list.push_back(operator_of(workload::GroupedGemm{{0, 0}, 48, 64}));
  workload::Operator fused = operator_of(workload::Gemm{1, 60, 80, 100});
  fused.epilogue = {VectorKind::add, VectorKind::gelu, VectorKind::multiply};
  list.push_back(fused);
  workload::Operator narrow = operator_of(workload::Gemm{1, 60, 80, 100});
  narrow.weight_dtype = DType::int4;
  list.push_back(narrow);
  narrow.input_dtype = DType::fp4;
  list.push_back(narrow);
  workload::Operator sparse = operator_of(workload::Gemm{1, 64, 64, 128});
  sparse.sparsity = workload::Sparsity{2, 4};
  list.push_back(sparse);
  return list;
}

std::vector<workload::Operator> vectors() {
  std::vector<workload::Operator> list;
  for (int kind = 0; kind <= static_cast<int>(VectorKind::unknown); ++kind) {
    list.push_back(operator_of(workload::vector_work(static_cast<VectorKind>(kind), 37, 1000)));
    list.push_back(operator_of(workload::vector_work(static_cast<VectorKind>(kind), 3, 300'000)));
  }
  workload::Vector add = workload::vector_work(VectorKind::add, 128, 512);
  add.elements_read *= 2;
  list.push_back(operator_of(add));
  return list;
}

std::vector<workload::Operator> recurrents() {
  std::vector<workload::Operator> list;
  for (const auto kind : {workload::RecurrentKind::rnn, workload::RecurrentKind::gru,
                          workload::RecurrentKind::lstm}) {
    list.push_back(operator_of(workload::Recurrent{kind, 4, 3, 24, 40, 2}));
  }
  return list;
}

/// MACs of all launches of a step; throws where a command breaks a rule.
Macs macs_of_step(const program::Program& program, const config::Chip& chip) {
  Macs macs = 0;
  for (const std::size_t kernel : program.steps.at(0).kernels)
    macs += test::deeds_of(program.kernels.at(kernel), chip).macs;
  return macs;
}

std::vector<config::Chip> chips() {
  std::vector<config::Chip> list{test::gpu_like(12), test::gpu_like(1), test::cube_like(6),
                                 test::arrays_like(4),
                                 test::small_chip(8, 8, Dataflow::output_stationary)};
  const std::vector<std::string> shipped = list_data_files(config::kChipFolder);
  for (std::size_t i = 0; i < shipped.size(); i += test::full_tests() ? 1 : 6) {
    Diagnostics diagnostics;
    list.push_back(config::read_chip(shipped[i], {}, diagnostics));
    diagnostics.throw_if_errors();
  }
  return list;
}

void check_all(const std::vector<workload::Operator>& operators) {
  for (const config::Chip& chip : chips()) {
    for (const workload::Operator& op : operators) {
      CAPTURE(chip.name, workload::kind_of(op));
      const program::Program program = mapping::compile(test::graph_of(op), chip);
      Macs macs = 0;
      REQUIRE_NOTHROW(macs = macs_of_step(program, chip));
      if (op.sparsity) continue;
      if (std::holds_alternative<workload::Attention>(op.work)) {
        CHECK(macs >= workload::macs_of(op));
      } else {
        CHECK(macs == workload::macs_of(op));
      }
    }
  }
}

}  // namespace

TEST_CASE("Products run on every chip, whatever their shape, type and epilogue") {
  check_all(products());
}

TEST_CASE("Convolutions run on every chip, dilated, grouped and transposed ones too") {
  check_all(convolutions());
}

TEST_CASE("Attention runs on every chip, with masks, windows and shared keys") {
  check_all(attentions());
}

TEST_CASE("Vector work of every kind runs on every chip") { check_all(vectors()); }

TEST_CASE("Recurrent cells run on every chip") { check_all(recurrents()); }
