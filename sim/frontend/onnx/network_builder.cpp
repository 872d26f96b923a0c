#include "frontend/onnx/network_builder.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "frontend/limits.hpp"
#include "frontend/onnx/fold.hpp"
#include "frontend/onnx/graph_inputs.hpp"
#include "frontend/onnx/node_order.hpp"
#include "frontend/onnx/operators.hpp"
#include "frontend/onnx/scope.hpp"

namespace systole::frontend::onnx {

namespace {

constexpr int kDeepestCall = 16;

class Builder {
 public:
  Builder(const Model& model, const BuildOptions& options, Diagnostics& diagnostics)
      : model_(model), options_(options), diagnostics_(diagnostics), inputs_(options, diagnostics) {
    const auto opset = model.opsets.find("");
    if (opset != model.opsets.end()) opset_ = opset->second;
    for (const Function& function : model.functions)
      functions_.emplace(key_of(function.domain, function.name), &function);
  }

  Network build() {
    Scope scope;
    inputs_.add_initializers(model_.graph, network_, scope);
    inputs_.declare(model_.graph);
    if (diagnostics_.has_errors()) return std::move(network_);
    inputs_.add(model_.graph, network_, scope);
    run_graph(model_.graph, scope);
    mark_outputs(scope);
    add_notes();
    return std::move(network_);
  }

 private:
  void error(const std::string& where, const std::string& what) {
    diagnostics_.error({options_.path}, where, what);
  }

  void mark_outputs(const Scope& scope) {
    for (const ValueInfo& output : model_.graph.outputs) {
      const ValueId value = scope.find(output.name);
      if (value == kNone) {
        error("", fmt::format("output '{}' is computed by no node", output.name));
      } else {
        network_.values[value].leaves = true;
      }
    }
  }

  static std::string key_of(const std::string& domain, const std::string& name) {
    return domain + ':' + name;
  }

  /// What functions and branches write out adds up, even where it holds no nodes.
  void spend(std::size_t items) {
    constexpr std::size_t kMostItems = 2'000'000;
    spent_ += items;
    if (spent_ > kMostItems)
      throw UserError(options_.path + ": functions and branches write out too much");
  }

  void run_graph(const GraphDef& graph, Scope& scope) {
    spend(graph.values.size() + graph.outputs.size() + graph.initializers.size());
    for (const ValueInfo& info : graph.values) scope.infos.emplace(info.name, &info);
    for (const ValueInfo& info : graph.outputs) scope.infos.emplace(info.name, &info);
    run_nodes(graph.nodes, scope);
  }

  void run_nodes(const std::vector<Node>& nodes, Scope& scope) {
    spend(nodes.size());
    std::vector<std::size_t> order;
    try {
      order = runnable_order(nodes);
    } catch (const UserError& problem) {
      return error("", problem.what());
    }
    for (const std::size_t index : order) {
      if (diagnostics_.errors().size() >= kMostErrors) return;
      run_node(nodes[index], scope);
    }
  }

  void run_node(const Node& node, Scope& scope) {
    if (++nodes_run_ > kMostOperators)
      throw UserError(fmt::format("{}: more than {} nodes", options_.path, kMostOperators));
    for (const std::string& input : node.inputs) {
      if (input.empty() || scope.lookup(input)) continue;
      error(label_of(node), fmt::format("reads '{}', which is no input, initializer or output of "
                                        "another node",
                                        input));
      return add_broken_outputs(node, scope);
    }
    if (node.outputs.empty()) return error(label_of(node), "it has no output");
    if (const Function* function = function_of(node)) return call(*function, node, scope);
    if (node.op_type == "If") return branch(node, scope);
    if (node.op_type == "Loop" || node.op_type == "Scan") return skip(node, scope);
    run_operator(node, scope);
  }

  void add_broken_outputs(const Node& node, Scope& scope) {
    for (const std::string& output : node.outputs) {
      Value value;
      value.name = output;
      value.has_shape = false;
      add_value(network_, scope, std::move(value));
    }
  }

  const Function* function_of(const Node& node) const {
    const auto found = functions_.find(key_of(node.domain, node.op_type));
    return found == functions_.end() ? nullptr : found->second;
  }

  /// A function's body in place of its call.
  void call(const Function& function, const Node& node, Scope& scope) {
    Scope body;
    if (!enter(node, scope, body)) return;
    body.outer = nullptr;
    body.call = &node;
    for (std::size_t i = 0; i < function.inputs.size(); ++i)
      body.names[function.inputs[i]] = i < node.inputs.size() ? scope.find(node.inputs[i]) : kNone;
    run_nodes(function.nodes, body);
    hand_out(function.outputs, node, body, scope);
  }

