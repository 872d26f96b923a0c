// Reads one file of cost tables into its struct.
#pragma once

#include <string>
#include <vector>

#include "base/data_files.hpp"
#include "config/layers.hpp"
#include "config/reader.hpp"

namespace systole::cost {

/// Mistakes go to `diagnostics`; returns the sources of the values.
template <class Struct>
std::vector<config::Provenance> read_cost_file(const std::string& path, Struct& values,
                                               Diagnostics& diagnostics) {
  const std::string folder = "configs/technology";
  config::LayerReader layers(folder, {"name", "description"}, diagnostics);
  const Node root = layers.read({read_file(path), path});
  if (!root.is_map()) return {};
  config::PathCollector collector;
  config::describe(values, collector);
  config::Reader reader(root, collector.take(), diagnostics);
  config::describe(values, reader);
  reader.finish();
  return reader.take_provenance();
}

}  // namespace systole::cost
