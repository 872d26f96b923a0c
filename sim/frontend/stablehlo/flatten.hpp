// A module as one list of operations: calls written out, loops as often as they run.
#pragma once

#include <string>
#include <vector>

#include "frontend/stablehlo/module.hpp"

namespace systole::frontend::stablehlo {

using ValueId = std::size_t;
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// Where the elements of a value come from: its producer, the caller of the program (weights and
/// inputs), or the text itself.
enum class Origin { computed, argument, constant };

struct Value {
  Type type;
  Origin origin = Origin::computed;
  std::size_t producer = kNone;  ///< index into Program::operations
  /// Elements in memory: a broadcast has those of its source, a constant of one number one.
  std::int64_t stored = 1;
  std::optional<std::int64_t> integer;  ///< of a constant: what loops count to
  std::size_t uses = 0;
};

struct Operation {
  const Statement* statement = nullptr;
  std::vector<ValueId> operands;
  std::vector<ValueId> results;
};

struct Program {
  std::vector<Value> values;
  std::vector<Operation> operations;  ///< those that are no views
  std::vector<std::string> notes;
};

/// Expects `module` to outlive the result. Throws UserError for values that nobody defines, for
/// functions that call themselves, and for what becomes too long.
Program flatten(const Module& module, const std::string& path);

}  // namespace systole::frontend::stablehlo
