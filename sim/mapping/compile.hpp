// From a Graph to a Program for one chip: each operator is tiled once, identical operators share a
// kernel.
#pragma once

#include "config/chip.hpp"
#include "mapping/mapper.hpp"
#include "program/program.hpp"
#include "workload/graph.hpp"

namespace systole::mapping {

struct Compiled {
  program::Program program;
  Mapping mapping;  ///< what was decided, one entry for all operators that do the same work
};

/// Maps every operator of `graph` that a chip can be asked for onto `chip`. Throws UserError,
/// naming the operator, the operand and the bytes needed, when a tile of the smallest size does not
/// fit the operand memory; or, at its place, when a given mapping asks for what cannot be had.
Compiled compile(const workload::Graph& graph, const config::Chip& chip, const Mapper& mapper);

/// As the search does it.
program::Program compile(const workload::Graph& graph, const config::Chip& chip);

}  // namespace systole::mapping
