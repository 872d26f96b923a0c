#include "frontend/onnx/lower.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "base/error.hpp"
#include "frontend/onnx/element_type.hpp"

namespace systole::frontend::onnx {

namespace {

using workload::Operator;

/// Links between steps; a chain of views over many operators each could otherwise hold too many.
constexpr std::size_t kMostLinks = 20'000'000;

struct IsNothing {
  bool operator()(const workload::Gemm& g) const {
    return g.count == 0 || g.m == 0 || g.n == 0 || g.k == 0;
  }
  bool operator()(const workload::Conv2d& c) const {
    return c.batch == 0 || c.height == 0 || c.width == 0 || c.channels == 0 || c.filters == 0;
  }
  bool operator()(const workload::Attention& a) const {
    return a.batch == 0 || a.query_length == 0 || a.key_length == 0;
  }
  bool operator()(const workload::Recurrent& r) const { return r.batch == 0 || r.steps == 0; }
  bool operator()(const workload::Vector& v) const {
    return v.rows == 0 || v.cols == 0 || (v.elements_read == 0 && v.elements_written == 0);
  }
  template <typename Other>
  bool operator()(const Other&) const {
    return false;
  }
};

/// Empty tensors, as the past of a first call, leave nothing to do.
bool is_nothing(const Step& step) { return !step.work || std::visit(IsNothing(), *step.work); }

class Lowering {
 public:
  Lowering(const Network& network, std::optional<DType> float_dtype)
      : network_(network), float_dtype_(float_dtype) {}

  workload::Graph run() {
    for (const Value& value : network_.values) stored_.push_back(own_dtype(value.element));
    find_groups();
    for (StepId id = 0; id < network_.steps.size(); ++id) {
      follow_storage(network_.steps[id]);
      if (is_nothing(head(id))) {
        pass_links_on(id);
      } else if (last_[heads_[id]] == id) {
        emit(heads_[id]);
      }
    }
    return std::move(graph_);
  }

 private:
  const Step& head(StepId id) const { return network_.steps[heads_[id]]; }

  DType own_dtype(std::int64_t element) const {
    return float_dtype_ && is_float(element) ? *float_dtype_ : dtype_of(element);
  }

  /// An operator runs where its last step stands: by then everything that any of its steps reads is
  /// there, and nobody reads what is between them.
  void find_groups() {
    const std::size_t count = network_.steps.size();
    heads_.resize(count);
    last_.resize(count);
    members_.resize(count);
    indices_.assign(count, kNone);
    links_.resize(count);
    for (StepId id = 0; id < count; ++id) {
      StepId at = id;
      while (network_.steps[at].head != kNone) at = network_.steps[at].head;
      heads_[id] = at;
      last_[at] = std::max(last_[at], id);
      members_[at].push_back(id);
    }
  }

  /// A view is stored as what it is a view of.
  void follow_storage(const Step& step) {
    if (step.inputs.empty() || step.inputs.front() == kNone) return;
    const ValueId input = step.inputs.front();
    for (const ValueId output : step.outputs) {
      if (output == kNone) continue;
      const bool is_view = !step.work && step.head == kNone &&
                           network_.values[output].element == network_.values[input].element;
      if (is_view || step.keeps_integers) stored_[output] = stored_[input];
    }
  }

  /// The operators behind a value: its own, or those that a free step stands on.
  void add_links(ValueId value, std::vector<StepId>& links) const {
    if (value == kNone || network_.values[value].is_fixed()) return;
    const StepId producer = network_.values[value].producer;
    if (producer == kNone) return;
    if (!is_nothing(head(producer))) {
      links.push_back(heads_[producer]);
    } else {
      links.insert(links.end(), links_[producer].begin(), links_[producer].end());
    }
  }

  static void make_unique(std::vector<StepId>& links) {
    std::sort(links.begin(), links.end());
    links.erase(std::unique(links.begin(), links.end()), links.end());
  }

