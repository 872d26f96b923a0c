#include "validate/measured_rows.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "validate/named_workloads.hpp"

namespace systole::validate {

namespace {

using workload::Operator;

constexpr double kMicro = 1e-6;

DType dtype_of(const CsvCells& cells, const std::string& column, Diagnostics& diagnostics) {
  const std::string text = cells.text(column);
  if (const auto dtype = dtype_from(text)) return *dtype;
  diagnostics.error(cells.place(), column,
                    fmt::format("expected an element type such as bf16, got '{}'", text));
  return DType::bf16;
}

Operator operator_of(std::string name, workload::Work work, DType dtype) {
  Operator op;
  op.name = std::move(name);
  op.work = std::move(work);
  op.input_dtype = op.weight_dtype = op.output_dtype = dtype;
  return op;
}

/// A linear layer in fp8 quantises its activations by a kernel of its own before it multiplies.
void put_quantisation_before(Operator gemm, const workload::Gemm& shape, Measured& row) {
  Operator quantise = operator_of(
      "quantize",
      workload::vector_work(workload::VectorKind::quantize, shape.count * shape.m, shape.k),
      DType::bf16);
  quantise.output_dtype = DType::fp8;
  gemm.depends_on = {0};
  row.operators = {std::move(quantise), std::move(gemm)};
}

bool is_linear_layer(const CsvCells& cells) {
  return cells.text("software").find("Linear") != std::string::npos;
}

/// Layers that aiconfigurator replays for the time of one (collector/vllm/collect_gemm.py: six
/// layers share their input and their output and differ in their weights).
std::int64_t layers_of(const CsvCells& cells) {
  constexpr std::int64_t kLayers = 6;
  for (const char* name : {"vllm", "linear", "Linear"})
    if (cells.text("software").find(name) != std::string::npos) return kLayers;
  return 1;
}

/// The attention of vLLM puts new keys and values into the cache, each where a table of slots says,
/// by a kernel of its own, before it reads them from there.
bool writes_cache(const CsvCells& cells) {
  return cells.text("software").find("vllm") != std::string::npos;
}

/// aiconfigurator captures one call of an attention as a graph and replays that six times between
/// two events (collector/vllm/collect_attn.py, repeat_n=1).
bool replays_graphs(const CsvCells& cells) { return writes_cache(cells); }

Operator cache_write(const workload::Attention& work, DType dtype, DType kv) {
  Operator write = operator_of(
      "cache_write",
      workload::vector_work(workload::VectorKind::gather, 2 * work.batch * work.query_length,
                            work.kv_heads * work.head_dim),
      dtype);
  write.output_dtype = kv;
  return write;
}

bool is_scaled(DType dtype) { return bits_of(dtype) < 16; }

/// The tensors of PyTorchSim's artifact come from torch.randn, so they have 32 bits as in its other
/// rows (experiments/gemm.py of https://github.com/PSAL-POSTECH/PyTorchSim); bf16 is what a TPU
/// multiplies them in.
DType dtype_in_memory(const CsvCells& cells, DType stated) {
  const bool is_multiplied_in_it = cells.text("source") == "pts" && stated == DType::bf16;
  return is_multiplied_in_it ? DType::fp32 : stated;
}

}  // namespace

Measured gemm_row(const CsvCells& cells, Diagnostics& diagnostics) {
  const DType dtype = dtype_in_memory(cells, dtype_of(cells, "dtype", diagnostics));
  const workload::Gemm shape{cells.count_or("batch", 1, 1), cells.count("m"), cells.count("n"),
                             cells.count("k")};
  Measured row;
  row.kind = "gemm";
  row.dtype = name_of(dtype);
  row.shape = fmt::format("m {} n {} k {}", shape.m, shape.n, shape.k);
  if (shape.count > 1) row.shape = fmt::format("{} x ", shape.count) + row.shape;
  row.fold = fmt::format("n {} k {}", shape.n, shape.k);
  row.seconds = cells.positive("latency_us") * kMicro;
  row.layers = layers_of(cells);
  Operator gemm = operator_of("gemm", shape, dtype);
  if (is_scaled(dtype)) gemm.output_dtype = DType::bf16;
  if (is_scaled(dtype) && is_linear_layer(cells)) {
    put_quantisation_before(std::move(gemm), shape, row);
  } else {
    row.operators = {std::move(gemm)};
  }
  return row;
}

Measured attention_row(const CsvCells& cells, Diagnostics& diagnostics) {
  const std::string phase = cells.text("phase");
  if (phase != "prefill" && phase != "decode") {
    diagnostics.error(cells.place(), "phase",
                      fmt::format("expected prefill or decode, got '{}'", phase));
  }
  const DType dtype = dtype_of(cells, "dtype", diagnostics);
  const DType kv =
      cells.text("kv_dtype").empty() ? dtype : dtype_of(cells, "kv_dtype", diagnostics);
  workload::Attention work;
  work.batch = cells.count("batch");
  work.query_length = cells.count("q_len");
  work.key_length = cells.count("kv_len");
  work.heads = cells.count("heads");
  work.kv_heads = cells.count("kv_heads");
  work.head_dim = work.value_dim = cells.count("head_dim");
  work.window = cells.count_or("window", 0, 0);
  work.causal = true;
  Measured row;
  row.kind = "attention_" + phase;
  row.dtype = name_of(dtype);
  if (kv != dtype) row.dtype += fmt::format(" kv {}", name_of(kv));
  row.shape = fmt::format("batch {} q {} kv {} heads {}/{} dim {}", work.batch, work.query_length,
                          work.key_length, work.heads, work.kv_heads, work.head_dim);
  if (work.window > 0) row.shape += fmt::format(" window {}", work.window);
  row.fold = fmt::format("heads {}/{} dim {} window {}", work.heads, work.kv_heads, work.head_dim,
                         work.window);
  row.seconds = cells.positive("latency_us") * kMicro;
  Operator attention = operator_of("attention", work, dtype);
  attention.weight_dtype = kv;
  if (writes_cache(cells)) row.operators.push_back(cache_write(work, dtype, kv));
  if (replays_graphs(cells)) row.issue = Issue::graph;
  row.operators.push_back(std::move(attention));
  return row;
}

Measured vector_row(const CsvCells& cells, Diagnostics& diagnostics) {
  const DType dtype = dtype_of(cells, "dtype", diagnostics);
  const std::string word = cells.text("op");
  const std::string name = word == "layernorm" ? "layer_norm" : word;
  const std::int64_t rows = cells.count("rows");
  const std::int64_t cols = cells.count("cols");
  Measured row;
  row.kind = name;
  row.dtype = name_of(dtype);
  row.shape = fmt::format("{} x {}", rows, cols);
  row.fold = row.shape;
  row.seconds = cells.positive("latency_us") * kMicro;
  const auto kind = workload::vector_kind_from(name);
  if (!kind) {
    diagnostics.error(cells.place(), "op",
                      fmt::format("'{}' is none of the vector operators of docs/workloads.md, such "
                                  "as softmax, layernorm or gelu",
                                  word));
    return row;
  }
  row.operators = {operator_of(name, workload::vector_work(*kind, rows, cols), dtype)};
  return row;
}

Measured named_workload_row(const CsvCells& cells) {
  Measured row = measured_of_name(cells.text("workload"));
  row.seconds = cells.positive("latency_us") * kMicro;
  return row;
}

}  // namespace systole::validate
