#include "report/inspection.hpp"

#include <catch2/catch.hpp>

using namespace systole;
using namespace systole::report;
using namespace systole::workload;

namespace {

Operator op_of(const Work& work) {
  Operator op;
  op.name = "op";
  op.work = work;
  return op;
}

}  // namespace

TEST_CASE("an operator's bytes are its operands and the second tensors of its epilogue") {
  Operator op = op_of(Gemm{1, 10, 20, 30});
  const Bytes operands = 2 * (10 * 30 + 30 * 20 + 10 * 20);
  CHECK(sums_of(op).bytes == operands);
  op.epilogue = {VectorKind::add, VectorKind::relu};
  CHECK(sums_of(op).bytes == operands + 2 * 10 * 20);
  CHECK(intensity_of(sums_of(op)) == Approx(2.0 * 6000 / static_cast<double>(operands + 400)));
}

TEST_CASE("kinds are summed, those with most MACs first") {
  Graph graph;
  graph.operators = {op_of(vector_work(VectorKind::softmax, 4, 1000)), op_of(Gemm{1, 2, 3, 4}),
                     op_of(Gemm{1, 2, 3, 4})};
  graph.operators[1].weight_dtype = DType::int4;
  graph.operators[2].measured_seconds = 1.5;
  const Inspection inspection = inspect(graph);
  REQUIRE(inspection.kinds.size() == 2);
  CHECK(inspection.kinds[0].kind == "gemm");
  CHECK(inspection.kinds[0].sums.macs == 48);
  CHECK(inspection.kinds[0].sums.dtypes == std::vector<std::string>{"fp16 x int4", "fp16"});
  CHECK(inspection.total.measured_seconds == 1.5);
  CHECK(inspection.total.operators == 3);
  CHECK(inspection.weights == 24);
}

TEST_CASE("unknown operators are named from one per cent of the bytes on") {
  Graph graph;
  graph.operators = {op_of(vector_work(VectorKind::copy, 1, 10'000))};
  Operator unknown = op_of(vector_work(VectorKind::unknown, 1, 100));
  unknown.source_kind = "Mystery";
  graph.operators.push_back(unknown);
  CHECK_FALSE(unknown_warning(inspect(graph)));
  graph.operators.push_back(unknown);
  const auto warning = unknown_warning(inspect(graph));
  REQUIRE(warning);
  CHECK_THAT(*warning, Catch::Contains("Mystery (2)"));
}
