#include "frontend/trace.hpp"

#include <algorithm>
#include <istream>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "frontend/graph_budget.hpp"
#include "frontend/limits.hpp"
#include "frontend/native_keys.hpp"
#include "frontend/native_operator.hpp"
#include "frontend/trace_version.hpp"

namespace systole::frontend {

namespace {

constexpr std::size_t kLongestLine = std::size_t{4} << 20;

/// The lines of a file that say anything, checked to be text.
class Lines {
 public:
  explicit Lines(const SourceFile& file) : path_(file.path()), stream_(file.stream()) {}

  std::optional<std::string> next() {
    std::string line;
    while (take(line)) {
      ++number_;
      if (number_ == 1 && starts_with(line, "\xEF\xBB\xBF")) line.erase(0, 3);
      if (const auto at = first_invalid_utf8(line))
        throw UserError({path_, number_, static_cast<int>(*at) + 1}, "not valid UTF-8");
      if (!trim(line).empty()) return line;
    }
    return std::nullopt;
  }

  Place place() const { return {path_, number_, 1}; }

 private:
  /// Like std::getline, but a line without end does not fill the memory.
  bool take(std::string& line) {
    line.clear();
    for (;;) {
      const int c = next_byte();
      if (c == std::char_traits<char>::eof()) return !line.empty();
      if (c == '\n') return true;
      if (line.size() == kLongestLine)
        throw UserError({path_, number_ + 1, 1},
                        fmt::format("the line is longer than {} MiB", kLongestLine >> 20));
      line += static_cast<char>(c);
    }
  }

  int next_byte() {
    try {
      return stream_->rdbuf()->sbumpc();
    } catch (const std::exception& failure) {
      throw UserError(
          fmt::format("{}: the gzip archive is damaged or cut short ({})", path_, failure.what()));
    }
  }

  std::string path_;
  std::unique_ptr<std::istream> stream_;
  int number_ = 0;
};

class TraceReader {
 public:
  TraceReader(const SourceFile& file, const ReadOptions& options, Diagnostics& diagnostics)
      : lines_(file), diagnostics_(diagnostics) {
    const DType dtype = options.default_dtype;
    types_ = {dtype, dtype, dtype};
    graph_.name = file.stem();
  }

  workload::Graph read() {
    const std::optional<std::string> header = lines_.next();
    if (!header || !read_header(*header)) return graph_;
    while (const std::optional<std::string> line = lines_.next()) {
      if (diagnostics_.errors().size() >= kMostErrors) break;
      if (graph_.operators.size() == kMostTraceOperators)
        throw UserError(lines_.place(),
                        fmt::format("a trace has at most {} operators", kMostTraceOperators));
      read_operator_line(*line);
    }
    return std::move(graph_);
  }

 private:
  bool read_header(const std::string& line) {
    const Node root = parse_json(line, lines_.place(), diagnostics_);
    if (diagnostics_.has_errors()) return false;
    NativeKeys keys(root, "", no_parameters_, diagnostics_);
    if (!root.is_map()) return false;
    const std::int64_t version = keys.integer(std::string(kTraceKey));
    if (!diagnostics_.has_errors() && version != kTraceVersion)
      keys.error(root.place, std::string(kTraceKey),
                 fmt::format("is {}, this program reads version {}", version, kTraceVersion));
    if (const auto name = keys.text("name")) graph_.name = *name;
    keys.text("description");
    types_ = read_dtypes(keys, types_);
    read_totals(keys, graph_);
    keys.refuse_others();
    return true;
  }

  void read_operator_line(const std::string& line) {
    const std::size_t errors_before = diagnostics_.errors().size();
    const Node node = parse_json(line, lines_.place(), diagnostics_);
    if (diagnostics_.errors().size() > errors_before) return;
    NativeKeys keys(node, "", no_parameters_, diagnostics_);
    if (!node.is_map()) return;
    const std::string name = keys.text("name").value_or("");
    if (node.find("name") == nullptr) keys.error(node.place, "name", "is missing");
    const Node* after = keys.take("after");
    workload::Operator op = read_operator(keys, name, types_, diagnostics_);
    op.depends_on = dependencies(keys, after);
    const bool is_new = indices_.emplace(name, graph_.operators.size()).second;
    if (!is_new) keys.error(node.place, "name", fmt::format("a second operator '{}'", name));
    graph_.operators.push_back(std::move(op));
    if (!budget_.takes(graph_.operators.back()))
      throw UserError(keys.place(), GraphBudget::message());
  }

  /// The operators that `after` names; without it, the one of the line before.
  std::vector<std::size_t> dependencies(NativeKeys& keys, const Node* after) {
    if (after == nullptr) {
      if (graph_.operators.empty()) return {};
      return {graph_.operators.size() - 1};
    }
    Dependencies indices;
    for (const std::string& name : keys.texts("after")) {
      const auto found = indices_.find(name);
      if (found == indices_.end()) {
        if (diagnostics_.errors().size() >= kMostErrors) break;
        keys.error(after->place, "after",
                   fmt::format("no operator '{}' above this line{}", name,
                               suggestion(name, latest_names())));
        continue;
      }
      indices.add(found->second);
    }
    return indices.indices();
  }

  std::vector<std::string> latest_names() const {
    constexpr std::size_t kEnough = 1000;
    const auto& all = graph_.operators;
    std::vector<std::string> names;
    for (auto op = all.rbegin(); op != all.rend() && names.size() < kEnough; ++op)
      names.push_back(op->name);
    return names;
  }

  Lines lines_;
  Diagnostics& diagnostics_;
  const Parameters no_parameters_;
  OperandTypes types_;
  workload::Graph graph_;
  std::unordered_map<std::string, std::size_t> indices_;
  GraphBudget budget_;
};

void refuse_parameters(const ReadOptions& options) {
  if (options.parameters.empty()) return;
  throw UserError("--param " + options.parameters.begin()->first +
                  ": a trace has no parameters, everything in it is written out");
}

}  // namespace

bool is_trace(const SourceFile& file) {
  std::string_view head = file.head();
  head = trim(head.substr(0, std::min<std::size_t>(head.size(), 4096)));
  if (starts_with(head, "\xEF\xBB\xBF")) head.remove_prefix(3);
  return starts_with(head, "{") &&
         head.substr(0, head.find('\n')).find(kTraceKey) != std::string_view::npos;
}

workload::Graph read_trace(const SourceFile& file, const ReadOptions& options,
                           Diagnostics& diagnostics) {
  refuse_parameters(options);
  return TraceReader(file, options, diagnostics).read();
}

}  // namespace systole::frontend
