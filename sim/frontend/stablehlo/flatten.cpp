#include "frontend/stablehlo/flatten.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/text.hpp"
#include "frontend/limits.hpp"

namespace systole::frontend::stablehlo {

namespace {

constexpr int kDeepestCall = 64;
constexpr std::size_t kMostStatements = 2'000'000;  // run through, views and counters too

/// Names of a block, and of those around it that it sees.
struct Frame {
  const Frame* outer = nullptr;
  std::unordered_map<std::string, ValueId> names;

  ValueId find(const std::string& name) const {
    for (const Frame* frame = this; frame != nullptr; frame = frame->outer) {
      const auto found = frame->names.find(name);
      if (found != frame->names.end()) return found->second;
    }
    return kNone;
  }
};

/// Operations that move nothing: the result is its first operand, seen in another way.
bool is_view(const std::string& name) {
  static const std::unordered_set<std::string> names{"reshape",
                                                     "bitcast_convert",
                                                     "broadcast_in_dim",
                                                     "broadcast",
                                                     "optimization_barrier",
                                                     "tensor_cast",
                                                     "copy_start",
                                                     "sharding_constraint",
                                                     "dynamic_reshape",
                                                     "get_dimension_size",
                                                     "reshard"};
  return names.count(name) > 0;
}

/// Operations that make a value out of nothing.
bool is_constant(const std::string& name) {
  return name == "constant" || name == "iota" || name == "partition_id" || name == "replica_id" ||
         name == "create_token" || name == "after_all";
}

/// 24 of "dense<24>".
std::optional<std::int64_t> integer_in(std::string_view attributes) {
  constexpr std::string_view kDense = "dense<";
  const std::size_t at = attributes.find(kDense);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = attributes.substr(at + kDense.size());
  return parse_int64(trim(rest.substr(0, rest.find('>'))));
}

/// Whether a constant is one number for all of its elements.
bool is_splat(std::string_view attributes) {
  const std::size_t at = attributes.find("dense<");
  return at == std::string_view::npos || attributes.substr(at).find("dense<[") != 0;
}

std::int64_t elements_of(const Type& type) {
  std::int64_t count = 1;
  for (const std::int64_t size : type.dims)
    count = checked_mul(count, size, "elements of a tensor");
  return count;
}

class Flattener {
 public:
  Flattener(const Module& module, const std::string& path) : module_(module), path_(path) {}

  Program run() {
    const Function& entry = module_.functions.at(module_.entry);
    Frame frame;
    for (std::size_t i = 0; i < entry.arguments.size(); ++i) {
      const ValueId value = add_value(entry.argument_types[i]);
      program_.values[value].origin = Origin::argument;
      frame.names[entry.arguments[i]] = value;
    }
    run_block(entry.statements, frame, 0);
    for (const std::string& note : notes_) program_.notes.push_back(note);
    return std::move(program_);
  }

 private:
  [[noreturn]] void fail(const Statement& statement, const std::string& what) const {
    throw UserError(Place{path_, statement.line, 1}, what);
  }

  ValueId add_value(const Type& type) {
    Value value;
    value.type = type;
    value.stored = elements_of(type);
    program_.values.push_back(value);
    return program_.values.size() - 1;
  }

  ValueId find(const Frame& frame, const std::string& name, const Statement& statement) const {
    ValueId found = frame.find(name);
    if (found == kNone) found = frame.find(name + "#0");
    if (found == kNone) fail(statement, fmt::format("reads %{}, which nothing defines", name));
    return found;
  }

  /// The values that a block returns.
  std::vector<ValueId> run_block(const std::vector<Statement>& statements, Frame& frame,
                                 int depth) {
    if (depth > kDeepestCall)
      throw UserError(
          fmt::format("{}: calls and loops nest more than {} deep: expected no function "
                      "that calls itself",
                      path_, kDeepestCall));
    for (const Statement& statement : statements) {
      if (++statements_run_ > kMostStatements)
        fail(statement,
             fmt::format("loops and calls write out more than {} statements", kMostStatements));
      std::vector<ValueId> operands = operands_of(statement, frame);
      if (statement.name == "return") return operands;
      run_statement(statement, operands, frame, depth);
    }
    return {};
  }

  std::vector<ValueId> operands_of(const Statement& statement, const Frame& frame) const {
    std::vector<ValueId> operands;
    for (const std::string& name : statement.operands)
      operands.push_back(find(frame, name, statement));
    return operands;
  }

  void run_statement(const Statement& statement, const std::vector<ValueId>& operands, Frame& frame,
                     int depth) {
    if (statement.name == "call" || statement.name == "composite")
      return bind(statement, call(statement, operands, depth), frame);
    if (statement.name == "while")
      return bind(statement, loop(statement, operands, frame, depth), frame);
    if (is_view(statement.name) && !operands.empty()) return view(statement, operands, frame);
    const bool marks_only =
        statement.name == "custom_call" && !statement.results.empty() &&
        (statement.symbol == "Sharding" || starts_with(statement.symbol, "SPMD"));
    if (marks_only && !operands.empty()) return view(statement, operands, frame);
    if (statement.name == "if" || statement.name == "case")
      notes_.insert("branches (if, case) are left out: which one runs is not known before");
    if (is_constant(statement.name)) return constant(statement, frame);
    operation(statement, operands, frame);
  }

  void bind(const Statement& statement, const std::vector<ValueId>& values, Frame& frame) const {
    if (values.size() < statement.results.size())
      fail(statement,
           fmt::format("gives {} results, expected {}", values.size(), statement.results.size()));
    for (std::size_t i = 0; i < statement.results.size(); ++i)
      frame.names[statement.results[i]] = values[i];
  }

