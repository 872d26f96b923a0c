#include "config/memory_io.hpp"

#include <filesystem>

#include "base/data_files.hpp"
#include "config/documenter.hpp"
#include "config/layers.hpp"
#include "config/memory_check.hpp"
#include "config/memory_fields.hpp"
#include "config/reader.hpp"
#include "config/writer.hpp"

namespace systole::config {

namespace {

std::vector<std::string> paths_of_memory() {
  PathCollector collector;
  const MemoryConfig memory;
  describe(memory, collector);
  return collector.take();
}

}  // namespace

MemoryConfig read_memory(const std::string& name_or_path, const std::vector<std::string>& overrides,
                         Diagnostics& diagnostics) {
  const std::string path = find_data_file(kMemoryFolder, name_or_path);
  return parse_memory(read_file(path), path, overrides, diagnostics);
}

MemoryConfig parse_memory(const std::string& text, const std::string& file_name,
                          const std::vector<std::string>& overrides, Diagnostics& diagnostics) {
  MemoryConfig memory;
  memory.name = std::filesystem::path(file_name).stem().string();
  LayerReader layers(kMemoryFolder, {"name", "description"}, diagnostics);
  Node root = layers.read({text, file_name});
  if (!root.is_map()) return memory;
  for (const std::string& assignment : overrides) apply_override(root, assignment, diagnostics);
  Reader reader(root, paths_of_memory(), diagnostics);
  describe(memory, reader);
  reader.finish();
  check_memory(memory, reader.places(), diagnostics);
  memory.provenance = reader.take_provenance();
  return memory;
}

std::string write_memory(const MemoryConfig& memory) {
  Writer writer(memory.provenance);
  describe(memory, writer);
  return writer.text();
}

std::string document_memories() {
  Documenter documenter;
  const MemoryConfig memory;
  describe(memory, documenter);
  return documenter.text();
}

}  // namespace systole::config
