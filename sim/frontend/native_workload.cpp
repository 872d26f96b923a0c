#include "frontend/native_workload.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "base/scalars.hpp"
#include "base/text.hpp"
#include "frontend/graph_budget.hpp"
#include "frontend/limits.hpp"
#include "frontend/native_keys.hpp"
#include "frontend/native_operator.hpp"
#include "frontend/native_parameters.hpp"

namespace systole::frontend {

namespace {

constexpr std::size_t kDeepestBlock = 8;

/// How often a block is written out; a mistake counts once, it is reported when the block is read.
std::int64_t repeats_of(const Node& block, const Parameters& parameters) {
  const Node* repeat = block.find("repeat");
  if (repeat == nullptr) return 1;
  try {
    return std::clamp<std::int64_t>(evaluate(repeat->scalar, parameters), 1, kMostOperators + 1);
  } catch (const ExpressionError&) {
    return 1;
  }
}

/// How many operators a list becomes, counted up to one more than there may be.
std::int64_t operators_in(const Node& list, const Parameters& parameters) {
  constexpr std::int64_t kTooMany = kMostOperators + 1;
  std::int64_t sum = 0;
  for (const Node& item : list.items) {
    const Node* inner = item.find("operators");
    const std::int64_t one = inner == nullptr ? 1 : operators_in(*inner, parameters);
    sum = std::min(kTooMany, sum + one * repeats_of(item, parameters));
  }
  return sum;
}

/// What the operators of a block have in common.
struct Scope {
  std::string prefix;  ///< "layer3.", in front of their names
  std::string path;    ///< "operators[1].operators", in front of messages
  OperandTypes types;
  std::size_t depth = 0;
};

/// Writes out the repeat blocks of an operator list, in order.
class OperatorList {
 public:
  OperatorList(const Parameters& parameters, Diagnostics& diagnostics)
      : parameters_(parameters), diagnostics_(diagnostics) {}

  void read(const Node& list, const Scope& scope) {
    if (!list.is_list() || list.items.empty()) {
      diagnostics_.error(list.place, scope.path,
                         "expected a list of operators, got " +
                             (list.is_list() ? "an empty one" : description_of(list)));
      return;
    }
    for (std::size_t i = 0; i < list.items.size() && !done(); ++i) {
      read_item(list.items[i], scope, fmt::format("{}[{}]", scope.path, i));
    }
  }

  std::vector<workload::Operator> take() { return std::move(operators_); }

 private:
  using Names = std::unordered_map<std::string, std::size_t>;

  bool done() const { return diagnostics_.errors().size() >= kMostErrors || too_large_; }

  void read_item(const Node& item, const Scope& scope, const std::string& path) {
    NativeKeys keys(item, path, parameters_, diagnostics_);
    if (!item.is_map()) return;
    const std::string name = keys.text("name").value_or("");
    if (item.find("name") == nullptr) keys.error(item.place, "name", "is missing");
    if (item.find("operators") != nullptr || item.find("repeat") != nullptr) {
      read_block(keys, scope, name);
    } else {
      add_operator(keys, scope, name);
    }
  }

  void read_block(NativeKeys& keys, const Scope& outer, const std::string& name) {
    const Node* list = keys.take("operators");
    const bool repeats = keys.take("repeat") != nullptr;
    const std::int64_t times = keys.integer_or("repeat", 1);
    Scope inner = outer;
    inner.types = read_dtypes(keys, outer.types);
    inner.path = keys.path_of("operators");
    inner.depth = outer.depth + 1;
    keys.refuse_others();
    if (list == nullptr) return keys.error(keys.place(), "operators", "is missing");
    if (inner.depth > kDeepestBlock) {
      return keys.error(keys.place(), "",
                        fmt::format("blocks nest more than {} deep", kDeepestBlock));
    }
    const std::size_t errors_before = diagnostics_.errors().size();
    // Every turn would repeat the mistakes of the first.
    for (std::int64_t i = 0; i < times && !done() && diagnostics_.errors().size() == errors_before;
         ++i) {
      const std::string turn = outer.prefix + name + (repeats ? std::to_string(i) : "");
      inner.prefix = turn + ".";
      read(*list, inner);
      end_block(turn);
    }
    end_block(outer.prefix + name);
  }

  void end_block(const std::string& name) {
    if (!operators_.empty()) blocks_[name] = operators_.size() - 1;
  }

