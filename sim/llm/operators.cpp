#include "llm/operators.hpp"

#include <algorithm>

namespace systole::llm {

namespace {

/// Without the layer that stands for its kind.
std::string plain_name(const std::string& name) {
  const std::size_t dot = name.find('.');
  return dot == std::string::npos ? name : name.substr(dot + 1);
}

void add(const Pieces& pieces, std::int64_t times, std::vector<OperatorLine>& lines) {
  for (const Piece& piece : pieces) {
    if (piece.kernels == 0) continue;  // attention's place in its layer
    lines.push_back({plain_name(piece.name), times, piece.seconds, piece.cause, piece.kernels});
  }
}

}  // namespace

std::vector<OperatorLine> operators_of(Instance& instance, const MicroBatch& micro_batch) {
  Parts& parts = instance.parts();
  const Attending& attending = micro_batch.attending;
  const std::int64_t tokens = attending.batch * attending.tokens;
  const std::vector<std::size_t>& kinds = parts.kinds();
  std::vector<OperatorLine> lines;
  add(parts.embedding(tokens), 1, lines);
  const std::size_t last_kind = *std::max_element(kinds.begin(), kinds.end());
  for (std::size_t kind = 0; kind <= last_kind; ++kind) {
    const std::int64_t layers = std::count(kinds.begin(), kinds.end(), kind);
    add(parts.layer(kind, tokens), layers, lines);
    add(parts.attention(kind, attending), layers, lines);
  }
  add(parts.hand_over(tokens), instance.plan().pipeline - 1, lines);
  if (micro_batch.sampled > 0) add(parts.head(micro_batch.sampled), 1, lines);
  return lines;
}

}  // namespace systole::llm
