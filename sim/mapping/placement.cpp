#include "mapping/placement.hpp"

#include "base/checked.hpp"
#include "mapping/problem.hpp"

namespace systole::mapping {

namespace {

constexpr Bytes kPage = 4096;  // tensors begin at pages, so no two share a block of a buffer

class Placer {
 public:
  explicit Placer(const workload::Graph& graph) : graph_(graph) {}

  std::vector<Placement> run() {
    for (const workload::Operator& op : graph_.operators) {
      placements_.push_back({input_of(op), weight_of(op), next(Operand::output, op)});
    }
    return std::move(placements_);
  }

 private:
  Address next(Operand operand, const workload::Operator& op) {
    Bytes& used = used_[static_cast<std::size_t>(operand)];
    const auto begin = static_cast<Address>(used);
    const Bytes bytes = workload::bytes_of(op, operand);
    used = checked_add(used, align_up(bytes + 1, kPage), "bytes of all tensors");
    return begin;
  }
  /// What takes `reader`'s own base to where the output of `producer` lies.
  Address output_of(std::size_t producer, Operand reader) const {
    return base_address(Operand::output) - base_address(reader) + placements_[producer][2];
  }
  Address input_of(const workload::Operator& op) {
    if (op.depends_on.empty()) return next(Operand::input, op);
    return output_of(op.depends_on.front(), Operand::input);
  }
  Address weight_of(const workload::Operator& op) {
    if (op.depends_on.size() > 1 && reads_second_output(op))
      return output_of(op.depends_on[1], Operand::weight);
    if (op.depends_on.size() == 1 && is_self_attention(op)) {
      const auto queries = static_cast<Address>(workload::bytes_of(op, Operand::input));
      return output_of(op.depends_on[0], Operand::weight) + queries;
    }
    return next(Operand::weight, op);
  }

  static bool reads_second_output(const workload::Operator& op) {
    if (const auto* vector = std::get_if<workload::Vector>(&op.work)) {
      return vector->kind == workload::VectorKind::add ||
             vector->kind == workload::VectorKind::multiply;
    }
    return op.weight_role == workload::WeightRole::activation ||
           std::holds_alternative<workload::Gemm>(op.work);
  }

  /// Keys and values come from the product that made the queries, behind them.
  static bool is_self_attention(const workload::Operator& op) {
    const auto* attention = std::get_if<workload::Attention>(&op.work);
    return attention != nullptr && attention->query_length == attention->key_length;
  }

  const workload::Graph& graph_;
  std::array<Bytes, 3> used_{};
  std::vector<Placement> placements_;
};

}  // namespace

std::vector<Placement> place(const workload::Graph& graph) { return Placer(graph).run(); }

}  // namespace systole::mapping
