#include <cmath>
#include <numeric>

#include "base/checked.hpp"
#include "workload/decoder.hpp"

namespace systole::workload {

namespace {

using Index = std::size_t;
using Indices = std::vector<Index>;

/// Writes the operators of one step, layer by layer. Functions return the operator whose output
/// goes on.
class DecoderBuilder {
 public:
  DecoderBuilder(const DecoderModel& model, const DecoderStep& step)
      : model_(model), step_(step), tokens_(product(step.batch, step.tokens)) {}

  Graph build() {
    graph_.name = model_.name;
    embed();
    for (std::size_t i = 0; i < model_.layers.size(); ++i) {
      prefix_ = "layer" + std::to_string(i) + ".";
      layer(model_.layers[i]);
    }
    prefix_.clear();
    head(norm("norm"));
    graph_.parameters = parameters_of(model_);
    graph_.kv_cache_bytes = kv_cache_bytes_of(model_, step_);
    return std::move(graph_);
  }

 private:
  static std::int64_t product(std::int64_t a, std::int64_t b) {
    return checked_mul(a, b, "elements of an operator");
  }
  bool joined() const { return step_.kernels == Kernels::engines; }

  Index add(const std::string& name, Work work, Indices after) {
    Operator op;
    op.name = prefix_ + name;
    op.work = std::move(work);
    op.input_dtype = op.weight_dtype = op.output_dtype = model_.types.activation;
    op.depends_on = std::move(after);
    graph_.operators.push_back(std::move(op));
    return graph_.operators.size() - 1;
  }

  /// Element-wise work that reads and writes so many tensors of rows x cols.
  struct Pass {
    VectorKind kind = VectorKind::elementwise;
    std::int64_t rows = 1;
    std::int64_t cols = 0;
    std::int64_t reads = 1;
    std::int64_t writes = 1;
  };

  Index vector(const std::string& name, const Pass& pass, Indices after) {
    const std::int64_t elements = product(pass.rows, pass.cols);
    return add(name,
               Vector{pass.kind, pass.rows, pass.cols, product(pass.reads, elements),
                      product(pass.writes, elements)},
               std::move(after));
  }

  /// A product of the layers, in their types.
  Index linear(const std::string& name, Work work, Indices after) {
    const bool of_experts = std::holds_alternative<GroupedGemm>(work);
    const Index index = add(name, std::move(work), std::move(after));
    Operator& op = graph_.operators[index];
    op.input_dtype = model_.types.linear_input;
    op.weight_dtype = of_experts ? model_.types.expert_weight : model_.types.linear_weight;
    return index;
  }

  Index linear(const std::string& name, std::int64_t outputs, std::int64_t inputs, Index after) {
    return linear(name, Gemm{1, tokens_, outputs, inputs}, Indices{after});
  }

  /// An exchange of one chip's `elements` among `ranks`; none where a chip is alone.
  Index exchange(const std::string& name, const Collective& work, Index after) {
    if (work.ranks == 1) return after;
    return add(name, work, {after});
  }

  /// Sums what the chips that share a product have of it.
  Index all_reduce(const std::string& name, Index after) {
    return exchange(
        name + "all_reduce",
        {CollectiveKind::all_reduce, product(tokens_, model_.hidden), step_.split.tensor}, after);
  }

  void embed() {
    residual_ = vector("embedding", {VectorKind::embedding, tokens_, model_.hidden}, {});
    residual_ = all_reduce("embedding_", residual_);
    if (model_.learned_positions > 0)
      residual_ = vector("positions", {VectorKind::add, tokens_, model_.hidden, 2}, {residual_});
    if (model_.embedding_norm)
      residual_ = vector("embedding_norm", {model_.norm, tokens_, model_.hidden}, {residual_});
  }

  // The residual stream: what was written last, and the branches that are still to be added to it.
  // Serving engines add while they normalize.

  Index norm(const std::string& name) {
    if (!joined()) flush();
    const auto branches = static_cast<std::int64_t>(branches_.size());
    Indices after = branches_;
    after.insert(after.begin(), residual_);
    const std::int64_t written = branches > 0 ? 2 : 1;
    const Index index =
        vector(name, {model_.norm, tokens_, model_.hidden, 1 + branches, written}, after);
    if (branches > 0) residual_ = index;
    branches_.clear();
    return index;
  }

  Index flush() {
    int count = 0;
    for (const Index branch : branches_) {
      const std::string number = branches_.size() > 1 ? std::to_string(count++) : "";
      residual_ = vector(branch_name_ + "add" + number,
                         {VectorKind::add, tokens_, model_.hidden, 2}, {residual_, branch});
    }
    branches_.clear();
    return residual_;
  }

