#include "validate/model_rows.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "base/data_files.hpp"
#include "base/text.hpp"
#include "frontend/model_file.hpp"
#include "llm/plan.hpp"
#include "validate/eager_layer.hpp"

namespace systole::validate {

namespace {

constexpr double kMicro = 1e-6;
constexpr double kMilli = 1e-3;

// Exchanges.

struct ElementType {
  std::string_view name;
  Bytes bytes;
  bool is_float;
};
constexpr std::array<ElementType, 5> kElementTypes{{{"half", 2, true},
                                                    {"fp16", 2, true},
                                                    {"bf16", 2, true},
                                                    {"fp32", 4, true},
                                                    {"int8", 1, false}}};

ElementType element_type(const CsvCells& cells, Diagnostics& diagnostics) {
  const std::string text = cells.text("dtype");
  for (const ElementType& type : kElementTypes) {
    if (type.name == text) return type;
  }
  diagnostics.error(cells.place(), "dtype",
                    fmt::format("expected half, fp16, bf16, fp32 or int8, got '{}'", text));
  return kElementTypes.front();
}

timing::CollectiveKind kind_of(const CsvCells& cells, Diagnostics& diagnostics) {
  const std::string text = cells.text("collective");
  if (const auto kind = timing::collective_kind_from(text == "alltoall" ? "all_to_all" : text)) {
    return *kind;
  }
  diagnostics.error(
      cells.place(), "collective",
      fmt::format("expected all_reduce, all_gather, reduce_scatter, all_to_all, broadcast or "
                  "send_receive, got '{}'",
                  text));
  return timing::CollectiveKind::all_reduce;
}

// Models.

/// Letters and digits alone: tables, files and publications spell models with different marks.
std::string squeezed(const std::string& name) {
  std::string letters;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) letters += static_cast<char>(std::tolower(byte));
  }
  return letters;
}

/// The shipped model of that name; empty where there is none.
std::string shipped_model(const std::string& name) {
  for (const std::string& shipped : list_data_files(frontend::kModelFolder)) {
    if (squeezed(shipped) == squeezed(name)) return shipped;
  }
  return "";
}

std::string no_such_model(const std::string& name) {
  return fmt::format("no shipped model is called {} (systole list models)", name);
}

/// Of the layers that were measured, whatever their models are stored in
/// (LLMServingSim, llm_profile/profiler/layers/main.py).
constexpr DType kMeasuredType = DType::fp16;

/// Weights of so many other layers go by before a layer's own are read again.
constexpr std::int64_t kOtherWeights = 64;

void ask_for_layer(Measured& row, const std::string& layer, const LayerSize& size) {
  const std::string name = shipped_model(size.model);
  row.layers = kOtherWeights;
  if (name.empty()) {
    row.left_out = no_such_model(size.model);
    return;
  }
  const llm::ParallelPlan plan{size.tensor, 1, 1, 1};
  workload::DecoderModel model = frontend::read_model(name, kMeasuredType).model;
  model.types.activation = kMeasuredType;
  llm::check(plan, model);
  EagerKernels kernels = eager_layer(llm::rank_model(model, plan), layer, size.tokens);
  row.operators = std::move(kernels.operators);
  row.traits = std::move(kernels.traits);
  if (row.operators.empty()) row.left_out = fmt::format("no kernels of a layer '{}'", layer);
}

/// Why the two times of a line are no steady state of its batch, or nothing. The end of an answer
/// lies one prefill and a token after token later; times that were written down by hand of a batch
/// that waited, or that stopped, do not add up.
std::string unsteady(const CsvCells& cells, const ModelStep& step) {
  constexpr double kStopped = 0.9;
  constexpr double kWaited = 1.5;
  if (cells.text("end_to_end_ms").empty()) return "";
  const double tokens = static_cast<double>(step.output - 1);
  const double expected =
      cells.positive("prefill_ms") + tokens * cells.positive("time_per_output_token_ms");
  const double share = cells.positive("end_to_end_ms") / expected;
  if (share < kStopped) return "it stopped before all its tokens were there";
  return share > kWaited ? "its requests waited for one another" : "";
}

ModelStep step_of(const CsvCells& cells) {
  ModelStep step;
  step.model = shipped_model(cells.text("model"));
  step.tensor = cells.count("tensor_parallel");
  step.batch = cells.count("batch");
  step.input = cells.count("input_len");
  step.output = cells.count("output_len");
  return step;
}

std::string type_of(const std::string& model) {
  return std::string(name_of(frontend::read_model(model, DType::fp16).model.types.activation));
}

}  // namespace

Measured collective_row(const CsvCells& cells, Diagnostics& diagnostics) {
  const ElementType type = element_type(cells, diagnostics);
  timing::CollectiveRequest request;
  request.kind = kind_of(cells, diagnostics);
  request.bytes = type.bytes * cells.count("elements");
  request.ranks = cells.count("ranks");
  request.floats = type.is_float;
  Measured row;
  row.kind = timing::name_of(request.kind);
  row.dtype = type.name == "half" ? "fp16" : type.name;
  row.shape = fmt::format("{} elements on {} ranks", cells.count("elements"), request.ranks);
  row.fold = fmt::format("{} ranks", request.ranks);
  row.seconds = cells.positive("latency_us") * kMicro;
  row.exchange = request;
  return row;
}

Measured llm_layer_row(const CsvCells& cells) {
  const std::string layer = cells.text("layer");
  const LayerSize size{cells.text("model"), cells.count("tensor_parallel"), cells.count("tokens")};
  Measured row;
  row.kind = "llm_" + layer;
  row.dtype = name_of(kMeasuredType);
  row.shape = fmt::format("{} {} tokens tp {}", size.model, size.tokens, size.tensor);
  row.fold = fmt::format("{} tp {}", size.model, size.tensor);
  row.seconds = cells.positive("latency_us") * kMicro;
  row.timing = Timing::eager;
  ask_for_layer(row, layer, size);
  return row;
}

std::vector<Measured> llm_model_rows(const CsvCells& cells) {
  ModelStep step = step_of(cells);
  Measured row;
  row.dtype = step.model.empty() ? "" : type_of(step.model);
  row.timing = Timing::serving;
  row.shape = fmt::format("{} tp {} batch {} input {} output {}", cells.text("model"), step.tensor,
                          step.batch, step.input, step.output);
  row.fold = fmt::format("tp {} batch {} input {}", step.tensor, step.batch, step.input);
  row.left_out = step.model.empty() ? no_such_model(cells.text("model")) : unsteady(cells, step);
  std::vector<Measured> rows;
  for (const workload::Phase phase : {workload::Phase::prefill, workload::Phase::decode}) {
    const bool is_prefill = phase == workload::Phase::prefill;
    step.phase = phase;
    row.kind = is_prefill ? "llm_prefill" : "llm_token";
    row.seconds = kMilli * cells.positive(is_prefill ? "prefill_ms" : "time_per_output_token_ms");
    if (row.left_out.empty()) row.step = step;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace systole::validate
