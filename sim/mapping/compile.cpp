#include "mapping/compile.hpp"

#include <algorithm>
#include <map>

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
using KernelKey = std::vector<std::int64_t>;

std::pair<std::string, KernelKey> key_of(const workload::Operator& op) {
  KernelKey key = workload::fingerprint(op.work);
  for (const DType dtype : {op.input_dtype, op.weight_dtype, op.output_dtype}) {
    key.push_back(static_cast<std::int64_t>(dtype));
  }
  if (op.sparsity) key.insert(key.end(), {op.sparsity->kept, op.sparsity->of});
  for (const workload::VectorKind kind : op.epilogue)
    key.push_back(static_cast<std::int64_t>(kind));
  return {std::string(workload::kind_of(op)), key};
}

/// Kernels of the operators met so far.
class Kernels {
 public:
  Kernels(const config::Chip& chip, program::Program& program) : chip_(chip), program_(program) {}

  /// The launches of an operator, as numbers of the program's kernels.
  const std::vector<std::size_t>& of(const workload::Operator& op) {
    const auto [entry, is_new] = known_.try_emplace(key_of(op));
    if (is_new) entry->second = add(lower({op, chip_}));
    return entry->second;
  }

 private:
  std::vector<std::size_t> add(Lowered lowered) {
    for (std::size_t& launch : lowered.launches) launch += program_.kernels.size();
    for (program::Kernel& kernel : lowered.kernels) program_.kernels.push_back(std::move(kernel));
    for (const std::string& note : lowered.notes) add_note(note);
    return std::move(lowered.launches);
  }

  void add_note(const std::string& note) {
    std::vector<std::string>& notes = program_.notes;
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  }

  const config::Chip& chip_;
  program::Program& program_;
  std::map<std::pair<std::string, KernelKey>, std::vector<std::size_t>> known_;
};

}  // namespace

program::Program compile(const workload::Graph& graph, const config::Chip& chip) {
  program::Program program;
  program.workload = graph.name;
  program.notes = graph.notes;
  Kernels kernels(chip, program);
  const std::vector<Placement> placements = place(graph);
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const workload::Operator& op = graph.operators[i];
    if (!workload::is_simulated(op)) continue;
    program.steps.push_back(
        {op.name, kernels.of(op), op.measured_seconds.value_or(0.0), placements[i]});
  }
  return program;
}

}  // namespace systole::mapping
