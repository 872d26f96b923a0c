#include "llm/backward.hpp"

#include <algorithm>
#include <numeric>

#include "base/checked.hpp"

namespace systole::llm {

namespace {

using namespace workload;

class Backward {
 public:
  void add(const Operator& op) {
    if (const auto* gemm = std::get_if<Gemm>(&op.work)) {
      product(op, Gemm{gemm->count, gemm->m, gemm->k, gemm->n},
              Gemm{gemm->count, gemm->k, gemm->n, gemm->m});
    } else if (const auto* grouped = std::get_if<GroupedGemm>(&op.work)) {
      product(op, GroupedGemm{grouped->rows, grouped->k, grouped->n}, weights_of(*grouped));
    } else if (const auto* vector = std::get_if<Vector>(&op.work)) {
      Vector work = *vector;
      work.elements_read = checked_add(vector->elements_read, vector->elements_written, "elements");
      work.elements_written = vector->elements_read;
      follow(op, "", work);
    } else {
      follow(op, "", op.work);
    }
  }

  Graph graph;

 private:
  /// Groups of as many rows as they have on average.
  static Gemm weights_of(const GroupedGemm& grouped) {
    const auto groups = static_cast<std::int64_t>(grouped.rows.size());
    const std::int64_t rows =
        std::accumulate(grouped.rows.begin(), grouped.rows.end(), std::int64_t{0});
    return {groups, grouped.k, grouped.n, std::max<std::int64_t>(1, ceil_div(rows, groups))};
  }

  void product(const Operator& op, const Work& input, const Work& weight) {
    const std::vector<std::size_t> before = after_;
    follow(op, "_input_gradient", input);
    const std::vector<std::size_t> chain = after_;
    after_ = before;
    follow(op, "_weight_gradient", weight);
    after_ = chain;
  }

  void follow(const Operator& op, const std::string& suffix, const Work& work) {
    Operator next = op;
    next.name = op.name + suffix;
    next.work = work;
    next.epilogue.clear();
    next.depends_on = after_;
    after_ = {graph.operators.size()};
    graph.operators.push_back(std::move(next));
  }

  std::vector<std::size_t> after_;  ///< what the next operator waits for
};

}  // namespace

Graph backward_of(const Graph& forward) {
  Backward backward;
  backward.graph.name = forward.name;
  for (auto op = forward.operators.rbegin(); op != forward.operators.rend(); ++op)
    backward.add(*op);
  return backward.graph;
}

}  // namespace systole::llm
