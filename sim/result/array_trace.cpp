#include "result/array_trace.hpp"

#include <algorithm>

namespace systole::result {

ArrayDimensions dimensions_of(Dataflow dataflow) {
  switch (dataflow) {
    case Dataflow::weight_stationary:
      return {'k', 'n', 'm'};
    case Dataflow::output_stationary:
      return {'m', 'n', 'k'};
    case Dataflow::input_stationary:
      break;
  }
  return {'k', 'm', 'n'};
}

std::vector<std::int64_t> multiplied(const ArrayTrace& trace) {
  const auto at = [](std::int64_t row, std::int64_t cols, std::int64_t col) {
    return static_cast<std::size_t>(row * cols + col);
  };
  std::vector<std::int64_t> product(at(trace.m, trace.n, 0), 0);
  for (std::int64_t m = 0; m < trace.m; ++m) {
    for (std::int64_t n = 0; n < trace.n; ++n) {
      for (std::int64_t k = 0; k < trace.k; ++k) {
        product[at(m, trace.n, n)] +=
            trace.inputs[at(m, trace.k, k)] * trace.weights[at(k, trace.n, n)];
      }
    }
  }
  return product;
}

std::int64_t multiplying_pes(const ArrayBeat& beat) {
  return std::count_if(beat.pes.begin(), beat.pes.end(),
                       [](const PeBeat& pe) { return pe.multiplies; });
}

std::int64_t useful_pes(const ArrayBeat& beat) {
  return std::count_if(beat.pes.begin(), beat.pes.end(),
                       [](const PeBeat& pe) { return pe.useful(); });
}

std::vector<std::int64_t> final_output(const ArrayTrace& trace) {
  std::vector<std::int64_t> output(static_cast<std::size_t>(trace.m * trace.n), 0);
  for (const ArrayBeat& beat : trace.beats) {
    for (const ArrayOutput& left : beat.outputs) {
      output[static_cast<std::size_t>(left.m * trace.n + left.n)] = left.total;
    }
  }
  return output;
}

}  // namespace systole::result
