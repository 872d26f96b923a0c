#include "frontend/stablehlo/stablehlo.hpp"

#include <unordered_map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "frontend/graph_budget.hpp"
#include "frontend/kineto/notes.hpp"
#include "frontend/limits.hpp"
#include "frontend/stablehlo/lower.hpp"

namespace systole::frontend::stablehlo {

namespace {

using workload::Operator;

class Builder {
 public:
  Builder(const Program& program, const std::string& path, Fusion fusion)
      : program_(program),
        path_(path),
        fusion_(fusion),
        made_by_(program.operations.size(), kNone) {}

  workload::Graph build() {
    for (std::size_t i = 0; i < program_.operations.size(); ++i) add(i);
    return std::move(graph_);
  }

 private:
  void add(std::size_t index) {
    const Operation& operation = program_.operations[index];
    const Statement& statement = *operation.statement;
    try {
      if (fusion_ == Fusion::as_engines_do && fuse(index)) return;
      std::optional<Operator> op = lower(operation, program_);
      if (!op) return;
      op->name = fmt::format("{}.{}", statement.name, ++numbers_[statement.name]);
      op->source_kind = statement.symbol.empty() ? statement.name : statement.symbol;
      op->place = {path_, statement.line, 1};
      op->depends_on = before(operation);
      check(*op);
      made_by_[index] = graph_.operators.size();
      graph_.operators.push_back(*std::move(op));
    } catch (const UserError& problem) {
      if (!op_error(problem)) throw;
      throw UserError(Place{path_, statement.line, 1},
                      fmt::format("{}: {}", statement.name, problem.what()));
    }
  }

  /// Whether a message still lacks its place.
  bool op_error(const UserError& problem) const {
    return !starts_with(problem.what(), path_ + ":");
  }

  static void check(const Operator& op) {
    Diagnostics mistakes;
    validate(op, mistakes);
    if (mistakes.has_errors()) throw UserError(mistakes.errors().front());
  }

  std::size_t producer_of(ValueId value) const {
    const std::size_t operation = program_.values[value].producer;
    return operation == kNone ? kNone : made_by_[operation];
  }

  std::vector<std::size_t> before(const Operation& operation) const {
    Dependencies dependencies;
    for (const ValueId operand : operation.operands) {
      const std::size_t producer = producer_of(operand);
      if (producer != kNone) dependencies.add(producer);
    }
    return dependencies.indices();
  }

  /// Element-wise work on the only use of a product's result becomes its epilogue.
  bool fuse(std::size_t index) {
    const Operation& operation = program_.operations[index];
    const auto kind = elementwise_kind(operation.statement->name);
    if (!kind || operation.results.size() != 1) return false;
    for (const ValueId operand : operation.operands) {
      const std::size_t producer = producer_of(operand);
      if (producer == kNone || !takes_epilogue(producer, operand, operation)) continue;
      Operator& op = graph_.operators[producer];
      op.epilogue.push_back(epilogue_kind(*kind, operation, operand));
      const Type& result = program_.values[operation.results.front()].type;
      op.output_dtype = result.dtype;
      made_by_[index] = producer;
      return true;
    }
    return false;
  }

  bool takes_epilogue(std::size_t producer, ValueId operand, const Operation& operation) const {
    const Operator& op = graph_.operators[producer];
    const bool multiplies = std::holds_alternative<workload::Gemm>(op.work) ||
                            std::holds_alternative<workload::Conv2d>(op.work);
    const Value& value = program_.values[operand];
    const Value& result = program_.values[operation.results.front()];
    const bool is_whole =
        value.stored == result.stored && elements_of(value.type.dims) == value.stored;
    if (!multiplies || value.uses != 1 || !is_whole || op.epilogue.size() >= kMostEpilogue)
      return false;
    // The others must be there before the product ends.
    for (const ValueId other : operation.operands) {
      const std::size_t made = producer_of(other);
      if (other != operand && made != kNone && made > producer) return false;
    }
    return true;
  }

  /// Adding or scaling by what is no whole tensor reads next to nothing.
  workload::VectorKind epilogue_kind(workload::VectorKind kind, const Operation& operation,
                                     ValueId operand) const {
    const bool reads_two =
        kind == workload::VectorKind::add || kind == workload::VectorKind::multiply;
    if (!reads_two) return kind;
    for (const ValueId other : operation.operands) {
      if (other != operand && program_.values[other].stored == program_.values[operand].stored)
        return kind;
    }
    return workload::VectorKind::elementwise;
  }

  const Program& program_;
  const std::string& path_;
  Fusion fusion_;
  workload::Graph graph_;
  std::vector<std::size_t> made_by_;  // by operation: the operator that it became or joined
  std::unordered_map<std::string, std::int64_t> numbers_;
};

}  // namespace

bool is_stablehlo(const SourceText& source) {
  const std::string& text = source.text;
  const bool has_dialect =
      text.find("stablehlo.") != std::string::npos || text.find("mhlo.") != std::string::npos;
  return has_dialect && text.find("func.func") != std::string::npos;
}

workload::Graph read_stablehlo(const SourceText& source, const ReadOptions& options, Diagnostics&) {
  if (!options.parameters.empty()) {
    throw UserError(fmt::format(
        "--param {}: a StableHLO module has fixed shapes and no parameters: lower it anew",
        options.parameters.begin()->first));
  }
  const Module module = parse(source.path, source.text);
  if (module.entry.empty()) {
    throw UserError(
        fmt::format("{}: the module defines no function: expected func.func @main", source.path));
  }
  const Program program = flatten(module, source.path);
  workload::Graph graph = Builder(program, source.path, options.fusion).build();
  if (graph.operators.empty())
    throw UserError(fmt::format("{}: @{} computes nothing", source.path, module.entry));
  graph.name = source.stem();
  graph.notes = program.notes;
  for (const std::string& note : kineto::notes_of(graph)) graph.notes.push_back(note);
  return graph;
}

}  // namespace systole::frontend::stablehlo
