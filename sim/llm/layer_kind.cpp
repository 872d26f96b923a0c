#include "llm/layer_kind.hpp"

#include <tuple>

namespace systole::llm {

namespace {

using namespace workload;

auto sizes(const DecoderAttention& a) {
  return std::tie(a.heads, a.kv_heads, a.head_dim, a.rotary_dim, a.window, a.qkv_bias,
                  a.output_bias, a.one_qkv_matrix, a.sinks, a.qk_norm);
}

auto sizes(const LatentAttention& l) {
  return std::tie(l.q_rank, l.kv_rank, l.plain_dim, l.rotary_dim, l.value_dim);
}

auto sizes(const DecoderExperts& e) {
  return std::tie(e.count, e.top_k, e.shared_size, e.shared_gate, e.router_bias, e.local);
}

auto sizes(const DecoderMlp& m) {
  return std::tie(m.size, m.gated, m.bias, m.one_gate_up_matrix, m.activation);
}

auto sizes(const DecoderNorms& n) {
  return std::tie(n.before_attention, n.after_attention, n.before_mlp, n.after_mlp, n.parallel);
}

bool is_same_latent(const DecoderAttention& a, const DecoderAttention& b) {
  if (!a.latent || !b.latent) return a.latent.has_value() == b.latent.has_value();
  return sizes(*a.latent) == sizes(*b.latent);
}

}  // namespace

bool is_same(const DecoderLayer& a, const DecoderLayer& b) {
  return sizes(a.attention) == sizes(b.attention) && is_same_latent(a.attention, b.attention) &&
         sizes(a.mlp) == sizes(b.mlp) && sizes(a.mlp.experts) == sizes(b.mlp.experts) &&
         sizes(a.norms) == sizes(b.norms);
}

}  // namespace systole::llm
