// The keys of the kinds of work, each spelled once: reading and writing are visitors, as for
// configurations. Vector work has more than one spelling and is not here.
//
//   visitor.required(key, value)                       an integer from 1 up
//   visitor.optional(key, value, fallback, low)        an integer from `low` up
//   visitor.required_pair / optional_pair(key, axes)   one integer for both axes or [height, width]
//   visitor.pads(key, conv)                            one, two or four integers
//   visitor.flag(key, value)                           true or false (false when absent)
//   visitor.list(key, values)                          integers from 0 up
#pragma once

#include <cstdint>
#include <string_view>

#include "workload/work.hpp"

namespace systole::frontend {

/// References to the two values of a key that stands for both axes of an image.
struct Axes {
  std::int64_t& height;
  std::int64_t& width;
};

template <class Visitor>
void describe(workload::Gemm& gemm, Visitor& visitor) {
  visitor.optional("count", gemm.count, 1, 1);
  visitor.required("m", gemm.m);
  visitor.required("n", gemm.n);
  visitor.required("k", gemm.k);
}

template <class Visitor>
void describe(workload::GroupedGemm& grouped, Visitor& visitor) {
  visitor.list("rows", grouped.rows);
  visitor.required("n", grouped.n);
  visitor.required("k", grouped.k);
}

/// Everything of a convolution but filters and groups, which a depthwise one derives.
template <class Visitor>
void describe_image_and_window(workload::Conv2d& conv, Visitor& visitor) {
  visitor.optional("batch", conv.batch, 1, 1);
  visitor.required("height", conv.height);
  visitor.required("width", conv.width);
  visitor.required("channels", conv.channels);
  visitor.required_pair("filter", Axes{conv.filter_height, conv.filter_width});
  visitor.optional_pair("stride", Axes{conv.stride_height, conv.stride_width}, 1);
  visitor.optional_pair("dilation", Axes{conv.dilation_height, conv.dilation_width}, 1);
  visitor.pads("pad", conv);
  visitor.flag("ceil_output", conv.ceil_output);
  if (conv.transposed)
    visitor.optional_pair("output_pad", Axes{conv.output_pad_height, conv.output_pad_width}, 0);
}

template <class Visitor>
void describe(workload::Conv2d& conv, Visitor& visitor) {
  describe_image_and_window(conv, visitor);
  visitor.required("filters", conv.filters);
  visitor.optional("groups", conv.groups, 1, 1);
}

template <class Visitor>
void describe(workload::Attention& attention, Visitor& visitor) {
  visitor.optional("batch", attention.batch, 1, 1);
  visitor.required("heads", attention.heads);
  visitor.optional("kv_heads", attention.kv_heads, attention.heads, 1);
  visitor.required("queries", attention.query_length);
  visitor.optional("keys", attention.key_length, attention.query_length, 1);
  visitor.required("head_dim", attention.head_dim);
  visitor.optional("value_dim", attention.value_dim, attention.head_dim, 1);
  visitor.flag("causal", attention.causal);
  visitor.optional("window", attention.window, 0, 0);
  visitor.flag("values_in_keys", attention.values_in_keys);
}

template <class Visitor>
void describe(workload::Recurrent& cell, Visitor& visitor) {
  visitor.optional("batch", cell.batch, 1, 1);
  visitor.required("steps", cell.steps);
  visitor.required("input_size", cell.input_size);
  visitor.required("hidden_size", cell.hidden_size);
  visitor.optional("directions", cell.directions, 1, 1);
}

template <class Visitor>
void describe(workload::Collective& collective, Visitor& visitor) {
  visitor.optional("elements", collective.elements, 0, 0);
  visitor.required("ranks", collective.ranks);
}

template <class Visitor>
void describe(workload::Opaque&, Visitor&) {}

}  // namespace systole::frontend
