// Lowering: an operator becomes kernels. One file per kind of work; compile() only chooses.
#pragma once

#include <string>
#include <vector>

#include "config/chip.hpp"
#include "mapping/mapper.hpp"
#include "program/program.hpp"
#include "workload/graph.hpp"

namespace systole::mapping {

struct Request {
  const workload::Operator& op;
  const config::Chip& chip;
  const Mapper& mapper;
  /// Whose entries of a given mapping count: the operator's own, or those of one like it.
  std::string mapped_as;
};

/// A decision and who made it, as text behind a mapping; the search's own have none.
template <class What>
struct Decision {
  What what;
  std::string by;
};
constexpr const char* kGiven = ", as given";
std::string by(Rules rules);

/// The kernels of an operator, and the order in which they are launched: one may run many times.
struct Lowered {
  std::vector<program::Kernel> kernels;
  std::vector<std::size_t> launches;
  std::vector<std::string> notes;
  Mapping mapping;  ///< what was decided

  void add(program::Kernel kernel) {
    launches.push_back(kernels.size());
    kernels.push_back(std::move(kernel));
  }
  void add(Lowered other);
};

/// GEMMs, convolutions and grouped GEMMs.
Lowered lower_products(const Request& request);
Lowered lower_attention(const Request& request);
Lowered lower_recurrent(const Request& request);
Lowered lower_vector(const Request& request);

}  // namespace systole::mapping