  void pass_links_on(StepId id) {
    for (const ValueId input : network_.steps[id].inputs) add_links(input, links_[id]);
    make_unique(links_[id]);
    hold(links_[id].size());
  }

  void hold(std::size_t links) {
    links_held_ += links;
    if (links_held_ > kMostLinks) throw UserError("the graph is too densely connected");
  }

  std::vector<std::size_t> dependencies(StepId group) {
    std::vector<StepId> links;
    for (const StepId member : members_[group])
      for (const ValueId input : network_.steps[member].inputs) add_links(input, links);
    make_unique(links);
    hold(links.size());
    std::vector<std::size_t> indices;
    for (const StepId link : links) {
      if (link == group) continue;
      if (indices_[link] == kNone)
        throw ModelError(fmt::format("{} was joined with an operator before it",
                                     network_.steps[link].node.name));
      indices.push_back(indices_[link]);
    }
    std::sort(indices.begin(), indices.end());
    return indices;
  }

  /// Names of a file may be missing or occur twice; those of a graph tell its operators apart.
  std::string unique_name(const Step& step, const std::string& suffix) {
    std::string name = step.node.name;
    if (name.empty() && !step.outputs.empty() && step.outputs.front() != kNone)
      name = network_.values[step.outputs.front()].name;
    if (name.empty()) name = step.node.op_type;
    name += suffix;
    for (;;) {
      const std::size_t times = ++names_[name];
      if (times == 1) return name;
      name += fmt::format("#{}", times);
    }
  }

  DType stored(ValueId value, DType otherwise) const {
    return value == kNone ? otherwise : stored_[value];
  }

  void emit(StepId group) {
    const Step& step = network_.steps[group];
    const ValueId output = network_.steps[last_[group]].outputs.front();
    Operator op;
    op.work = *step.work;
    op.output_dtype = stored(output, own_dtype(float32));
    op.input_dtype = stored(step.input, op.output_dtype);
    op.weight_dtype = step.weight_dtype.value_or(stored(step.weight, op.input_dtype));
    const bool has_parameter = step.weight == kNone || network_.values[step.weight].is_fixed();
    op.weight_role =
        has_parameter ? workload::WeightRole::parameter : workload::WeightRole::activation;
    op.epilogue = step.epilogue;
    op.source_kind = step.source_kind.empty() ? step.node.op_type : step.source_kind;
    op.depends_on = dependencies(group);
    if (step.projection) split_off_projection(step, op);
    op.name = unique_name(step, "");
    indices_[group] = graph_.operators.size();
    graph_.operators.push_back(std::move(op));
  }

  /// The product takes the operator's input and weight; what is left works on its output.
  void split_off_projection(const Step& step, Operator& op) {
    Operator product = op;
    product.name = unique_name(step, ".projection");
    product.work = *step.projection;
    product.output_dtype = op.output_dtype;
    product.epilogue.clear();
    op.input_dtype = op.weight_dtype = op.output_dtype;
    op.weight_role = workload::WeightRole::activation;
    op.depends_on = {graph_.operators.size()};
    graph_.operators.push_back(std::move(product));
  }

  const Network& network_;
  std::optional<DType> float_dtype_;
  workload::Graph graph_;
  std::vector<DType> stored_;                 ///< by value: what lies in memory
  std::vector<StepId> heads_;                 ///< by step: that of its operator
  std::vector<StepId> last_;                  ///< by head: the last step of the operator
  std::vector<std::vector<StepId>> members_;  ///< by head
  std::vector<std::size_t> indices_;          ///< by head: in the graph, once it stands there
  std::vector<std::vector<StepId>> links_;    ///< by free step: the heads that it stands on
  std::size_t links_held_ = 0;
  std::unordered_map<std::string, std::size_t> names_;
};

}  // namespace

workload::Graph lower(const Network& network, std::optional<DType> float_dtype) {
  return Lowering(network, float_dtype).run();
}

}  // namespace systole::frontend::onnx
