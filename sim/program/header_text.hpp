// The lines of a kernel's header in a Program's file form.
#pragma once

#include <cstddef>

#include "program/command.hpp"
#include "program/line.hpp"

namespace systole::program {

/// MACs of the one shape of product that a header describes: what a kernel has to do where it does
/// not say otherwise.
Macs macs_of_shape(const KernelHeader& header);

// Each takes what follows the keyword. The shape's MACs are the kernel's unless `macs` follows.
void read_shape(Line& line, KernelHeader& header);
void read_dataflow(Line& line, KernelHeader& header);
void read_slots(Line& line, KernelHeader& header);
void read_tokens(Line& line, KernelHeader& header);

/// A whole line: cores, dtype, macs or element_bits.
void read_optional_field(Line& line, KernelHeader& header);

/// What follows `core`: one of the kernel's cores.
std::size_t read_core_number(Line& line, const KernelHeader& header);

}  // namespace systole::program