  std::vector<ValueId> call(const Statement& statement, const std::vector<ValueId>& operands,
                            int depth) {
    std::string name = statement.symbol;
    if (statement.name == "composite") name = decomposition_of(statement);
    const auto found = module_.functions.find(name);
    if (found == module_.functions.end())
      fail(statement, fmt::format("calls @{}, which the file does not define", name));
    const Function& function = found->second;
    if (operands.size() < function.arguments.size())
      fail(statement, fmt::format("calls @{} with {} operands, expected {}", name, operands.size(),
                                  function.arguments.size()));
    Frame frame;
    for (std::size_t i = 0; i < function.arguments.size(); ++i)
      frame.names[function.arguments[i]] = operands[i];
    return run_block(function.statements, frame, depth + 1);
  }

  /// decomposition = @name
  std::string decomposition_of(const Statement& statement) const {
    const std::size_t at = statement.attributes.find("decomposition = @");
    if (at == std::string::npos) fail(statement, "a composite without a decomposition");
    const std::size_t begin = statement.attributes.find('@', at) + 1;
    return statement.attributes.substr(begin,
                                       statement.attributes.find_first_of(" ,}\n", begin) - begin);
  }

  std::vector<ValueId> loop(const Statement& statement, std::vector<ValueId> values,
                            const Frame& outer, int depth) {
    if (statement.regions.size() != 2) fail(statement, "a loop without condition and body");
    const std::int64_t trips = trips_of(statement, values, outer);
    const Region& body = statement.regions[1];
    for (std::int64_t trip = 0; trip < trips; ++trip) {
      Frame frame{&outer, {}};
      if (body.arguments.size() > values.size()) fail(statement, "a loop with too few operands");
      for (std::size_t i = 0; i < body.arguments.size(); ++i)
        frame.names[body.arguments[i]] = values[i];
      std::vector<ValueId> next = run_block(body.statements, frame, depth + 1);
      if (next.size() != values.size()) fail(statement, "a loop whose body returns too little");
      values = std::move(next);
    }
    return values;
  }

  /// How often a loop runs that counts up to a constant, as those of jax.lax.scan and fori_loop do.
  std::int64_t trips_of(const Statement& statement, const std::vector<ValueId>& values,
                        const Frame& outer) {
    const Region& condition = statement.regions[0];
    Frame frame{&outer, {}};
    for (std::size_t i = 0; i < std::min(condition.arguments.size(), values.size()); ++i)
      frame.names[condition.arguments[i]] = values[i];
    std::optional<std::int64_t> trips;
    for (const Statement& inner : condition.statements) {
      if (is_constant(inner.name)) constant(inner, frame);
      if (inner.name != "compare" || inner.operands.size() != 2) continue;
      const bool is_less = inner.attributes.find("LT") != std::string::npos;
      const auto from = program_.values[find(frame, inner.operands[0], inner)].integer;
      const auto to = program_.values[find(frame, inner.operands[1], inner)].integer;
      if (is_less && to) trips = std::max<std::int64_t>(*to - from.value_or(0), 0);
    }
    if (trips && *trips <= static_cast<std::int64_t>(kMostStatements)) return *trips;
    if (trips) fail(statement, fmt::format("a loop that runs {} times", *trips));
    notes_.insert("a loop whose end is not a constant counts once");
    return 1;
  }

  void view(const Statement& statement, const std::vector<ValueId>& operands, Frame& frame) {
    for (std::size_t i = 0; i < statement.results.size(); ++i) {
      const std::size_t from = operands[std::min(i, operands.size() - 1)];
      Value value = program_.values[from];
      if (i < statement.result_types.size()) value.type = statement.result_types[i];
      value.uses = 0;
      const ValueId id = program_.values.size();
      // Whoever uses the view uses what it shows.
      sources_.emplace(id, source_of(from));
      program_.values.push_back(value);
      frame.names[statement.results[i]] = id;
    }
  }

  ValueId source_of(ValueId value) const {
    const auto found = sources_.find(value);
    return found == sources_.end() ? value : found->second;
  }

  void constant(const Statement& statement, Frame& frame) {
    for (std::size_t i = 0; i < statement.results.size(); ++i) {
      const Type type = i < statement.result_types.size() ? statement.result_types[i] : Type{};
      const ValueId value = add_value(type);
      program_.values[value].origin = Origin::constant;
      program_.values[value].integer = integer_in(statement.attributes);
      if (is_splat(statement.attributes)) program_.values[value].stored = 1;
      frame.names[statement.results[i]] = value;
    }
  }

  void operation(const Statement& statement, const std::vector<ValueId>& operands, Frame& frame) {
    if (program_.operations.size() >= kMostTraceOperators)
      fail(statement, fmt::format("more than {} operations", kMostTraceOperators));
    Operation operation;
    operation.statement = &statement;
    operation.operands = operands;
    for (const ValueId operand : operands) {
      ++program_.values[operand].uses;
      if (source_of(operand) != operand) ++program_.values[source_of(operand)].uses;
    }
    for (std::size_t i = 0; i < statement.results.size(); ++i) {
      const Type type = i < statement.result_types.size() ? statement.result_types[i] : Type{};
      const ValueId value = add_value(type);
      program_.values[value].producer = program_.operations.size();
      operation.results.push_back(value);
      frame.names[statement.results[i]] = value;
    }
    program_.operations.push_back(std::move(operation));
  }

  const Module& module_;
  const std::string& path_;
  Program program_;
  std::set<std::string> notes_;
  std::unordered_map<ValueId, ValueId> sources_;
  std::size_t statements_run_ = 0;
};

}  // namespace

Program flatten(const Module& module, const std::string& path) {
  return Flattener(module, path).run();
}

}  // namespace systole::frontend::stablehlo
