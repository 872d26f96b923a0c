// Contradictions between the keys of a chip, each key fine by itself.
#pragma once

#include "config/reader.hpp"

namespace systole::config {

/// Reports every contradiction. Keys that were given with a mistake are left alone.
void check_chip(const Chip& chip, const KeyPlaces& places, Diagnostics& diagnostics);

}  // namespace systole::config
