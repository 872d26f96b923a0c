#include "mapping/compile.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "mapping/lowering.hpp"
#include "mapping/placement.hpp"

namespace systole::mapping {

namespace {

Lowered lower(const Request& request) {
  const workload::Work& work = request.op.work;
  if (std::holds_alternative<workload::Vector>(work)) return lower_vector(request);
  if (std::holds_alternative<workload::Attention>(work)) return lower_attention(request);
  if (std::holds_alternative<workload::Recurrent>(work)) return lower_recurrent(request);
  return lower_products(request);
}

/// Operators with equal keys do the same work from the same state, so they share a kernel.
using OperatorKey = std::pair<std::string, std::vector<std::int64_t>>;

OperatorKey key_of(const workload::Operator& op) {
  std::vector<std::int64_t> key = workload::fingerprint(op.work);
  for (const DType dtype : {op.input_dtype, op.weight_dtype, op.output_dtype}) {
    key.push_back(static_cast<std::int64_t>(dtype));
  }
  if (op.sparsity) key.insert(key.end(), {op.sparsity->kept, op.sparsity->of});
  for (const workload::VectorKind kind : op.epilogue)
    key.push_back(static_cast<std::int64_t>(kind));
  return {std::string(workload::kind_of(op)), key};
}

/// Whose entries of a given mapping count for an operator: its own, or those of the first one named
/// that does the same work.
class MappedAs {
 public:
  MappedAs(const workload::Graph& graph, const Mapping& given) : given_(given) {
    for (const workload::Operator& op : graph.operators) {
      if (given.has(op.name)) named_.try_emplace(key_of(op), op.name);
    }
  }
  std::string of(const workload::Operator& op) const {
    if (given_.has(op.name)) return op.name;
    const auto like = named_.find(key_of(op));
    return like == named_.end() ? std::string() : like->second;
  }

 private:
  const Mapping& given_;
  std::map<OperatorKey, std::string> named_;
};

template <class Entry>
void check_names(const std::vector<Entry>& entries, const workload::Graph& graph,
                 Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const workload::Operator& op : graph.operators) names.push_back(op.name);
  for (const Entry& entry : entries) {
    if (std::find(names.begin(), names.end(), entry.operator_name) != names.end()) continue;
    diagnostics.error(entry.places.of("operator"), "operator",
                      "the workload has no operator '" + entry.operator_name + "'" +
                          suggestion(entry.operator_name, names));
  }
}

/// Kernels of the operators met so far.
class Kernels {
 public:
  Kernels(const config::Chip& chip, const Mapper& mapper) : chip_(chip), mapper_(mapper) {}

  /// The launches of an operator, as numbers of the program's kernels.
  const std::vector<std::size_t>& of(const workload::Operator& op, const std::string& mapped_as) {
    const auto [entry, is_new] = known_.try_emplace({key_of(op), mapped_as});
    if (is_new) entry->second = add(lower({op, chip_, mapper_, mapped_as}));
    return entry->second;
  }

  Compiled compiled;

 private:
  std::vector<std::size_t> add(Lowered lowered) {
    program::Program& program = compiled.program;
    for (std::size_t& launch : lowered.launches) launch += program.kernels.size();
    for (program::Kernel& kernel : lowered.kernels) program.kernels.push_back(std::move(kernel));
    for (const std::string& note : lowered.notes) add_note(note);
    compiled.mapping.add(lowered.mapping);
    return std::move(lowered.launches);
  }

  void add_note(const std::string& note) {
    std::vector<std::string>& notes = compiled.program.notes;
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  }

  const config::Chip& chip_;
  const Mapper& mapper_;
  std::map<std::pair<OperatorKey, std::string>, std::vector<std::size_t>> known_;
};

}  // namespace

Compiled compile(const workload::Graph& graph, const config::Chip& chip, const Mapper& mapper) {
  Diagnostics diagnostics;
  check_names(mapper.given.products, graph, diagnostics);
  check_names(mapper.given.attentions, graph, diagnostics);
  diagnostics.throw_if_errors();
  const MappedAs mapped_as(graph, mapper.given);
  Kernels kernels(chip, mapper);
  program::Program& program = kernels.compiled.program;
  program.workload = graph.name;
  program.notes = graph.notes;
  const std::vector<Placement> placements = place(graph);
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const workload::Operator& op = graph.operators[i];
    if (!workload::is_simulated(op)) continue;
    program.steps.push_back({op.name, kernels.of(op, mapped_as.of(op)),
                             op.measured_seconds.value_or(0.0), placements[i],
                             workload::macs_of(op)});
  }
  return std::move(kernels.compiled);
}

program::Program compile(const workload::Graph& graph, const config::Chip& chip) {
  return compile(graph, chip, Mapper{}).program;
}

}  // namespace systole::mapping
