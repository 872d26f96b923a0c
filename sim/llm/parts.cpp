#include "llm/parts.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "llm/backward.hpp"
#include "llm/layer_kind.hpp"

namespace systole::llm {

namespace {

using workload::DecoderModel;
using workload::Graph;
using workload::Operator;
using workload::Phase;

constexpr double kJoulesPerPicojoule = 1e-12;

/// Depends on how long sequences are, not only on how many tokens there are.
bool attends(const Operator& op) {
  for (const char* name : {".attention", ".kv_up", ".query_absorb", ".value_up"}) {
    if (ends_with(op.name, name)) return true;
  }
  return false;
}

bool is_of_head(const Operator& op) {
  return op.name == "norm" || op.name == "lm_head" || op.name == "logits_all_gather";
}

template <class Predicate>
std::vector<bool> chosen(const Graph& graph, const Predicate& predicate) {
  std::vector<bool> is_chosen;
  for (const Operator& op : graph.operators) is_chosen.push_back(predicate(op));
  return is_chosen;
}

Cause cause_of(const result::OperatorResult& op, const result::MachineFacts& machine) {
  const std::string_view bound = result::bound_of(op, machine);
  if (bound == "compute" || bound == "vector") return Cause::compute;
  return bound == "dram" || bound == "l2" ? Cause::memory : Cause::latency;
}

Doubt doubt_of(const result::ErrorBar& bar, double seconds) {
  if (!bar.is_known() || seconds <= 0.0) return {};
  return {bar.low_seconds / seconds, bar.high_seconds / seconds, true};
}

Piece piece_of(const result::OperatorResult& op, const result::MachineFacts& machine) {
  const double seconds = static_cast<double>(op.cycles) / static_cast<double>(machine.clock_hz);
  const double joules = static_cast<double>(op.energy.sum()) * kJoulesPerPicojoule;
  return {seconds, cause_of(op, machine),          op.counters.launches, joules,
          op.name, doubt_of(op.error_bar, seconds)};
}

/// The tasks [first, last) alone: what they wait for outside has ended.
std::vector<Task> cut(const std::vector<Task>& tasks, std::size_t first, std::size_t last) {
  std::vector<Task> part;
  for (std::size_t i = first; i < last; ++i) {
    Task task = tasks[i];
    task.after.clear();
    for (const std::size_t before : tasks[i].after) {
      if (before >= first) task.after.push_back(before - first);
    }
    part.push_back(std::move(task));
  }
  return part;
}

/// The tasks of consecutive operators that `is_part` chooses.
template <class Predicate>
Pieces scheduled(const Graph& graph, const std::vector<Task>& tasks, const Predicate& is_part) {
  const auto begin = std::find_if(graph.operators.begin(), graph.operators.end(), is_part);
  const auto end = std::find_if_not(begin, graph.operators.end(), is_part);
  return schedule(cut(tasks, static_cast<std::size_t>(begin - graph.operators.begin()),
                      static_cast<std::size_t>(end - graph.operators.begin())));
}

auto of_layer(std::size_t layer) {
  const std::string prefix = "layer" + std::to_string(layer) + ".";
  return [prefix](const Operator& op) { return starts_with(op.name, prefix); };
}

bool is_of_embedding(const Operator& op) {
  return !starts_with(op.name, "layer") && !is_of_head(op);
}

}  // namespace

Parts::Parts(Setup setup, Machine machine)
    : setup_(std::move(setup)), machine_(std::move(machine)) {
  check(setup_.plan, setup_.model);
  rank_ = rank_model(setup_.model, setup_.plan);
  find_kinds();
}

void Parts::find_kinds() {
  sample_ = rank_;
  sample_.layers.clear();
  std::vector<std::size_t> first_layers;
  for (const workload::DecoderLayer& layer : rank_.layers) {
    const auto same = [&](std::size_t first) { return is_same(rank_.layers[first], layer); };
    const auto known = std::find_if(first_layers.begin(), first_layers.end(), same);
    const auto kind = static_cast<std::size_t>(known - first_layers.begin());
    const auto copies = static_cast<std::size_t>(std::count(kinds_.begin(), kinds_.end(), kind));
    if (known == first_layers.end()) {
      first_layers.push_back(kinds_.size());
      sample_of_kind_.push_back(0);
    }
    kinds_.push_back(kind);
    if (copies >= 2) continue;  // the second begins as all later ones do
    sample_of_kind_[kind] = sample_.layers.size();
    sample_.layers.push_back(layer);
  }
}

Graph Parts::graph_of(const DecoderModel& model, const Attending& attending) const {
  workload::DecoderStep step;
  step.phase = attending.phase;
  step.batch = attending.batch;
  step.tokens = attending.tokens;
  step.context = attending.context;
  step.kernels = setup_.kernels;
  step.split.tensor = setup_.plan.tensor;
  step.split.expert = setup_.plan.expert;
  for (const workload::DecoderLayer& layer : model.layers) {
    if (layer.mlp.experts.count == 0) continue;
    const std::int64_t tokens =
        attending.batch * attending.tokens * setup_.plan.replicas_of_experts();
    step.split.expert_rows =
        busiest_rows(setup_.load, layer.mlp.experts, tokens, setup_.plan.expert);
    break;
  }
  return decoder_graph(model, step);
}

Graph Parts::body_graph(std::int64_t tokens) const {
  return graph_of(sample_, {Phase::decode, tokens, 1, 0});
}

std::vector<Task> Parts::tasks_of(const Graph& graph, const std::vector<bool>& is_asked) {
  Graph asked;
  asked.name = graph.name;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    if (!is_asked[i] || !workload::is_simulated(graph.operators[i])) continue;
    asked.operators.push_back(graph.operators[i]);
    asked.operators.back().depends_on.clear();
  }
  const result::Result result = machine_.simulate(asked);
  ++simulations_;
  if (result.operators.size() != asked.operators.size())
    throw ModelError("a simulation answered for other operators than were asked");
  std::vector<Task> tasks;
  std::size_t next = 0;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    const bool simulated = is_asked[i] && workload::is_simulated(op);
    Task task{{0.0, Cause::compute, 0, 0.0, op.name}, !workload::is_simulated(op), op.depends_on};
    if (simulated) task.piece = piece_of(result.operators[next++], result.machine);
    if (is_asked[i] && task.is_exchange) {
      const double seconds = machine_.exchange(op);
      task.piece = {seconds, Cause::collectives, 1, seconds * machine_.idle_watts, op.name};
    }
    tasks.push_back(std::move(task));
  }
  return tasks;
}

