#include "frontend/ascend/layout.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace systole::frontend::ascend {

namespace {

/// The last axis of four, or five, is the block that channels come in.
Dims channels_joined(const Dims& d, std::size_t channels) {
  Dims plain(d.begin(), d.end() - 1);
  plain[channels] = checked_mul(d[channels], d.back(), "channels");
  return plain;
}

Dims matrix_joined(const Dims& d) {
  Dims plain(d.begin(), d.end() - 4);
  const auto end = d.end();
  plain.push_back(checked_mul(*(end - 3), *(end - 2), "rows"));
  plain.push_back(checked_mul(*(end - 4), *(end - 1), "columns"));
  return plain;
}

std::int64_t rounded_up(std::int64_t size, std::int64_t block) {
  return ceil_div(size, block) * block;
}

/// A shape of any rank as the matrix that is padded: its leading axes as rows where they have to.
Dims as_matrix(const Dims& dims) {
  if (dims.size() <= 2) return dims;
  std::int64_t rows = 1;
  for (auto at = dims.begin(); at != dims.end() - 1; ++at) rows = checked_mul(rows, *at, "rows");
  return {rows, dims.back()};
}

/// Whether `plain` padded to whole blocks is `padded`.
bool pads_to(const Dims& plain, const Dims& padded) {
  constexpr std::int64_t kBlock = 16;
  constexpr std::int64_t kBlockOfBytes = 32;
  if (plain.size() != padded.size() || plain.empty()) return false;
  for (std::size_t axis = 0; axis < plain.size(); ++axis) {
    if (plain[axis] < 1) return false;
    const bool fits = plain[axis] == padded[axis] ||
                      rounded_up(plain[axis], kBlock) == padded[axis] ||
                      rounded_up(plain[axis], kBlockOfBytes) == padded[axis];
    if (!fits) return false;
  }
  return true;
}

}  // namespace

bool is_blocked(const std::string& format) {
  return format == "FRACTAL_NZ" || format == "NC1HWC0" || format == "FRACTAL_Z" ||
         format == "NDC1HWC0";
}

Dims padded_shape(const Tensor& tensor) {
  const Dims& d = tensor.dims;
  if (tensor.format == "FRACTAL_NZ" && d.size() >= 4) return matrix_joined(d);
  if (tensor.format == "NC1HWC0" && d.size() == 5) return channels_joined(d, 1);
  if (tensor.format == "NDC1HWC0" && d.size() == 6) {
    const Dims joined = channels_joined(d, 2);
    return {joined[0], joined[2], joined[1], joined[3], joined[4]};
  }
  if (tensor.format == "NHWC" && d.size() == 4) return {d[0], d[3], d[1], d[2]};
  if (tensor.format == "HWCN" && d.size() == 4) return {d[3], d[2], d[0], d[1]};
  return d;
}

void Layouts::learn(const Record& conversion) {
  if (conversion.inputs.size() != 1 || conversion.outputs.size() != 1) return;
  const Tensor& from = conversion.inputs.front();
  const Tensor& to = conversion.outputs.front();
  if (is_blocked(to.format) && !is_blocked(from.format)) learn(to, from);
  if (is_blocked(from.format) && !is_blocked(to.format)) learn(from, to);
}

void Layouts::learn(const Tensor& blocked, const Tensor& plain) {
  const Dims padded = padded_shape(blocked);
  const Dims shape = padded.size() == 2 ? as_matrix(plain.dims) : padded_shape(plain);
  if (!pads_to(shape, padded)) return;
  std::vector<Dims>& known = plain_[{blocked.format, blocked.dims}];
  if (std::find(known.begin(), known.end(), shape) == known.end()) known.push_back(shape);
}

std::vector<Dims> Layouts::shapes_of(const Tensor& tensor) const {
  const auto found = plain_.find({tensor.format, tensor.dims});
  if (found != plain_.end()) return found->second;
  return {padded_shape(tensor)};
}

}  // namespace systole::frontend::ascend