  void add_operator(NativeKeys& keys, const Scope& scope, const std::string& name) {
    const std::string full_name = scope.prefix + name;
    if (full_name.size() > kLongestName) {
      keys.error(keys.place(), "name",
                 fmt::format("is longer than {} bytes with its blocks", kLongestName));
    }
    const Node* after = keys.take("after");
    workload::Operator op = read_operator(keys, full_name, scope.types, diagnostics_);
    op.depends_on = dependencies(keys, after, scope.prefix);
    if (!indices_.emplace(full_name, operators_.size()).second && !name.empty()) {
      keys.error(keys.place(), "name", fmt::format("a second operator '{}'", full_name));
    }
    operators_.push_back(std::move(op));
    if (budget_.takes(operators_.back())) return;
    too_large_ = true;
    keys.error(keys.place(), "", GraphBudget::message());
  }

  /// The operators that `after` names; without `after`, the one before.
  std::vector<std::size_t> dependencies(const NativeKeys& keys, const Node* after,
                                        const std::string& prefix) {
    if (after == nullptr) {
      if (operators_.empty()) return {};
      return {operators_.size() - 1};
    }
    Dependencies indices;
    if (after->is_scalar()) add_dependency(keys, *after, prefix, indices);
    for (const Node& item : after->items) add_dependency(keys, item, prefix, indices);
    if (after->is_map() || after->is_null()) {
      keys.error(after->place, "after",
                 "expected names of operators, got " + description_of(*after));
    }
    return indices.indices();
  }

  void add_dependency(const NativeKeys& keys, const Node& node, const std::string& prefix,
                      Dependencies& indices) {
    if (const auto index = resolve(node.scalar, prefix)) return indices.add(*index);
    if (done()) return;
    keys.error(node.place, "after",
               fmt::format("no operator or block {} above this one{}", description_of(node),
                           suggestion(node.scalar, names_below(prefix))));
  }

  /// Looks in the operator's own block first, then in those around it.
  std::optional<std::size_t> resolve(const std::string& name, std::string prefix) const {
    for (;;) {
      for (const Names* names : {&indices_, &blocks_}) {
        if (const auto found = names->find(prefix + name); found != names->end()) {
          return found->second;
        }
      }
      if (prefix.empty()) return std::nullopt;
      prefix.pop_back();
      prefix.erase(prefix.rfind('.') + 1);  // npos + 1: all of it
    }
  }

  /// Of the operators at hand in a block, for suggestions.
  std::vector<std::string> names_below(const std::string& prefix) const {
    constexpr std::size_t kEnough = 1000;
    std::vector<std::string> names;
    for (auto op = operators_.rbegin(); op != operators_.rend() && names.size() < kEnough; ++op) {
      if (starts_with(op->name, prefix)) names.push_back(op->name.substr(prefix.size()));
    }
    return names;
  }

  const Parameters& parameters_;
  Diagnostics& diagnostics_;
  std::vector<workload::Operator> operators_;
  GraphBudget budget_;
  bool too_large_ = false;
  Names indices_;
  Names blocks_;  ///< the last operator of each block and of each of its turns
};

}  // namespace

bool is_native_workload(const SourceText& source) {
  for (const std::string_view line : split(source.text, '\n')) {
    for (const std::string_view key : {"operators:", "name:", "parameters:", "description:"}) {
      if (starts_with(line, key)) return true;
    }
  }
  return starts_with(trim(source.text), "{") && source.text.find("operators") != std::string::npos;
}

workload::Graph read_native_workload(const SourceText& source, const ReadOptions& options,
                                     Diagnostics& diagnostics) {
  workload::Graph graph;
  const Node root = parse_yaml(source.text, source.path, diagnostics);
  if (root.is_null() && diagnostics.has_errors()) return graph;
  const Parameters parameters =
      read_parameters(root.find("parameters"), options.parameters, diagnostics);
  NativeKeys keys(root, "", parameters, diagnostics);
  if (!root.is_map()) return graph;
  graph.name = keys.text("name").value_or(source.stem());
  keys.text("description");
  keys.take("parameters");
  read_totals(keys, graph);
  const DType dtype = options.default_dtype;
  const Scope scope{"", "operators", read_dtypes(keys, {dtype, dtype, dtype}), 0};
  const Node* operators = keys.take("operators");
  keys.refuse_others();
  if (operators == nullptr) {
    diagnostics.error(root.place, "operators", "is missing");
    return graph;
  }
  if (operators_in(*operators, parameters) > static_cast<std::int64_t>(kMostOperators)) {
    keys.error(operators->place, "operators",
               fmt::format("more than {} operators once repeats are written out", kMostOperators));
    return graph;
  }
  OperatorList list(parameters, diagnostics);
  list.read(*operators, scope);
  graph.operators = list.take();
  return graph;
}

}  // namespace systole::frontend