  void add_branch(const std::string& name, Index branch) {
    branch_name_ = name;
    branches_.push_back(branch);
  }

  void layer(const DecoderLayer& layer) {
    const DecoderNorms& norms = layer.norms;
    const Index input = norms.before_attention ? norm("attention_norm") : flush();
    Index attended = layer.attention.latent ? latent_attention(layer.attention, input)
                                            : attention(layer.attention, input);
    if (norms.after_attention)
      attended = vector("attention_post_norm", {model_.norm, tokens_, model_.hidden}, {attended});
    if (!norms.parallel) add_branch("attention_", attended);
    Index mlp_input = input;
    if (norms.before_mlp) mlp_input = norm("mlp_norm");
    if (!norms.before_mlp && !norms.parallel) mlp_input = flush();
    Index fed = layer.mlp.experts.count > 0
                    ? experts(layer.mlp, mlp_input)
                    : all_reduce("mlp_", mlp(layer.mlp, "", layer.mlp.size, mlp_input));
    if (norms.after_mlp)
      fed = vector("mlp_post_norm", {model_.norm, tokens_, model_.hidden}, {fed});
    if (norms.parallel) add_branch("", attended);
    add_branch(norms.parallel ? "" : "mlp_", fed);
  }

  Index attention(const DecoderAttention& a, Index input) {
    const Index last = qk_norm(a, qkv(a, input));
    const Index rotated = rotary(a.heads + a.kv_heads, a.rotary_dim, last);
    const Attention core{step_.batch, a.heads,    a.kv_heads, step_.tokens, keys(),
                         a.head_dim,  a.head_dim, true,       a.window,     false};
    const Index attended = attend(core, rotated);
    const Index output = linear("output", model_.hidden, product(a.heads, a.head_dim), attended);
    return all_reduce("attention_", output);
  }

  std::int64_t keys() const { return checked_add(step_.context, step_.tokens, "positions"); }

  Index attend(const Attention& core, Index after) {
    const Index index = add("attention", core, with_all_waiting(after));
    graph_.operators[index].weight_dtype = model_.types.kv;
    graph_.operators[index].weight_role = WeightRole::activation;
    return index;
  }

  Index qkv(const DecoderAttention& a, Index input) {
    const std::int64_t q = product(a.heads, a.head_dim);
    const std::int64_t kv = product(a.kv_heads, a.head_dim);
    if (joined() || a.one_qkv_matrix) return linear("qkv", q + 2 * kv, model_.hidden, input);
    linear("query", q, model_.hidden, input);
    linear("key", kv, model_.hidden, input);
    const Index value = linear("value", kv, model_.hidden, input);
    waiting_ = {value - 2, value - 1};
    return value;
  }

  /// `after` and the other operators whose output the next one reads.
  Indices with_all_waiting(Index after) {
    Indices all = std::move(waiting_);
    waiting_.clear();
    all.push_back(after);
    return all;
  }

  Index qk_norm(const DecoderAttention& a, Index after) {
    if (a.qk_norm == QkNorm::none) return after;
    const std::int64_t rows =
        a.qk_norm == QkNorm::per_head ? product(tokens_, a.heads + a.kv_heads) : tokens_;
    const std::int64_t cols =
        a.qk_norm == QkNorm::per_head ? a.head_dim : product(a.heads + a.kv_heads, a.head_dim);
    return vector("qk_norm", {VectorKind::rms_norm, rows, cols}, with_all_waiting(after));
  }

  Index rotary(std::int64_t heads, std::int64_t dim, Index after) {
    if (dim == 0) return after;
    return vector("rotary", {VectorKind::rotary, product(tokens_, heads), dim},
                  with_all_waiting(after));
  }

  /// On the compressed cache while generating, on expanded keys and values while reading a prompt.
  Index latent_attention(const DecoderAttention& a, Index input) {
    const LatentAttention& l = *a.latent;
    const Index query = latent_query(a, input);
    const Index compressed = latent_kv(l, input);
    waiting_ = {query};
    const Index rotated = rotary(a.heads + 1, l.rotary_dim, compressed);
    const Index attended =
        step_.phase == Phase::decode ? absorbed(a, rotated) : expanded(a, rotated);
    const Index output = linear("output", model_.hidden, product(a.heads, l.value_dim), attended);
    return all_reduce("attention_", output);
  }

