#include "frontend/ascend/lower.hpp"

#include "base/text.hpp"

namespace systole::frontend::ascend {

namespace {

bool contains(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

std::optional<workload::Operator> product_or_attention(const Record& record,
                                                       const Layouts& layouts) {
  const std::string type = lower(record.type);
  if (contains(type, "attention")) return attention_of(record);
  if (contains(type, "matmul") || type == "gemm") return product_of(record, layouts);
  if (contains(type, "conv2d") || contains(type, "depthwiseconv")) return convolution_of(record);
  return std::nullopt;
}

}  // namespace

workload::Operator typed(workload::Work work, const Tensor& input, const Tensor& weight,
                         const Record& record) {
  workload::Operator op;
  op.work = std::move(work);
  op.input_dtype = input.dtype.value_or(DType::fp16);
  op.weight_dtype = weight.dtype.value_or(op.input_dtype);
  op.output_dtype = op.input_dtype;
  if (!record.outputs.empty())
    op.output_dtype = record.outputs.front().dtype.value_or(op.input_dtype);
  return op;
}

workload::Operator operator_of(const Record& record, const Layouts& layouts) {
  if (auto op = product_or_attention(record, layouts)) return *std::move(op);
  if (record.inputs.empty() && record.outputs.empty()) {
    workload::Operator opaque;
    opaque.work = workload::Opaque{};
    return opaque;
  }
  return vector_of(record, vector_rule(record.type).value_or(VectorRule{}));
}

}  // namespace systole::frontend::ascend
