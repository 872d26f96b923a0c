#include "frontend/ascend/ascend.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/text.hpp"
#include "frontend/ascend/lower.hpp"
#include "frontend/kineto/collective.hpp"
#include "frontend/kineto/notes.hpp"
#include "frontend/ranks_parameter.hpp"

namespace systole::frontend::ascend {

namespace {

using workload::Operator;

constexpr double kSecondsPerPicosecond = 1e-12;

class Builder {
 public:
  Builder(const Profile& profile, std::int64_t ranks) : profile_(profile), ranks_(ranks) {
    for (const Record& record : profile.records) {
      if (starts_with(record.type, "TransData")) layouts_.learn(record);
    }
  }

  workload::Graph build() {
    for (const Record& record : profile_.records) add(record);
    graph_.notes = notes();
    return std::move(graph_);
  }

 private:
  void add(const Record& record) {
    Operator op = checked(record);
    op.name = fmt::format("{}.{}", record.name.empty() ? record.type : record.name,
                          ++numbers_[record.name]);
    op.source_kind = record.type;
    if (record.picoseconds > 0)
      op.measured_seconds = static_cast<double>(record.picoseconds) * kSecondsPerPicosecond;
    const auto [last, is_first] = last_on_stream_.emplace(record.stream, graph_.operators.size());
    if (!is_first) op.depends_on.push_back(last->second);
    last->second = graph_.operators.size();
    sum_ = checked_add(sum_, record.picoseconds, "measured time");
    graph_.operators.push_back(std::move(op));
  }

  /// Shapes are refused here, where the kernel that has them can be named; a tensor without
  /// elements is no work.
  Operator checked(const Record& record) const {
    if (starts_with(lower(record.type), "hcom_") || starts_with(lower(record.name), "hcom_"))
      return collective(record);
    const bool is_empty = [&] {
      const auto none = [](const Tensor& tensor) { return tensor.elements() == 0; };
      return !record.outputs.empty() &&
             std::all_of(record.outputs.begin(), record.outputs.end(), none);
    }();
    Operator op = is_empty ? opaque() : operator_of(record, layouts_);
    Diagnostics mistakes;
    validate(op, mistakes);
    if (mistakes.has_errors()) {
      throw UserError(
          fmt::format("{}: impossible shapes: {}", record.name, mistakes.errors().front()));
    }
    return op;
  }

  Operator collective(const Record& record) const {
    const auto kind = kineto::collective_in(record.type + record.name);
    const bool is_told = kind && ranks_ > 0 && !record.inputs.empty();
    if (!is_told) return opaque();
    const Tensor& tensor = record.inputs.front();
    return typed(workload::Collective{*kind, tensor.elements(), ranks_}, tensor, tensor, record);
  }

  static Operator opaque() {
    Operator op;
    op.work = workload::Opaque{};
    return op;
  }

  std::vector<std::string> notes() const {
    std::vector<std::string> notes{fmt::format(
        "{}: {} kernels on {} stream(s) take {} in sum; the file does not name the chip: a "
        "comparison with one assumes that it was that one",
        profile_.source, profile_.records.size(), last_on_stream_.size(),
        human_seconds(static_cast<double>(sum_) * kSecondsPerPicosecond))};
    notes.insert(notes.end(), profile_.notes.begin(), profile_.notes.end());
    for (const std::string& note : kineto::notes_of(graph_)) notes.push_back(note);
    return notes;
  }

  const Profile& profile_;
  std::int64_t ranks_ = 0;
  Layouts layouts_;
  workload::Graph graph_;
  std::int64_t sum_ = 0;
  std::unordered_map<std::string, std::int64_t> numbers_;
  std::unordered_map<std::string, std::size_t> last_on_stream_;
};

}  // namespace

bool is_ascend_profile(const SourceFile& file) { return is_timeline(file) || is_table(file); }

workload::Graph read_ascend_profile(const SourceFile& file, const ReadOptions& options,
                                    Diagnostics&) {
  const std::int64_t ranks = ranks_parameter(options, "a profile of Ascend").value_or(0);
  const bool is_json = starts_with(trim(file.head()), "[") || starts_with(trim(file.head()), "{");
  Profile profile = is_json ? read_timeline(file) : read_table(file);
  if (profile.records.empty()) {
    throw UserError(fmt::format(
        "{}: the profile holds no kernel with a type: expected the timeline of MindSpore's "
        "profiler, kernel_details.csv or op_summary_*.csv",
        file.path()));
  }
  std::stable_sort(profile.records.begin(), profile.records.end(),
                   [](const Record& a, const Record& b) { return a.start_ns < b.start_ns; });
  workload::Graph graph = Builder(profile, ranks).build();
  graph.name = file.stem();
  return graph;
}

}  // namespace systole::frontend::ascend
