#include "config/network.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/data_files.hpp"
#include "base/text.hpp"
#include "config/documenter.hpp"
#include "config/layers.hpp"
#include "config/network_check.hpp"
#include "config/network_fields.hpp"
#include "config/writer.hpp"

namespace systole::config {

namespace {

constexpr const char* kLevels[] = {"level_1", "level_2", "level_3"};

bool names_file(const Node& link) { return link.is_scalar() && !link.scalar.empty(); }

/// The keys of the link that `name` names; its own name and description stay with it.
Node read_link_file(const Node& name, const std::string& path, Diagnostics& diagnostics) {
  try {
    const std::string file = find_data_file(kLinkFolder, name.scalar);
    LayerReader layers(kLinkFolder, {"name", "description"}, diagnostics);
    Node link = layers.read({read_file(file), file});
    if (link.is_map() && link.find("name") == nullptr) {
      Node own;
      own.kind = Node::Kind::scalar;
      own.place = name.place;
      own.scalar = std::filesystem::path(file).stem().string();
      link.entries.push_back({"name", name.place, own});
    }
    return link;
  } catch (const UserError& error) {
    diagnostics.error(name.place, path, error.what());
    return {};
  }
}

/// `link: nvlink3` is short for `link: {base: nvlink3}`.
void spell_out(Node& link) {
  if (!names_file(link)) return;
  Node base = link;
  link = {};
  link.kind = Node::Kind::map;
  link.place = base.place;
  link.entries.push_back({"base", base.place, std::move(base)});
}

/// `link: {base: nvlink3, latency_us: 1}` becomes the keys of that file with those laid over them.
void expand_link(Node& link, const std::string& path, Diagnostics& diagnostics) {
  const Node* base = link.find("base");
  if (base != nullptr && base->is_map()) base = base->find("value");  // with its source
  if (base == nullptr || !names_file(*base)) return;
  Node file = read_link_file(*base, path, diagnostics);
  auto& entries = link.entries;
  entries.erase(std::remove_if(entries.begin(), entries.end(),
                               [](const Entry& entry) { return entry.key == "base"; }),
                entries.end());
  if (file.is_map()) link = overlay(std::move(file), link, diagnostics);
}

/// `level_1.link=nvlink4` names another file.
std::string spelled_out(std::string assignment) {
  for (const char* level : kLevels) {
    const std::string key = std::string(level) + ".link";
    if (starts_with(assignment, key + "=")) return assignment.insert(key.size(), ".base");
  }
  return assignment;
}

template <class Change>
void for_each_link(Node& root, const Change& change) {
  for (const char* key : kLevels) {
    Node* const level = root.find(key);
    Node* const link = level == nullptr ? nullptr : level->find("link");
    if (link != nullptr) change(*link, std::string(key) + ".link");
  }
}

std::vector<std::string> paths_of_network() {
  PathCollector collector;
  const NetworkConfig network;
  describe(network, collector);
  return collector.take();
}

}  // namespace

std::string_view name_of(NetworkTopology topology) {
  switch (topology) {
    case NetworkTopology::switched:
      return "switch";
    case NetworkTopology::fully_connected:
      return "fully_connected";
    case NetworkTopology::ring:
      return "ring";
    case NetworkTopology::torus2d:
      return "torus2d";
    case NetworkTopology::torus3d:
      return "torus3d";
  }
  return "?";
}

std::vector<NetworkLevel> NetworkConfig::levels() const {
  std::vector<NetworkLevel> all{level_1};
  if (level_2) all.push_back(*level_2);
  if (level_3) all.push_back(*level_3);
  return all;
}

std::int64_t NetworkConfig::chips() const {
  std::int64_t chips = 1;
  for (const NetworkLevel& level : levels()) {
    chips = checked_mul(chips, level.size, "the chips of network " + name);
  }
  return chips;
}

NetworkConfig parse_network(const std::string& text, const std::string& file_name,
                            const std::vector<std::string>& overrides, Diagnostics& diagnostics) {
  NetworkConfig network;
  network.name = std::filesystem::path(file_name).stem().string();
  LayerReader layers(kNetworkFolder, {"name", "description"}, diagnostics);
  Node root = layers.read({text, file_name});
  if (!root.is_map()) return network;
  for_each_link(root, [](Node& link, const std::string& /*path*/) { spell_out(link); });
  for (const std::string& assignment : overrides) {
    apply_override(root, spelled_out(assignment), diagnostics);
  }
  for_each_link(root,
                [&](Node& link, const std::string& path) { expand_link(link, path, diagnostics); });
  Reader reader(root, paths_of_network(), diagnostics);
  describe(network, reader);
  reader.finish();
  network.provenance = reader.take_provenance();
  check_network(network, reader.places(), diagnostics);
  return network;
}

NetworkConfig read_network(const std::string& name_or_path,
                           const std::vector<std::string>& overrides) {
  const std::string path = find_data_file(kNetworkFolder, name_or_path);
  Diagnostics diagnostics;
  NetworkConfig network = parse_network(read_file(path), path, overrides, diagnostics);
  diagnostics.throw_if_errors();
  return network;
}

std::string write_network(const NetworkConfig& network) {
  Writer writer(network.provenance);
  describe(network, writer);
  return writer.text();
}

std::string document_networks() {
  Documenter documenter;
  const NetworkConfig network;
  describe(network, documenter);
  return documenter.text();
}

}  // namespace systole::config