  Index latent_query(const DecoderAttention& a, Index input) {
    const LatentAttention& l = *a.latent;
    const std::int64_t width = product(a.heads, l.plain_dim + l.rotary_dim);
    if (l.q_rank == 0) return linear("query", width, model_.hidden, input);
    const Index down = linear("query_down", l.q_rank, model_.hidden, input);
    const Index normed = vector("query_norm", {model_.norm, tokens_, l.q_rank}, {down});
    return linear("query_up", width, l.q_rank, normed);
  }

  Index latent_kv(const LatentAttention& l, Index input) {
    const Index down = linear("kv_down", l.kv_rank + l.rotary_dim, model_.hidden, input);
    return vector("kv_norm", {model_.norm, tokens_, l.kv_rank}, {down});
  }

  Index expanded(const DecoderAttention& a, Index rotated) {
    const LatentAttention& l = *a.latent;
    const Gemm up{1, product(step_.batch, keys()), product(a.heads, l.plain_dim + l.value_dim),
                  l.kv_rank};
    const Index expansion = linear("kv_up", up, {rotated});
    const std::int64_t dim = l.plain_dim + l.rotary_dim;
    return attend({step_.batch, a.heads, a.heads, step_.tokens, keys(), dim, l.value_dim, true,
                   a.window, false},
                  expansion);
  }

  Index absorbed(const DecoderAttention& a, Index rotated) {
    const LatentAttention& l = *a.latent;
    const Index query =
        linear("query_absorb", Gemm{a.heads, tokens_, l.kv_rank, l.plain_dim}, Indices{rotated});
    const Index attended = attend({step_.batch, a.heads, 1, step_.tokens, keys(),
                                   l.kv_rank + l.rotary_dim, l.kv_rank, true, a.window, true},
                                  query);
    return linear("value_up", Gemm{a.heads, tokens_, l.value_dim, l.kv_rank}, Indices{attended});
  }

  /// A feed-forward layer, or the shared experts of a mixture.
  Index mlp(const DecoderMlp& mlp, const std::string& name, std::int64_t size, Index input) {
    Index inner = 0;
    if (!mlp.gated) {
      inner = linear(name + "up", size, model_.hidden, input);
      inner = activation(name, mlp, tokens_, size, inner);
    } else if (joined() || mlp.one_gate_up_matrix) {
      inner = linear(name + "gate_up", product(2, size), model_.hidden, input);
      inner = activation(name, mlp, tokens_, size, inner);
    } else {
      const Index gate = linear(name + "gate", size, model_.hidden, input);
      inner = linear(name + "up", size, model_.hidden, input);
      waiting_ = {gate};
      inner = activation(name, mlp, tokens_, size, inner);
    }
    return linear(name + "down", model_.hidden, size, inner);
  }

  /// Of gate and up: activation(gate) * up. Engines do both at once, and an activation without a
  /// gate while the product is written.
  Index activation(const std::string& name, const DecoderMlp& mlp, std::int64_t rows,
                   std::int64_t size, Index after) {
    const std::string kind(name_of(mlp.activation));
    if (!mlp.gated && joined()) {
      graph_.operators[after].epilogue = {mlp.activation};
      return after;
    }
    const std::int64_t read = mlp.gated && joined() ? 2 : 1;
    const Index index =
        vector(name + kind, {mlp.activation, rows, size, read}, with_all_waiting(after));
    if (!mlp.gated || joined()) return index;
    return vector(name + "multiply", {VectorKind::multiply, rows, size, 2}, {index, after});
  }

  std::vector<std::int64_t> rows_of(const DecoderExperts& experts) const {
    if (!step_.split.expert_rows.empty()) return step_.split.expert_rows;
    if (step_.routing == Routing::concentrated)
      return std::vector<std::int64_t>(static_cast<std::size_t>(experts.top_k), tokens_);
    return balanced_rows(product(tokens_, experts.top_k), experts.count);
  }

  Index route(const DecoderExperts& experts, Index input) {
    Index scores = add("router", Gemm{1, tokens_, experts.count, model_.hidden}, {input});
    if (!joined())
      scores = vector("router_softmax", {VectorKind::softmax, tokens_, experts.count}, {scores});
    Vector choice{VectorKind::top_k, tokens_, experts.count, product(tokens_, experts.count),
                  product(tokens_, experts.top_k)};
    return add("top_k", choice, {scores});
  }

  /// Whether tokens go to the chips that have their experts; else every chip has all tokens.
  bool tokens_travel() const { return step_.split.expert > step_.split.tensor; }

