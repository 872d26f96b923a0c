// The parts that every step of a model is made of, each simulated once for each size that is asked
// for: layers without their attention, attention, embedding and head.
#pragma once

#include <functional>
#include <map>
#include <tuple>
#include <vector>

#include "llm/expert_load.hpp"
#include "llm/plan.hpp"
#include "llm/schedule.hpp"
#include "result/result.hpp"
#include "workload/decoder.hpp"

namespace systole::llm {

/// A chip's answer to some operators, in their order; without launch costs.
using Simulate = std::function<result::Result(const workload::Graph&)>;
/// Seconds of an operator that is an exchange.
using Exchange = std::function<double(const workload::Operator&)>;

/// The name of the exchange between replicas, whose chips are no neighbours.
constexpr const char* kGradients = "gradients_all_reduce";

/// What asks a chip and its network.
struct Machine {
  Simulate simulate;
  Exchange exchange;
  double idle_watts = 0.0;  ///< of a chip that waits for an exchange
};

/// Which sequences attend: each with `tokens` new ones after `context` in the cache.
struct Attending {
  workload::Phase phase = workload::Phase::prefill;
  std::int64_t batch = 1;
  std::int64_t tokens = 1;
  std::int64_t context = 0;

  auto key() const { return std::tie(phase, batch, tokens, context); }
  friend bool operator<(const Attending& a, const Attending& b) { return a.key() < b.key(); }
};

class Parts {
 public:
  struct Setup {
    workload::DecoderModel model;  ///< whole
    ParallelPlan plan;
    ExpertLoad load;
    workload::Kernels kernels = workload::Kernels::engines;
  };

  Parts(Setup setup, Machine machine);

  /// Kinds of layers by layer of the model: equal ones share a number.
  const std::vector<std::size_t>& kinds() const { return kinds_; }

  const Pieces& embedding(std::int64_t tokens) { return body(tokens).embedding; }
  /// All of a layer but what attends, for `tokens` new tokens of one replica.
  const Pieces& layer(std::size_t kind, std::int64_t tokens) { return body(tokens).layers[kind]; }
  /// Scores, softmax and values of one layer of a kind, and what latent attention expands for them.
  const Pieces& attention(std::size_t kind, const Attending& attending);
  /// The last norm and the vocabulary for `rows` tokens.
  const Pieces& head(std::int64_t rows);
  /// The same backward, for training.
  const Pieces& layer_backward(std::size_t kind, std::int64_t tokens);
  const Pieces& head_backward(std::int64_t rows);
  /// Seconds in which replicas add up the gradients of so many parameters of a chip.
  double sum_over_replicas(std::int64_t parameters) const;
  /// To the next pipeline stage; nothing where there is one only.
  Pieces hand_over(std::int64_t tokens) const;

  const Setup& setup() const { return setup_; }
  const workload::DecoderModel& rank() const { return rank_; }
  /// Simulations asked for so far.
  std::int64_t simulations() const { return simulations_; }
  /// The operators of `tokens` new tokens of one chip, attention among them, each kind of layer
  /// once or twice.
  workload::Graph body_graph(std::int64_t tokens) const;

 private:
  struct Body {
    Pieces embedding;
    std::vector<Pieces> layers;  ///< by kind
  };

  const Body& body(std::int64_t tokens);
  workload::Graph graph_of(const workload::DecoderModel& model, const Attending& attending) const;
  template <class Predicate>
  Pieces backward(std::int64_t tokens, const Predicate& is_part);
  std::vector<Task> tasks_of(const workload::Graph& graph, const std::vector<bool>& is_asked);
  void find_kinds();

  Setup setup_;
  Machine machine_;
  workload::DecoderModel rank_;    ///< of one chip
  workload::DecoderModel sample_;  ///< the same with each kind of layer twice, or once if it is
  std::vector<std::size_t> kinds_;
  std::vector<std::size_t> sample_of_kind_;  ///< the copy whose time counts
  std::map<std::int64_t, Body> bodies_;
  std::map<std::int64_t, Pieces> heads_;
  std::map<std::pair<std::size_t, std::int64_t>, Pieces> layers_backward_;
  std::map<std::int64_t, Pieces> heads_backward_;
  std::map<std::pair<std::size_t, Attending>, Pieces> attentions_;
  std::int64_t simulations_ = 0;
};

}  // namespace systole::llm
