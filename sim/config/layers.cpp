#include "config/layers.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/data_files.hpp"
#include "base/scalars.hpp"
#include "base/text.hpp"
#include "config/reader.hpp"

namespace systole::config {

namespace fs = std::filesystem;

namespace {

constexpr const char* kBase = "base";
constexpr const char* kCalibrates = "calibrates";

bool is_section(const Node& node) { return node.is_map() && !is_annotated(node); }

void erase(Node& map, std::string_view key) {
  auto& entries = map.entries;
  const auto is_key = [key](const Entry& entry) { return entry.key == key; };
  entries.erase(std::remove_if(entries.begin(), entries.end(), is_key), entries.end());
}

std::string same_name(const std::string& path) {
  std::error_code ignored;
  const fs::path canonical = fs::weakly_canonical(path, ignored);
  return canonical.empty() ? path : canonical.string();
}

}  // namespace

namespace {

class Overlay {
 public:
  explicit Overlay(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void lay(const Node& top, Node& base, const std::string& prefix) {
    for (const Entry& entry : top.entries) {
      const auto below = std::find_if(base.entries.begin(), base.entries.end(),
                                      [&](const Entry& other) { return other.key == entry.key; });
      if (below == base.entries.end()) {
        base.entries.push_back(entry);
      } else {
        lay(entry, *below, prefix + entry.key);
      }
    }
  }

 private:
  void lay(const Entry& top, Entry& below, const std::string& path) {
    const bool section_below = is_section(below.value);
    const bool section_on_top = is_section(top.value);
    if (section_below && section_on_top) return lay(top.value, below.value, path + ".");
    if (section_below && top.value.is_null()) return;
    if (section_below == section_on_top || below.value.is_null()) {
      below = top;
      return;
    }
    const char* const expected =
        section_below ? "a section with keys, got a value" : "a value, got a section with keys";
    diagnostics_.error(top.value.place, path,
                       fmt::format("expected {} (see {})", expected, to_string(below.value.place)));
  }

  Diagnostics& diagnostics_;
};

}  // namespace

Node overlay(Node base, const Node& top, Diagnostics& diagnostics) {
  Overlay(diagnostics).lay(top, base, "");
  base.place = top.place;
  return base;
}

Node LayerReader::read(const Source& source) {
  files_.push_back(source.file_name);
  Node root = parse_yaml(source.text, source.file_name, diagnostics_);
  if (root.is_null()) return root;
  if (!root.is_map()) {
    diagnostics_.error(root.place, "", "expected keys with values, got " + description_of(root));
    return {};
  }
  const Node* base = root.find(kBase);
  const Node* calibrated = root.find(kCalibrates);
  if (base == nullptr && calibrated == nullptr) return root;
  if (base != nullptr && calibrated != nullptr) {
    diagnostics_.error(calibrated->place, kCalibrates, "a file has either base or calibrates");
  }
  chain_.push_back(source.file_name);
  Node below = read_base(base != nullptr ? *base : *calibrated, source.file_name);
  chain_.pop_back();
  if (base != nullptr) {
    for (const std::string& key : identity_) erase(below, key);
  }
  erase(root, kBase);
  erase(root, kCalibrates);
  return below.is_map() ? overlay(below, root, diagnostics_) : root;
}

Node LayerReader::read_base(const Node& base, const std::string& file_name) {
  const auto name = text_of(base, "base", diagnostics_);
  if (!name) return {};
  Source source;
  try {
    source.file_name = resolve(*name, file_name);
    source.text = read_file(source.file_name);
  } catch (const UserError& error) {
    diagnostics_.error(base.place, "base", error.what());
    return {};
  }
  const auto is_same = [&](const std::string& other) {
    return same_name(other) == same_name(source.file_name);
  };
  if (std::any_of(chain_.begin(), chain_.end(), is_same)) {
    diagnostics_.error(base.place, kBase,
                       fmt::format("the files are based on each other in a circle: {} -> {}",
                                   fmt::join(chain_, " -> "), source.file_name));
    return {};
  }
  return read(source);
}

std::string LayerReader::resolve(const std::string& base, const std::string& file_name) const {
  const fs::path beside = fs::path(file_name).parent_path() / base;
  std::error_code ignored;
  if (fs::is_regular_file(beside, ignored)) return beside.string();
  return find_data_file(kind_, base);
}

namespace {

/// Every part of a value from the command line has the same place.
void put_at(Node& node, const Place& place) {
  node.place = place;
  for (Node& item : node.items) put_at(item, place);
  for (Entry& entry : node.entries) {
    entry.key_place = place;
    put_at(entry.value, place);
  }
}

Node scalar_at(const Place& place, std::string text) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.place = place;
  node.scalar = std::move(text);
  return node;
}

/// The value after the equals sign: YAML's quotes, braces and brackets mean what they mean in a
/// file.
Node value_of(std::string_view text, const Place& place, Diagnostics& diagnostics) {
  if (text.empty() || std::string_view("\"'{[").find(text.front()) == std::string_view::npos) {
    return scalar_at(place, std::string(text));
  }
  Diagnostics inner;
  Node node = parse_yaml(std::string(text), "value", inner);
  for (const std::string& error : inner.errors()) diagnostics.error(place, "", error);
  put_at(node, place);
  return node;
}

Node with_source(Node value, const Place& place) {
  Node node;
  node.kind = Node::Kind::map;
  node.place = place;
  node.entries.push_back({"value", place, std::move(value)});
  node.entries.push_back({"source", place, scalar_at(place, place.file)});
  return node;
}

/// A document that holds nothing but `value` under the keys of `path`.
Node nested(const std::vector<std::string_view>& path, Node value, const Place& place) {
  for (auto key = path.rbegin(); key != path.rend(); ++key) {
    Node outer;
    outer.kind = Node::Kind::map;
    outer.place = place;
    outer.entries.push_back({std::string(*key), place, std::move(value)});
    value = std::move(outer);
  }
  return value;
}

}  // namespace

void apply_override(Node& root, const std::string& assignment, Diagnostics& diagnostics) {
  const Place place{"--set " + assignment};
  const std::size_t equals = assignment.find('=');
  const std::string_view whole = assignment;
  const std::vector<std::string_view> path = split(trim(whole.substr(0, equals)), '.');
  const bool has_gap = std::any_of(path.begin(), path.end(), [](auto key) { return key.empty(); });
  if (equals == std::string::npos || has_gap) {
    diagnostics.error(place, "", "expected KEY=VALUE, for instance --set core.sram.size_kib=512");
    return;
  }
  if (!check_is_text(assignment, place.file, diagnostics)) return;
  Node value = value_of(trim(whole.substr(equals + 1)), place, diagnostics);
  if (value.is_scalar()) value = with_source(std::move(value), place);
  const Place place_of_root = root.place;
  root = overlay(std::move(root), nested(path, std::move(value), place), diagnostics);
  root.place = place_of_root;
}

}  // namespace systole::config
