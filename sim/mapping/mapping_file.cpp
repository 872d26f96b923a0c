#include "mapping/mapping_file.hpp"

#include "base/data_files.hpp"
#include "base/document.hpp"
#include "base/text.hpp"
#include "config/writer.hpp"
#include "mapping/mapping_fields.hpp"

namespace systole::mapping {

namespace {

constexpr const char* kProducts = "products";
constexpr const char* kAttentions = "attentions";

template <class Entry>
std::vector<std::string> paths_of() {
  config::PathCollector collector;
  const Entry entry;
  config::describe(entry, collector);
  return collector.take();
}

template <class Entry>
std::vector<Entry> read_list(const Node& root, const char* key, Diagnostics& diagnostics) {
  std::vector<Entry> entries;
  const Node* list = root.find(key);
  if (list == nullptr || list->is_null()) return entries;
  if (!list->is_list()) {
    diagnostics.error(list->place, key, "expected a list, got " + description_of(*list));
    return entries;
  }
  for (const Node& item : list->items) {
    if (!item.is_map()) {
      diagnostics.error(item.place, key, "expected keys, got " + description_of(item));
      continue;
    }
    config::Reader reader(item, paths_of<Entry>(), diagnostics);
    Entry entry;
    config::describe(entry, reader);
    reader.finish();
    entry.places = reader.places();
    if (entry.operator_name.empty()) diagnostics.error(item.place, "operator", "is missing");
    entries.push_back(std::move(entry));
  }
  return entries;
}

/// The keys of an entry behind a dash.
template <class Entry>
std::string write_list(const std::vector<Entry>& entries, const char* key) {
  if (entries.empty()) return "";
  std::string text = std::string(key) + ":\n";
  for (const Entry& entry : entries) {
    config::Writer writer({});
    config::describe(entry, writer);
    std::string bullet = "  - ";
    for (const std::string_view line : split(trim(writer.text()), '\n')) {
      text += bullet + std::string(line) + "\n";
      bullet = "    ";
    }
  }
  return text;
}

}  // namespace

Mapping parse_mapping(const std::string& text, const std::string& file_name) {
  Diagnostics diagnostics;
  const Node root = parse_yaml(text, file_name, diagnostics);
  diagnostics.throw_if_errors();
  if (!root.is_map() && !root.is_null())
    throw UserError(root.place,
                    "expected the lists products and attentions, got " + description_of(root));
  for (const Entry& entry : root.entries) {
    if (entry.key == kProducts || entry.key == kAttentions) continue;
    diagnostics.error(entry.key_place, entry.key,
                      "unknown key" + suggestion(entry.key, {kProducts, kAttentions}) +
                          " (known here: products, attentions)");
  }
  Mapping mapping;
  mapping.products = read_list<ProductMapping>(root, kProducts, diagnostics);
  mapping.attentions = read_list<AttentionMapping>(root, kAttentions, diagnostics);
  diagnostics.throw_if_errors();
  return mapping;
}

Mapping read_mapping(const std::string& path) { return parse_mapping(read_file(path), path); }

std::string write_mapping(const Mapping& mapping) {
  return write_list(mapping.products, kProducts) + write_list(mapping.attentions, kAttentions);
}

}  // namespace systole::mapping
