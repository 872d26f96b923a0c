// Work as XLA does it on a TPU. Vector work is divided: a reduction ends a fusion, so that what
// needs its result reads its operands from memory once more (XLA's fusion of producers into
// consumers, https://openxla.org/xla/architecture; results that are cheap to make again are not
// kept).
#pragma once

#include <vector>

#include "mapping/vector_cost.hpp"
#include "workload/graph.hpp"

namespace systole::mapping {

/// What a pass over all elements leaves in memory.
enum class Leaves { number_of_row, tensor };

struct Fusion {
  VectorCost cost;
  Leaves leaves = Leaves::tensor;
};

/// The passes of work that XLA makes several fusions of; else none.
std::vector<Fusion> xla_fusions(workload::VectorKind kind);

/// Convolutions with their tensors as they lie in memory: in tiles of 8 x 128, the batch along the
/// 8 and channels along the 128, both filled up ("Profile TensorFlow workloads",
/// https://cloud.google.com/tpu/docs/tensorflow-performance-guide, for batches below 64; a larger
/// batch is turned on its way and multiplied alike). A window of one pixel, without stride and
/// padding, is a product (SimplifyConvToDot of XLA's algebraic simplifier), whose rows are the
/// pixels of all images. A window over fewer channels than 8 is gathered instead.
workload::Operator xla_layout(workload::Operator op);

}  // namespace systole::mapping
