// Reads and writes a small file of which a struct with `Fields` is the whole description: links,
// software profiles, the settings of a run. The struct has members `name` and `provenance`.
#pragma once

#include <filesystem>
#include <string>

#include "base/data_files.hpp"
#include "config/layers.hpp"
#include "config/reader.hpp"
#include "config/writer.hpp"

namespace systole::config {

/// Text at hand; `file_name` stands in messages, and `base:` is seen from its folder or is a
/// shipped file of `folder`. The struct is good only when `diagnostics` has no errors.
template <class Struct>
Struct parse_described(const std::string& text, const std::string& file_name,
                       const std::string& folder, Diagnostics& diagnostics) {
  Struct value;
  value.name = std::filesystem::path(file_name).stem().string();
  LayerReader layers(folder, {"name", "description"}, diagnostics);
  const Node root = layers.read({text, file_name});
  if (!root.is_map()) return value;
  PathCollector collector;
  describe(value, collector);
  Reader reader(root, collector.take(), diagnostics);
  describe(value, reader);
  reader.finish();
  value.provenance = reader.take_provenance();
  return value;
}

/// A file, or a shipped one of `folder` by its name. Throws UserError with all its mistakes.
template <class Struct>
Struct read_described(const std::string& name_or_path, const std::string& folder) {
  const std::string path = find_data_file(folder, name_or_path);
  Diagnostics diagnostics;
  Struct value = parse_described<Struct>(read_file(path), path, folder, diagnostics);
  diagnostics.throw_if_errors();
  return value;
}

/// Every key written out, with the sources of the values. Reading it gives the same struct.
template <class Struct>
std::string write_described(const Struct& value) {
  Writer writer(value.provenance);
  describe(value, writer);
  return writer.text();
}

}  // namespace systole::config
