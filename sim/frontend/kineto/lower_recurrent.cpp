// Recurrent networks: one call of a library runs all layers over the whole sequence.
#include <algorithm>

#include "base/checked.hpp"
#include "frontend/kineto/lower.hpp"

namespace systole::frontend::kineto {

namespace {

using workload::Recurrent;
using workload::RecurrentKind;

constexpr std::int64_t kMostLayers = 1000;

/// All layers of one call.
struct Network {
  Recurrent first;  ///< the layer that reads the input
  std::int64_t layers = 1;
};

/// A tensor, or the first one of a list.
const Dims* leading_dims(const Call& call, std::size_t index) {
  if (const Dims* dims = call.dims(index)) return dims;
  const bool has_list = index < call.arguments.size() && !call.arguments[index].list.empty();
  return has_list ? &call.arguments[index].list.front() : nullptr;
}

/// The weights without biases: of the input, of the hidden state, and the same for each further
/// direction and layer.
std::vector<Dims> matrices_of(const Call& call, std::size_t index) {
  std::vector<Dims> matrices;
  if (index >= call.arguments.size()) return matrices;
  for (const Dims& dims : call.arguments[index].list)
    if (dims.size() == 2) matrices.push_back(dims);
  return matrices;
}

std::optional<std::int64_t> number_at(const Call& call, std::size_t index) {
  const Dims values = call.integers(index);
  return index > 0 && values.size() == 1 ? std::optional(values.front()) : std::nullopt;
}

/// As cuDNN and MIOpen count: 0 and 1 are plain cells with ReLU and tanh.
std::optional<RecurrentKind> kind_of_mode(std::int64_t mode) {
  if (mode == 0 || mode == 1) return RecurrentKind::rnn;
  if (mode == 2) return RecurrentKind::lstm;
  return mode == 3 ? std::optional(RecurrentKind::gru) : std::nullopt;
}

std::optional<RecurrentKind> kind_of_gates(std::int64_t gates) {
  if (gates == 1) return RecurrentKind::rnn;
  if (gates == 3) return RecurrentKind::gru;
  return gates == 4 ? std::optional(RecurrentKind::lstm) : std::nullopt;
}

/// What the operator's name, its mode, its weights or its cell state say, in this order.
std::optional<RecurrentKind> kind_of(const Call& call, const RecurrentInputs& at,
                                     std::int64_t hidden) {
  if (at.kind) return at.kind;
  if (const auto mode = number_at(call, at.mode)) return kind_of_mode(*mode);
  const std::vector<Dims> matrices = matrices_of(call, at.weights);
  if (matrices.size() > 1) return kind_of_gates(matrices[1].front() / hidden);
  const bool has_cell = at.cell > 0 && call.dims(at.cell) != nullptr;
  return has_cell ? std::optional(RecurrentKind::lstm) : std::nullopt;
}

/// Without a value: the third matrix reads the input in the other direction, or the layer below.
std::int64_t directions_of(const Call& call, const RecurrentInputs& at, const Recurrent& cell,
                           std::int64_t stacked) {
  const auto said = call.boolean(at.bidirectional);
  if (said) return *said ? 2 : 1;
  const std::vector<Dims> matrices = matrices_of(call, at.weights);
  const bool turns = stacked % 2 == 0 && matrices.size() > 2 &&
                     cell.input_size != cell.hidden_size && matrices[2].back() == cell.input_size;
  return turns ? 2 : 1;
}

/// [steps, batch, size], the other way around, or [tokens, size] of packed sequences, which are
/// taken to be of equal length.
std::int64_t steps_of(const Call& call, const RecurrentInputs& at, const Dims& input,
                      std::int64_t batch) {
  if (input.size() == 2) return ceil_div(input[0], batch);
  const bool batch_first = call.boolean(at.batch_first).value_or(input[1] != batch);
  return input[batch_first ? 1 : 0];
}

/// Packed sequences bring their batch sizes behind the input of PyTorch's own operators.
RecurrentInputs placed(const Call& call, RecurrentInputs at) {
  const Dims* second = call.dims(1);
  const bool is_packed = at.kind && second != nullptr && second->size() == 1;
  if (!is_packed) return at;
  ++at.weights;
  ++at.hidden;
  ++at.bidirectional;
  at.batch_first = 0;
  return at;
}

std::optional<Network> network_of(const Call& call, const RecurrentInputs& inputs) {
  const RecurrentInputs at = placed(call, inputs);
  const Dims* input = call.dims(at.input);
  const Dims* hidden = leading_dims(call, at.hidden);  // [layers x directions, batch, size]
  if (input == nullptr || hidden == nullptr || hidden->size() != 3) return std::nullopt;
  if (input->size() != 2 && input->size() != 3) return std::nullopt;
  if (number_at(call, at.projection).value_or(0) > 0) return std::nullopt;
  if (std::any_of(hidden->begin(), hidden->end(), [](auto dim) { return dim < 1; }))
    return std::nullopt;
  Network network;
  Recurrent& cell = network.first;
  cell.batch = (*hidden)[1];
  cell.hidden_size = (*hidden)[2];
  cell.input_size = input->back();
  cell.steps = steps_of(call, at, *input, cell.batch);
  const auto kind = kind_of(call, at, cell.hidden_size);
  if (!kind) return std::nullopt;
  cell.kind = *kind;
  cell.directions = directions_of(call, at, cell, hidden->front());
  network.layers = hidden->front() / cell.directions;
  const bool fits = network.layers * cell.directions == hidden->front();
  return fits && network.layers <= kMostLayers ? std::optional(network) : std::nullopt;
}

/// Layers above the first read the states of all directions.
std::vector<Recurrent> layers_of(const Network& network) {
  std::vector<Recurrent> layers(static_cast<std::size_t>(network.layers), network.first);
  for (std::size_t i = 1; i < layers.size(); ++i)
    layers[i].input_size =
        checked_mul(network.first.hidden_size, network.first.directions, "input of a layer");
  return layers;
}

/// All steps at once: gates by what they were computed from.
workload::Gemm weight_gradient_of(const Recurrent& cell) {
  return {cell.directions, checked_mul(cell.gates(), cell.hidden_size, "gates"),
          checked_add(cell.input_size, cell.hidden_size, "inputs of a cell"),
          checked_mul(cell.steps, cell.batch, "steps of all sequences")};
}

void add_part(Parts& parts, workload::Operator op, const std::string& name) {
  op.name = name;
  parts.push_back(std::move(op));
}

}  // namespace

Parts lower_recurrent(const Call& call, const Hints& hints, const RecurrentInputs& inputs) {
  const auto network = network_of(call, inputs);
  if (!network) return {};
  Parts parts;
  for (const Recurrent& layer : layers_of(*network)) {
    const std::string name = network->layers == 1 ? "" : "layer" + std::to_string(parts.size());
    add_part(parts, operator_of(layer, call, hints, inputs.input, inputs.input), name);
  }
  return parts;
}

// The gradients walk the steps backwards through both products, so they cost what the layer costs;
// those of the weights are one product for all steps.
Parts lower_recurrent_backward(const Call& call, const Hints& hints,
                               const RecurrentInputs& inputs) {
  const auto network = network_of(call, inputs);
  if (!network) return {};
  const std::vector<Recurrent> layers = layers_of(*network);
  Parts parts;
  for (std::size_t i = layers.size(); i-- > 0;) {
    const std::string layer = layers.size() == 1 ? "" : "layer" + std::to_string(i) + "_";
    add_part(parts, operator_of(layers[i], call, hints, inputs.input, inputs.input),
             layer + "gradients");
    workload::Operator weights =
        operator_of(weight_gradient_of(layers[i]), call, hints, inputs.input, inputs.input);
    weights.weight_role = workload::WeightRole::activation;
    add_part(parts, std::move(weights), layer + "weight_gradients");
  }
  return parts;
}

}  // namespace systole::frontend::kineto