  bool enter(const Node& node, const Scope& outer, Scope& inner) {
    inner.outer = &outer;
    inner.call = outer.call;
    inner.depth = outer.depth + 1;
    inner.prefix = outer.prefix + (node.name.empty() ? node.op_type : node.name) + "/";
    if (inner.depth <= kDeepestCall) return true;
    throw UserError(fmt::format("{}: {}: functions and branches nest more than {} deep",
                                options_.path, label_of(node), kDeepestCall));
  }

  /// The outputs of a body under the names that its node gives them.
  void hand_out(const std::vector<std::string>& outputs, const Node& node, const Scope& body,
                Scope& scope) {
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      const ValueId value = i < outputs.size() ? body.find(outputs[i]) : kNone;
      if (value != kNone) {
        scope.names[node.outputs[i]] = value;
      } else if (!node.outputs[i].empty()) {
        error(label_of(node), fmt::format("its body has no output {}", i));
        return add_broken_outputs(node, scope);
      }
    }
  }

  static std::shared_ptr<const GraphDef> body_of(const Node& node, std::string_view name) {
    for (const Attribute& attribute : node.attributes)
      if (attribute.name == name) return attribute.graph;
    return nullptr;
  }

  /// The branch that a known condition takes; else the first, with a note.
  void branch(const Node& node, Scope& scope) {
    const ValueId condition = node.inputs.empty() ? kNone : scope.find(node.inputs.front());
    const bool is_known = condition != kNone && network_.values[condition].constant &&
                          size_of(*network_.values[condition].constant) == 1;
    bool holds = true;
    if (is_known) {
      const Constant truth = as_integers(*network_.values[condition].constant);
      holds = std::get<std::vector<std::int64_t>>(truth).front() != 0;
    } else {
      remark("its condition is not known before the model runs; the then_branch is taken", node);
    }
    const auto body = body_of(node, holds ? "then_branch" : "else_branch");
    if (!body) {
      error(label_of(node), "a branch is missing");
      return add_broken_outputs(node, scope);
    }
    Scope inner;
    if (!enter(node, scope, inner)) return;
    inputs_.add_initializers(*body, network_, inner);
    run_graph(*body, inner);
    std::vector<std::string> outputs;
    for (const ValueInfo& output : body->outputs) outputs.push_back(output.name);
    hand_out(outputs, node, inner, scope);
  }

  /// Nobody knows how often a loop runs: it costs nothing, and its outputs have the shapes that the
  /// file tells or those of the values that go round.
  void skip(const Node& node, Scope& scope) {
    remark("a loop; it is left out", node);
    const std::size_t first = node.op_type == "Loop" ? 2 : 0;
    const StepId step = add_step(node, scope);
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (network_.steps[step].outputs[i] == kNone) continue;
      Value& value = network_.values[network_.steps[step].outputs[i]];
      const std::size_t carried = i + first;
      if (value.has_shape || carried >= node.inputs.size()) continue;
      const ValueId initial = scope.find(node.inputs[carried]);
      if (initial == kNone) continue;
      value.dims = network_.values[initial].dims;
      value.element = network_.values[initial].element;
      value.has_shape = network_.values[initial].has_shape;
    }
    refuse_unshaped_outputs(step);
  }

  StepId add_step(const Node& node, Scope& scope) {
    const StepId id = network_.steps.size();
    Step step;
    step.node = node;
    bind_references(step.node, scope);
    step.node.name = node.name.empty() ? "" : scope.prefix + node.name;
    for (const std::string& input : node.inputs) {
      step.inputs.push_back(input.empty() ? kNone : scope.find(input));
      if (step.inputs.back() != kNone) network_.values[step.inputs.back()].users.push_back(id);
    }
    for (const std::string& output : node.outputs) {
      const bool is_left_out = output.empty() && !step.outputs.empty();  // the first always exists
      step.outputs.push_back(is_left_out ? kNone : add_output(output, id, scope));
    }
    network_.steps.push_back(std::move(step));
    return id;
  }

  /// With the shape that the file tells, if it does.
  ValueId add_output(const std::string& name, StepId producer, Scope& scope) {
    Value value;
    value.name = name;
    value.producer = producer;
    value.has_shape = false;
    if (const auto info = scope.infos.find(name); info != scope.infos.end()) {
      value.element = info->second->element;
      if (auto dims = inputs_.dimensions().known_dims_of(*info->second)) {
        value.dims = *std::move(dims);
        value.has_shape = true;
      }
    }
    return add_value(network_, scope, std::move(value));
  }

