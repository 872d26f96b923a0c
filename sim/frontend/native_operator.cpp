#include "frontend/native_operator.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "frontend/limits.hpp"
#include "frontend/microseconds.hpp"
#include "frontend/native_kinds.hpp"
#include "frontend/native_work.hpp"

namespace systole::frontend {

namespace {

using workload::Sparsity;
using workload::VectorKind;
using workload::WeightRole;

std::vector<std::string> dtype_names() {
  std::vector<std::string> names;
  for (int i = 0; i <= static_cast<int>(DType::int4); ++i) {
    names.emplace_back(name_of(static_cast<DType>(i)));
  }
  return names;
}

void read_dtype(const NativeKeys& keys, const Node& node, const std::string& key, DType& dtype) {
  const auto value = node.is_scalar() ? dtype_from(node.scalar) : std::nullopt;
  if (value) {
    dtype = *value;
    return;
  }
  const std::vector<std::string> names = dtype_names();
  keys.error(node.place, key,
             fmt::format("unknown element type {}{} (known: {})", description_of(node),
                         suggestion(node.scalar, names), fmt::join(names, ", ")));
}

std::optional<Sparsity> read_sparsity(NativeKeys& keys) {
  const std::optional<std::string> text = keys.text("sparsity");
  if (!text) return std::nullopt;
  const std::size_t colon = text->find(':');
  const auto kept = parse_int64(trim(std::string_view(*text).substr(0, colon)));
  const auto of = colon == std::string::npos
                      ? std::nullopt
                      : parse_int64(trim(std::string_view(*text).substr(colon + 1)));
  if (kept && of) return Sparsity{*kept, *of};
  keys.error(keys.take("sparsity")->place, "sparsity",
             fmt::format("'{}', expected N:M, as in 2:4", *text));
  return std::nullopt;
}

/// Reports the first key that is none of the three operands.
void refuse_other_operands(const NativeKeys& keys, const Node& dtypes) {
  const std::vector<std::string> names{"input", "weight", "output"};
  for (const Entry& entry : dtypes.entries) {
    if (std::find(names.begin(), names.end(), entry.key) != names.end()) continue;
    return keys.error(entry.key_place, "dtype." + entry.key,
                      fmt::format("unknown key{} (known here: {})", suggestion(entry.key, names),
                                  fmt::join(names, ", ")));
  }
}

std::vector<VectorKind> read_epilogue(NativeKeys& keys) {
  std::vector<VectorKind> epilogue;
  const std::vector<std::string> names = keys.texts("epilogue");
  if (names.size() > kMostEpilogue) {
    keys.error(keys.take("epilogue")->place, "epilogue",
               fmt::format("has {} operations, expected at most {}", names.size(), kMostEpilogue));
    return epilogue;
  }
  for (const std::string& name : names) {
    if (const auto kind = workload::vector_kind_from(name)) {
      epilogue.push_back(*kind);
      continue;
    }
    const std::vector<std::string> kinds = vector_kinds();
    keys.error(keys.take("epilogue")->place, "epilogue",
               fmt::format("unknown operation '{}'{} (known: {})", name, suggestion(name, kinds),
                           fmt::join(kinds, ", ")));
  }
  return epilogue;
}

WeightRole read_weight_role(NativeKeys& keys, WeightRole fallback) {
  const std::optional<std::string> text = keys.text("weight");
  if (!text) return fallback;
  if (*text == kParameter) return WeightRole::parameter;
  if (*text == kActivation) return WeightRole::activation;
  keys.error(keys.take("weight")->place, "weight",
             fmt::format("'{}', expected {} or {}", *text, kParameter, kActivation));
  return fallback;
}

std::optional<double> read_measured_time(NativeKeys& keys) {
  if (!keys.number("measured_us")) return std::nullopt;
  return seconds_from_microseconds(keys.take("measured_us")->scalar);
}

}  // namespace

WeightRole usual_role(const workload::Work& work) {
  return std::holds_alternative<workload::Attention>(work) ? WeightRole::activation
                                                           : WeightRole::parameter;
}

OperandTypes read_dtypes(NativeKeys& keys, const OperandTypes& outer) {
  OperandTypes types = outer;
  const Node* node = keys.take("dtype");
  if (node == nullptr) return types;
  if (!node->is_map()) {
    read_dtype(keys, *node, "dtype", types.input);
    types.weight = types.output = types.input;
    return types;
  }
  using Member = DType OperandTypes::*;
  constexpr std::array<std::pair<std::string_view, Member>, 3> kMembers{
      {{"input", &OperandTypes::input},
       {"weight", &OperandTypes::weight},
       {"output", &OperandTypes::output}}};
  std::size_t known = 0;
  for (const auto& [name, member] : kMembers) {
    const Node* type = node->find(name);
    if (type == nullptr) continue;
    ++known;
    read_dtype(keys, *type, fmt::format("dtype.{}", name), types.*member);
  }
  if (known < node->entries.size()) refuse_other_operands(keys, *node);
  return types;
}

void read_totals(NativeKeys& keys, workload::Graph& graph) {
  graph.notes = keys.texts("notes");
  if (keys.take("parameter_count") != nullptr)
    graph.parameters = keys.integer("parameter_count", 0);
  if (keys.take("kv_cache_bytes") != nullptr)
    graph.kv_cache_bytes = keys.integer("kv_cache_bytes", 0);
}

workload::Operator read_operator(NativeKeys& keys, const std::string& name,
                                 const OperandTypes& types, Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.errors().size();
  const OperandTypes own = read_dtypes(keys, types);
  workload::Operator op;
  op.name = name;
  op.place = keys.place();
  op.input_dtype = own.input;
  op.weight_dtype = own.weight;
  op.output_dtype = own.output;
  op.sparsity = read_sparsity(keys);
  op.measured_seconds = read_measured_time(keys);
  op.epilogue = read_epilogue(keys);
  op.source_kind = keys.text("source").value_or("");
  std::optional<workload::Work> work = read_work(keys);
  if (work) {
    op.weight_role = read_weight_role(keys, usual_role(*work));
    op.work = std::move(*work);
    keys.refuse_others();
  }
  if (diagnostics.errors().size() == errors_before) validate(op, diagnostics);
  if (diagnostics.errors().size() != errors_before)
    op.work = workload::vector_work(VectorKind::unknown, 1, 1);
  return op;
}

}  // namespace systole::frontend