const Parts::Body& Parts::body(std::int64_t tokens) {
  const auto [entry, is_new] = bodies_.try_emplace(tokens);
  if (!is_new) return entry->second;
  const Graph graph = body_graph(tokens);
  const std::vector<Task> tasks = tasks_of(
      graph, chosen(graph, [](const Operator& op) { return !attends(op) && !is_of_head(op); }));
  Body& body = entry->second;
  body.embedding = scheduled(graph, tasks, is_of_embedding);
  for (const std::size_t layer : sample_of_kind_)
    body.layers.push_back(scheduled(graph, tasks, of_layer(layer)));
  return body;
}

const Pieces& Parts::attention(std::size_t kind, const Attending& attending) {
  const auto [entry, is_new] = attentions_.try_emplace({kind, attending});
  if (!is_new) return entry->second;
  DecoderModel one = sample_;
  one.layers = {sample_.layers[sample_of_kind_[kind]]};
  const Graph graph = graph_of(one, attending);
  const std::vector<Task> tasks = tasks_of(graph, chosen(graph, attends));
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (attends(graph.operators[i])) entry->second.push_back(tasks[i].piece);
  }
  return entry->second;
}

const Pieces& Parts::head(std::int64_t rows) {
  const auto [entry, is_new] = heads_.try_emplace(rows);
  if (!is_new) return entry->second;
  const Graph graph = body_graph(rows);
  const std::vector<Task> tasks = tasks_of(graph, chosen(graph, is_of_head));
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (is_of_head(graph.operators[i])) entry->second.push_back(tasks[i].piece);
  }
  return entry->second;
}

template <class Predicate>
Pieces Parts::backward(std::int64_t tokens, const Predicate& is_part) {
  Graph forward;
  for (const Operator& op : body_graph(tokens).operators) {
    if (is_part(op) && !attends(op)) forward.operators.push_back(op);
  }
  const Graph graph = backward_of(forward);
  return schedule(tasks_of(graph, std::vector<bool>(graph.operators.size(), true)));
}

const Pieces& Parts::layer_backward(std::size_t kind, std::int64_t tokens) {
  const auto [entry, is_new] = layers_backward_.try_emplace({kind, tokens});
  if (is_new) entry->second = backward(tokens, of_layer(sample_of_kind_[kind]));
  return entry->second;
}

const Pieces& Parts::head_backward(std::int64_t rows) {
  const auto [entry, is_new] = heads_backward_.try_emplace(rows);
  if (is_new) entry->second = backward(rows, is_of_head);
  return entry->second;
}

double Parts::sum_over_replicas(std::int64_t parameters) const {
  Operator op;
  op.name = kGradients;
  op.work =
      workload::Collective{workload::CollectiveKind::all_reduce, parameters, setup_.plan.data};
  op.input_dtype = op.output_dtype = rank_.types.activation;
  return machine_.exchange(op);
}

Pieces Parts::hand_over(std::int64_t tokens) const {
  if (setup_.plan.pipeline == 1) return {};
  Operator op;
  op.name = "hand_over";
  op.work = workload::Collective{workload::CollectiveKind::send_receive, tokens * rank_.hidden,
                                 setup_.plan.pipeline};
  op.input_dtype = op.output_dtype = rank_.types.activation;
  const double seconds = machine_.exchange(op);
  return {{seconds, Cause::collectives, 1, seconds * machine_.idle_watts, op.name}};
}

}  // namespace systole::llm
