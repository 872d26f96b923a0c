#include "frontend/execution_trace/execution_trace.hpp"

#include <unordered_map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "frontend/execution_trace/join.hpp"
#include "frontend/execution_trace/work.hpp"
#include "frontend/graph_budget.hpp"
#include "frontend/kineto/build_graph.hpp"
#include "frontend/kineto/notes.hpp"

namespace systole::frontend::execution_trace {

namespace {

using kineto::Id;

/// Each call of the selection as work on a device, so that it becomes operators as kernels do.
std::vector<kineto::Link> add_events(Recording& recording, const Selection& selection) {
  std::vector<kineto::Link> links;
  for (const Id call : selection.calls) {
    kineto::GpuEvent event;
    event.name = recording.trace.ops[call].name;
    event.stream = 0;
    recording.trace.gpu.push_back(event);
    links.push_back({kineto::Origin::launched, call});
  }
  return links;
}

/// Every group waits for those that last wrote the storages which its calls read or write.
kineto::Precedents data_order(const Recording& recording, const Selection& selection,
                              const std::vector<kineto::Group>& groups) {
  std::unordered_map<Id, std::size_t> last_writer;
  kineto::Precedents precedents(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    Dependencies before;
    for (const std::size_t event : groups[i].events) {
      const Touched& touched = recording.calls[selection.calls[event]];
      for (const auto* storages : {&touched.reads, &touched.writes}) {
        for (const Id storage : *storages) {
          const auto writer = last_writer.find(storage);
          if (writer != last_writer.end()) before.add(writer->second);
        }
      }
    }
    precedents[i] = before.indices();
    for (const std::size_t event : groups[i].events) {
      for (const Id storage : recording.calls[selection.calls[event]].writes)
        last_writer[storage] = i;
    }
  }
  return precedents;
}

std::vector<std::string> notes_of(const Recording& recording, const Selection& selection) {
  std::vector<std::string> notes{fmt::format(
      "execution trace, schema {}: {} of {} calls put work on the device; it has no times (give "
      "the profiler's trace of the same run as --param kineto=FILE)",
      recording.schema, selection.calls.size(), recording.trace.ops.size())};
  if (selection.transfers > 0)
    notes.push_back(
        fmt::format("left out: {} copies between host and device", selection.transfers));
  if (selection.on_host > 0)
    notes.push_back(
        fmt::format("left out: {} operators on tensors of the host", selection.on_host));
  return notes;
}

workload::Graph graph_of(Recording recording, const SourceFile& file) {
  const Selection selection = select_work(recording);
  if (selection.calls.empty()) {
    throw UserError(
        fmt::format("{}: no call of the trace has tensors: nothing was computed while "
                    "it was recorded",
                    file.path()));
  }
  const std::vector<kineto::Link> links = add_events(recording, selection);
  const std::vector<kineto::Group> groups = kineto::group(recording.trace, links);
  const kineto::Precedents precedents = data_order(recording, selection, groups);
  workload::Graph graph = kineto::build_graph(recording.trace, links, groups, &precedents);
  graph.name = file.stem();
  graph.notes = notes_of(recording, selection);
  for (const std::string& note : kineto::notes_of(graph)) graph.notes.push_back(note);
  return graph;
}

}  // namespace

bool is_execution_trace(const SourceFile& file) {
  const std::string_view head = trim(file.head());
  const auto has = [&](std::string_view word) { return head.find(word) != std::string_view::npos; };
  return starts_with(head, "{") && has("\"schema\"") && has("\"nodes\"");
}

workload::Graph read_execution_trace(const SourceFile& file, const ReadOptions& options,
                                     Diagnostics&) {
  std::string profile;
  for (const auto& [name, value] : options.parameters) {
    if (name != "kineto") {
      throw UserError(fmt::format(
          "--param {}: an execution trace has no such parameter (known: kineto, the profiler's "
          "trace of the same run)",
          name));
    }
    profile = value;
  }
  Recording recording = read_recording(file);
  if (profile.empty()) return graph_of(std::move(recording), file);
  workload::Graph graph = join(recording, SourceFile::open(profile));
  graph.name = file.stem();
  return graph;
}

}  // namespace systole::frontend::execution_trace