  /// To the chips of the experts, or back. A token goes once to each chip that has any of its
  /// experts: over evenly chosen ones, expert * (1 - (1 - 1 / expert)^top_k) chips.
  Index travel(const std::string& name, const DecoderExperts& experts, Index after) {
    if (!tokens_travel()) return after;
    const auto ranks = static_cast<double>(step_.split.expert);
    const double missed = std::pow(1.0 - 1.0 / ranks, static_cast<double>(experts.top_k));
    const double visits = ranks * (1.0 - missed);
    const std::int64_t own = ceil_div(tokens_, step_.split.tensor);
    const auto sent = static_cast<std::int64_t>(std::ceil(static_cast<double>(own) * visits));
    return exchange(name,
                    {CollectiveKind::all_to_all, product(sent, model_.hidden), step_.split.expert},
                    after);
  }

  /// Of chips that share products each sent its part of the tokens; all need all of them again.
  Index bring_together(Index combined) {
    if (!tokens_travel()) return combined;
    const std::int64_t own = ceil_div(tokens_, step_.split.tensor);
    return exchange("combine_all_gather",
                    {CollectiveKind::all_gather, product(own, model_.hidden), step_.split.tensor},
                    combined);
  }

  Index experts(const DecoderMlp& mlp, Index input) {
    const DecoderExperts& experts = mlp.experts;
    const std::vector<std::int64_t> rows = rows_of(experts);
    const std::int64_t selections = std::accumulate(rows.begin(), rows.end(), std::int64_t{0});
    Index source = route(experts, input);
    if (!joined())
      source = vector("dispatch", {VectorKind::gather, selections, model_.hidden}, {input, source});
    const Index chosen = source;
    source = travel("dispatch_all_to_all", experts, source);
    if (source != chosen) graph_.operators[source].input_dtype = model_.types.linear_input;
    const std::int64_t inner = mlp.gated ? product(2, mlp.size) : mlp.size;
    Indices after{source};
    if (joined()) after.insert(after.begin(), input);
    Index index = linear("experts_" + std::string(mlp.gated ? "gate_up" : "up"),
                         GroupedGemm{rows, inner, model_.hidden}, after);
    index = activation("experts_", mlp, selections, mlp.size, index);
    index = linear("experts_down", GroupedGemm{rows, model_.hidden, mlp.size}, Indices{index});
    return combine(mlp, travel("combine_all_to_all", experts, index), input);
  }

  /// Weighs and adds what the experts of each token gave, and what the shared ones gave.
  Index combine(const DecoderMlp& mlp, Index routed, Index input) {
    const DecoderExperts& experts = mlp.experts;
    const std::int64_t outputs = product(tokens_, model_.hidden);
    Vector sum{VectorKind::reduce, outputs, experts.top_k, product(outputs, experts.top_k),
               outputs};
    const Index combined = bring_together(add("combine", sum, {routed}));
    if (experts.shared_size == 0) return tokens_travel() ? combined : all_reduce("mlp_", combined);
    Index shared = this->mlp(mlp, "shared_", experts.shared_size, input);
    if (experts.shared_gate) {
      const Index gate = add("shared_expert_gate", Gemm{1, tokens_, 1, model_.hidden}, {input});
      shared =
          vector("shared_gated", {VectorKind::multiply, tokens_, model_.hidden}, {shared, gate});
    }
    if (tokens_travel()) shared = all_reduce("shared_", shared);
    const Index both =
        vector("experts_add", {VectorKind::add, tokens_, model_.hidden, 2}, {combined, shared});
    return tokens_travel() ? both : all_reduce("mlp_", both);
  }

  void head(Index normed) {
    const bool last_only = step_.phase == Phase::prefill && step_.logits == Logits::last;
    const std::int64_t rows = last_only ? step_.batch : tokens_;
    const Index head = add("lm_head", Gemm{1, rows, model_.vocabulary, model_.hidden}, {normed});
    exchange("logits_all_gather",
             {CollectiveKind::all_gather, product(rows, model_.vocabulary), step_.split.tensor},
             head);
  }

  const DecoderModel& model_;
  const DecoderStep& step_;
  const std::int64_t tokens_;  ///< new ones of all sequences
  Graph graph_;
  std::string prefix_;
  Index residual_ = 0;
  Indices branches_;
  std::string branch_name_;
  Indices waiting_;  ///< written beside what is returned, for the next operator
};

}  // namespace

Graph decoder_graph(const DecoderModel& model, const DecoderStep& step) {
  return DecoderBuilder(model, step).build();
}

}  // namespace systole::workload
