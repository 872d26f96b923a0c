#include "workload/work.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/checked.hpp"

namespace systole::workload {

namespace {

constexpr std::array<std::string_view, 25> kVectorKinds{
    "elementwise", "add",    "multiply",  "relu",       "gelu",      "silu",       "sigmoid",
    "tanh",        "exp",    "softmax",   "layer_norm", "rms_norm",  "batch_norm", "rotary",
    "pooling",     "reduce", "embedding", "gather",     "transpose", "copy",       "quantize",
    "dequantize",  "top_k",  "optimizer", "unknown"};
constexpr std::array<std::string_view, 6> kCollectiveKinds{
    "all_reduce", "all_gather", "reduce_scatter", "all_to_all", "broadcast", "send_receive"};
constexpr std::array<std::string_view, 3> kRecurrentKinds{"rnn", "gru", "lstm"};

template <typename Kind, std::size_t count>
std::optional<Kind> find_in(const std::array<std::string_view, count>& names,
                            std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Kind>(found - names.begin());
}

auto members(const Gemm& g) { return std::tie(g.count, g.m, g.n, g.k); }

auto members(const Conv2d& c) {
  return std::tie(c.batch, c.height, c.width, c.channels, c.filters, c.filter_height,
                  c.filter_width, c.stride_height, c.stride_width, c.dilation_height,
                  c.dilation_width, c.pad_top, c.pad_left, c.pad_bottom, c.pad_right, c.groups,
                  c.ceil_output, c.transposed, c.output_pad_height, c.output_pad_width);
}

auto members(const Attention& a) {
  return std::tie(a.batch, a.heads, a.kv_heads, a.query_length, a.key_length, a.head_dim,
                  a.value_dim, a.causal, a.window, a.values_in_keys);
}

auto members(const Recurrent& r) {
  return std::tie(r.kind, r.batch, r.steps, r.input_size, r.hidden_size, r.directions);
}

auto members(const Vector& v) {
  return std::tie(v.kind, v.rows, v.cols, v.elements_read, v.elements_written);
}

auto members(const Collective& c) { return std::tie(c.kind, c.elements, c.ranks); }

auto members(const Opaque&) { return std::tuple<>(); }

template <typename T>
std::vector<std::int64_t> numbers(const T& work) {
  return std::apply(
      [](const auto&... member) {
        return std::vector<std::int64_t>{static_cast<std::int64_t>(member)...};
      },
      members(work));
}

std::vector<std::int64_t> numbers(const GroupedGemm& grouped) {
  std::vector<std::int64_t> all = grouped.rows;
  all.insert(all.end(), {grouped.n, grouped.k});
  return all;
}

}  // namespace

std::string_view name_of(VectorKind kind) { return kVectorKinds[static_cast<std::size_t>(kind)]; }

std::optional<VectorKind> vector_kind_from(std::string_view name) {
  return find_in<VectorKind>(kVectorKinds, name);
}

std::string_view name_of(CollectiveKind kind) {
  return kCollectiveKinds[static_cast<std::size_t>(kind)];
}

std::optional<CollectiveKind> collective_kind_from(std::string_view name) {
  return find_in<CollectiveKind>(kCollectiveKinds, name);
}

std::string_view name_of(RecurrentKind kind) {
  return kRecurrentKinds[static_cast<std::size_t>(kind)];
}

std::optional<RecurrentKind> recurrent_kind_from(std::string_view name) {
  return find_in<RecurrentKind>(kRecurrentKinds, name);
}

std::int64_t Recurrent::gates() const {
  constexpr std::array<std::int64_t, 3> kGates{1, 3, 4};
  return kGates[static_cast<std::size_t>(kind)];
}

Vector vector_work(VectorKind kind, std::int64_t rows, std::int64_t cols) {
  const std::int64_t elements = checked_mul(rows, cols, "elements of an operator");
  return {kind, rows, cols, elements, elements};
}

std::vector<std::int64_t> balanced_rows(std::int64_t selections, std::int64_t experts) {
  const std::int64_t touched = std::min(selections, experts);
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < touched; ++i)
    rows.push_back(selections / touched + (i < selections % touched ? 1 : 0));
  return rows;
}

// Query i of the last `q` of `s` positions sees min(s - q + i + 1, window) keys when causal; the
// sum of an arithmetic series up to where the window cuts it off.
std::int64_t attended_pairs(const Attention& a) {
  constexpr std::string_view kWhat = "query-key pairs";
  const std::int64_t most = a.window > 0 ? std::min(a.window, a.key_length) : a.key_length;
  if (!a.causal) return checked_mul(a.query_length, most, kWhat);
  const std::int64_t first = a.key_length - a.query_length + 1;
  const std::int64_t growing = std::clamp<std::int64_t>(most - first + 1, 0, a.query_length);
  const std::int64_t rising = checked_mul(growing, 2 * first + growing - 1, kWhat) / 2;
  return checked_add(rising, checked_mul(a.query_length - growing, most, kWhat), kWhat);
}

std::vector<std::int64_t> fingerprint(const Work& work) {
  std::vector<std::int64_t> all = std::visit([](const auto& w) { return numbers(w); }, work);
  all.insert(all.begin(), static_cast<std::int64_t>(work.index()));
  return all;
}

bool operator==(const Work& a, const Work& b) { return fingerprint(a) == fingerprint(b); }

}  // namespace systole::workload
