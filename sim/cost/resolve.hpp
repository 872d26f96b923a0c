// What a chip's section `silicon` leaves open: its technology and its kind of memory.
#pragma once

#include <string>

#include "config/chip.hpp"
#include "cost/parts_table.hpp"
#include "cost/technology.hpp"

namespace systole::cost {

/// By silicon.technology, else the nearest to facts.process_nm, else n7. Throws UserError.
Technology technology_of(const config::Chip& chip);
/// Of shared buffer, memory interfaces and links.
Technology base_technology_of(const config::Chip& chip);
/// Why that technology: "stated", "nearest to 5 nm", "assumed: no node is stated".
std::string reason_of_technology(const config::Chip& chip);

/// By silicon.memory, else by the standard of dram.memory, else `ddr4`; `none` where the memory is
/// ideal and not named.
std::string memory_kind_of(const config::Chip& chip);
/// Interfaces made: those stated, or as many as the bandwidth takes where that is more.
double memory_interfaces_of(const config::Chip& chip);

}  // namespace systole::cost