  /// Inside a function attributes may stand for those of its call.
  static void bind_references(Node& node, const Scope& scope) {
    if (scope.call == nullptr) return;
    std::vector<Attribute> bound;
    for (const Attribute& attribute : node.attributes) {
      if (attribute.reference.empty()) {
        bound.push_back(attribute);
        continue;
      }
      for (const Attribute& given : scope.call->attributes) {
        if (given.name != attribute.reference) continue;
        bound.push_back(given);
        bound.back().name = attribute.name;
      }
    }
    node.attributes = std::move(bound);
  }

  bool reads_broken(const Step& step) const {
    return std::any_of(step.inputs.begin(), step.inputs.end(), [this](ValueId input) {
      return input != kNone && !network_.values[input].has_shape;
    });
  }

  void run_operator(const Node& node, Scope& scope) {
    const StepId id = add_step(node, scope);
    if (reads_broken(network_.steps[id])) {
      for (const ValueId output : network_.steps[id].outputs)
        if (output != kNone) network_.values[output].has_shape = false;
      return;  // what broke it was reported
    }
    const OperatorRule* rule = rule_of(node.op_type);
    StepContext context(network_, id, opset_);
    try {
      (rule == nullptr ? unknown_operator : rule->apply)(context);
    } catch (const UserError& problem) {
      error(label_of(node), problem.what());
      return break_outputs(id);
    }
    settle(id);
    if (is_unknown(network_.steps[id])) ++unknown_[node.op_type];
    refuse_unshaped_outputs(id);
  }

  static bool is_unknown(const Step& step) {
    const auto* vector = step.work ? std::get_if<workload::Vector>(&*step.work) : nullptr;
    return vector != nullptr && vector->kind == workload::VectorKind::unknown;
  }

  void break_outputs(StepId id) {
    for (const ValueId output : network_.steps[id].outputs)
      if (output != kNone) network_.values[output].has_shape = false;
  }

  /// What depends on nothing but weights and constants is computed once, not in every run; what
  /// touches no element costs nothing.
  void settle(StepId id) {
    Step& step = network_.steps[id];
    const auto is_fixed = [this](ValueId input) {
      return input == kNone || network_.values[input].is_fixed();
    };
    const bool is_constant =
        !step.inputs.empty() && std::all_of(step.inputs.begin(), step.inputs.end(), is_fixed);
    bool is_empty = !step.outputs.empty();
    for (const ValueId output : step.outputs) {
      if (output == kNone) continue;
      Value& value = network_.values[output];
      if (is_constant && !value.is_fixed()) value.origin = Origin::derived;
      is_empty = is_empty && value.has_shape && elements_of(value.dims) == 0;
    }
    const bool is_known = !step.outputs.empty() && step.outputs.front() != kNone &&
                          network_.values[step.outputs.front()].constant.has_value();
    if (is_constant || is_empty || is_known) {
      step.work.reset();
      step.projection.reset();
    }
  }

  void refuse_unshaped_outputs(StepId id) {
    for (const ValueId output : network_.steps[id].outputs) {
      if (output == kNone || network_.values[output].has_shape) continue;
      if (network_.values[output].name.empty()) continue;
      error(label_of(network_.steps[id].node),
            fmt::format("the shape of its output '{}' is not known; write shapes into the file "
                        "(onnx.shape_inference)",
                        network_.values[output].name));
    }
  }

  /// One remark for all nodes that it is true of.
  void remark(const std::string& text, const Node& node) {
    const auto [entry, is_new] = remarks_.emplace(text, Remark{label_of(node), 0});
    if (!is_new) ++entry->second.others;
  }

  void add_notes() {
    for (const auto& [text, about] : remarks_) {
      const std::string others =
          about.others == 0 ? "" : fmt::format(" and {} others", about.others);
      network_.notes.push_back(fmt::format("{}{}: {}", about.first, others, text));
    }
    for (const auto& [op_type, count] : unknown_)
      network_.notes.push_back(fmt::format(
          "{} ({}x) is not known: costed as the movement of its elements", op_type, count));
  }

  struct Remark {
    std::string first;
    std::size_t others = 0;
  };

  const Model& model_;
  const BuildOptions& options_;
  Diagnostics& diagnostics_;
  GraphInputs inputs_;
  std::int64_t opset_ = 13;
  std::unordered_map<std::string, const Function*> functions_;
  std::size_t nodes_run_ = 0;
  std::size_t spent_ = 0;
  Network network_;
  std::map<std::string, std::size_t> unknown_;
  std::map<std::string, Remark> remarks_;
};

}  // namespace

Network build_network(const Model& model, const BuildOptions& options, Diagnostics& diagnostics) {
  return Builder(model, options, diagnostics).build();
}

}  // namespace systole::frontend::onnx
