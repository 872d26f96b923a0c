#include <iterator>

#include <fmt/format.h>

#include "base/scalars.hpp"
#include "report/array_summary.hpp"

namespace systole::report {

namespace {

using result::ArrayBeat;
using result::ArrayFold;
using result::ArrayTrace;
using result::PeBeat;

using Text = fmt::memory_buffer;

template <class... Values>
void add(Text& out, fmt::format_string<Values...> format, Values&&... values) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Values>(values)...);
}

/// Writes a list, asking `one` to write each item.
template <class Items, class One>
void add_list(Text& out, const Items& items, const One& one) {
  const char* separator = "";
  add(out, "[");
  for (const auto& item : items) {
    add(out, "{}", separator);
    one(item);
    separator = ",";
  }
  add(out, "]");
}

void add_matrix(Text& out, const char* name, const std::vector<std::int64_t>& values) {
  add(out, "\"{}\":", name);
  add_list(out, values, [&out](std::int64_t value) { add(out, "{}", value); });
  add(out, ",\n");
}

/// 0: nothing. [held, settled]: it holds something. [held, settled, loaded]: a preload moves in.
/// [held, settled, west, partner, before, after, m, n, k]: it multiplies.
void add_pe(Text& out, const PeBeat& pe) {
  const int settled = pe.settled ? 1 : 0;
  if (pe.multiplies) {
    add(out, "[{},{},{},{},{},{},{},{},{}]", pe.held, settled, pe.west, pe.partner, pe.before,
        pe.after, pe.m, pe.n, pe.k);
  } else if (pe.loads) {
    add(out, "[{},{},{}]", pe.held, settled, pe.loaded);
  } else if (pe.holds) {
    add(out, "[{},{}]", pe.held, settled);
  } else {
    add(out, "0");
  }
}

void add_beat(Text& out, const ArrayBeat& beat) {
  add(out, "{{\"pes\":");
  add_list(out, beat.pes, [&out](const PeBeat& pe) { add_pe(out, pe); });
  add(out, ",\"useful\":{},\"out\":", useful_pes(beat));
  add_list(out, beat.outputs, [&out](const result::ArrayOutput& left) {
    add(out, "[{},{},{},{}]", left.m, left.n, left.sum, left.total);
  });
  add(out, "}}\n");
}

void add_fold(Text& out, const ArrayFold& fold) {
  add(out,
      "{{\"row0\":{},\"col0\":{},\"rows\":{},\"cols\":{},\"stream\":{},\"preload_begin\":{},"
      "\"stream_begin\":{},\"end\":{}}}",
      fold.row0, fold.col0, fold.rows, fold.cols, fold.stream, fold.preload_begin,
      fold.stream_begin, fold.end);
}

void add_trace(Text& out, const ArrayTrace& trace) {
  const auto names = result::dimensions_of(trace.dataflow);
  add(out, "{{\"dataflow\":\"{}\",\"rows\":{},\"cols\":{},\"m\":{},\"n\":{},\"k\":{},\n",
      name_of(trace.dataflow), trace.rows, trace.cols, trace.m, trace.n, trace.k);
  add(out, "\"along_rows\":\"{}\",\"along_cols\":\"{}\",\"streams\":\"{}\",\n", names.rows,
      names.cols, names.stream);
  add(out, "\"cycles\":{},\"closed_form\":{},\"equation\":{},\"options\":{},\n", trace.cycles,
      trace.closed_form, json_text(trace.equation), json_text(trace.options));
  add_matrix(out, "inputs", trace.inputs);
  add_matrix(out, "weights", trace.weights);
  add_matrix(out, "product", trace.product);
  add(out, "\"folds\":");
  add_list(out, trace.folds, [&out](const ArrayFold& fold) { add_fold(out, fold); });
  add(out, ",\n\"beats\":");
  add_list(out, trace.beats, [&out](const ArrayBeat& beat) { add_beat(out, beat); });
  add(out, "}}");
}

}  // namespace

std::string array_json(const std::vector<ArrayTrace>& traces) {
  Text out;
  add(out, "{{\"schema\":\"systole.array/1\",\"traces\":");
  add_list(out, traces, [&out](const ArrayTrace& trace) { add_trace(out, trace); });
  add(out, "}}\n");
  return fmt::to_string(out);
}

}  // namespace systole::report
