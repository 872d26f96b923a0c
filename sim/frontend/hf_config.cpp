#include "frontend/hf_config.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "base/document.hpp"
#include "base/text.hpp"
#include "frontend/hf_model.hpp"
#include "frontend/hf_step.hpp"

namespace systole::frontend {

namespace {

using namespace workload;

constexpr std::int64_t kLargestConfig = 1 << 20;

/// The file's name, or that of its folder when it is called config.json like all others.
std::string model_name(const SourceFile& file) {
  const std::string folder = std::filesystem::path(file.path()).parent_path().filename().string();
  return file.stem() == "config" && !folder.empty() ? folder : file.stem();
}

std::string describe_step(const DecoderStep& step) {
  return fmt::format(
      "one step of {}: {} x {} new tokens after {} in the cache (--phase, --batch, --input-len, "
      "--context){}",
      step.phase == Phase::prefill ? "prefill" : "decode", step.batch, step.tokens, step.context,
      step.phase == Phase::prefill && step.logits == Logits::last
          ? "; logits of the last token only (--param logits=all)"
          : "");
}

void cut_layers(DecoderModel& model, std::int64_t layers, std::vector<std::string>& notes) {
  const std::size_t all = model.layers.size();
  if (layers == 0 || static_cast<std::size_t>(layers) >= all) return;
  model.layers.resize(static_cast<std::size_t>(layers));
  notes.push_back(fmt::format(
      "cut to the first {} of {} layers; parameters and cache are those of the cut model", layers,
      all));
}

void note_routing(const DecoderModel& model, const DecoderStep& step,
                  std::vector<std::string>& notes) {
  bool any = false;
  for (const DecoderLayer& layer : model.layers) any = any || layer.mlp.experts.count > 0;
  if (!any) return;
  notes.emplace_back(step.routing == Routing::balanced
                         ? "tokens choose experts evenly (--param experts=concentrated: all the "
                           "same ones)"
                         : "all tokens choose the same experts");
}

}  // namespace

bool is_hf_config(const SourceFile& file) {
  std::string_view head = file.head();
  if (starts_with(head, "\xEF\xBB\xBF")) head.remove_prefix(3);
  if (!starts_with(trim(head), "{")) return false;
  const auto has = [&](std::string_view text) { return head.find(text) != std::string_view::npos; };
  return (has("\"model_type\"") || has("\"architectures\"")) && !has("\"traceEvents\"") &&
         !has("\"operators\"");
}

Graph read_hf_config(const SourceFile& file, const ReadOptions& options, Diagnostics& diagnostics) {
  const SourceText source = source_from(file.path(), file.bytes(kLargestConfig));
  const Node config = parse_json(source.text, {source.path, 1, 1}, diagnostics);
  const HfStep asked = hf_step(options, diagnostics);
  if (!config.is_map()) {
    if (!diagnostics.has_errors())
      diagnostics.error(config.place, "", "expected an object, got " + description_of(config));
    return {};
  }
  std::vector<std::string> notes;
  DecoderModel model = hf_model(config, options.default_dtype, notes, diagnostics);
  if (diagnostics.has_errors()) return {};
  model.name = model_name(file);
  if (asked.kv_type) model.types.kv = *asked.kv_type;
  cut_layers(model, asked.layers, notes);
  notes.insert(notes.begin(), describe_step(asked.step));
  note_routing(model, asked.step, notes);
  Graph graph = decoder_graph(model, asked.step);
  graph.notes = std::move(notes);
  return graph;
}

}  // namespace systole::frontend
