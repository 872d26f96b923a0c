#include "config/chip_memory.hpp"

#include <algorithm>
#include <filesystem>

#include "base/data_files.hpp"
#include "config/layers.hpp"
#include "config/memory_check.hpp"
#include "config/memory_io.hpp"

namespace systole::config {

namespace {

constexpr const char* kSection = "memory";

void erase(Node& map, const std::string& key) {
  auto& entries = map.entries;
  entries.erase(std::remove_if(entries.begin(), entries.end(),
                               [&](const Entry& entry) { return entry.key == key; }),
                entries.end());
}

/// The text of dram.memory, with or without a source; nullptr where it names nothing.
const Node* name_of_file(const Node& root) {
  const Node* const dram = root.find("dram");
  const Node* name = dram == nullptr ? nullptr : dram->find("memory");
  if (name != nullptr && name->is_map()) name = name->find("value");
  return name != nullptr && name->is_scalar() && !name->scalar.empty() ? name : nullptr;
}

/// A file without a name of its own is called after itself.
void give_name(Node& memory, const std::string& path) {
  if (memory.find("name") != nullptr) return;
  Node name;
  name.kind = Node::Kind::scalar;
  name.place = memory.place;
  name.scalar = std::filesystem::path(path).stem().string();
  memory.entries.push_back({"name", memory.place, std::move(name)});
}

Node read_file_of(const Node& name, Diagnostics& diagnostics) {
  try {
    const std::string path = find_data_file(kMemoryFolder, name.scalar);
    LayerReader layers(kMemoryFolder, {"name", "description"}, diagnostics);
    Node memory = layers.read({read_file(path), path});
    if (memory.is_map()) give_name(memory, path);
    return memory;
  } catch (const UserError& error) {
    diagnostics.error(name.place, "dram.memory", error.what());
    return {};
  }
}

/// The section becomes the named file with the section laid over it.
void lay_over_file(Node& root, Diagnostics& diagnostics) {
  const Node* const name = name_of_file(root);
  if (name == nullptr) return;
  Node file = read_file_of(*name, diagnostics);
  if (!file.is_map()) return;
  Node outer;
  outer.kind = Node::Kind::map;
  outer.place = root.place;
  const Place place = name->place;
  outer.entries.push_back({kSection, place, std::move(file)});
  const Place place_of_root = root.place;
  root = overlay(std::move(outer), root, diagnostics);
  root.place = place_of_root;
}

}  // namespace

void complete_memory(Node& root, const std::vector<std::string>& overrides,
                     Diagnostics& diagnostics) {
  Node set;
  set.kind = Node::Kind::map;
  for (const std::string& assignment : overrides) apply_override(set, assignment, diagnostics);
  if (name_of_file(set) != nullptr) erase(root, kSection);
  const Place place = root.place;
  root = overlay(std::move(root), set, diagnostics);
  root.place = place;
  lay_over_file(root, diagnostics);
}

void stack_memory(DramConfig& dram, const KeyPlaces& places, Diagnostics& diagnostics) {
  if (!dram.banks) return;
  check_memory(*dram.banks, places.below(kSection), diagnostics);
  dram.banks->organisation.channels *= dram.stacks;
  dram.banks->organisation.capacity_mib *= dram.stacks;
}

MemoryConfig memory_of_one_stack(const DramConfig& dram) {
  MemoryConfig memory = dram.banks.value();
  memory.organisation.channels /= dram.stacks;
  memory.organisation.capacity_mib /= dram.stacks;
  return memory;
}

}  // namespace systole::config
