// From a network with shapes to the Graph that chips run.
#pragma once

#include <optional>

#include "frontend/onnx/network.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::onnx {

/// `float_dtype`: what floating-point tensors are taken as, instead of what the file says. Throws
/// UserError on overflow.
workload::Graph lower(const Network& network, std::optional<DType> float_dtype);

/// Elements of the trained parameters that the network reads: floating-point weights and quantised
/// ones, but no statistics, scales of quantisation or shapes.
std::int64_t parameters_of(const Network& network);

}  // namespace systole::frontend::onnx
