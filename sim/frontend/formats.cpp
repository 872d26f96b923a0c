#include "frontend/formats.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "frontend/ascend/ascend.hpp"
#include "frontend/chakra/chakra.hpp"
#include "frontend/execution_trace/execution_trace.hpp"
#include "frontend/hf_config.hpp"
#include "frontend/kineto/kineto.hpp"
#include "frontend/limits.hpp"
#include "frontend/native_workload.hpp"
#include "frontend/onnx/onnx_model.hpp"
#include "frontend/paddle/paddle.hpp"
#include "frontend/scalesim_topology.hpp"
#include "frontend/stablehlo/stablehlo.hpp"
#include "frontend/trace.hpp"

namespace systole::frontend {

namespace {

/// A reader of text as a reader of files.
template <bool (*recognises)(const SourceText&)>
bool recognises_text(const SourceFile& file) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  const std::string& head = file.head();
  return recognises(
      {file.path(), starts_with(head, kByteOrderMark) ? head.substr(kByteOrderMark.size()) : head});
}

template <workload::Graph (*read)(const SourceText&, const ReadOptions&, Diagnostics&)>
workload::Graph read_text(const SourceFile& file, const ReadOptions& options,
                          Diagnostics& diagnostics) {
  return read(file.text(), options, diagnostics);
}

workload::Graph read_native(const SourceFile& file, const ReadOptions& options,
                            Diagnostics& diagnostics) {
  constexpr std::string_view kInstead =
      "; repeat blocks keep a workload short, and a JSON Lines trace (--from trace) may be longer";
  return read_native_workload(file.text(kLargestNativeText, kInstead), options, diagnostics);
}

}  // namespace

const std::vector<Format>& formats() {
  static const std::vector<Format> all{
      {"onnx", "ONNX model (.onnx)", is_onnx_model, read_onnx_model},
      {"paddle", "PaddlePaddle program (.pdmodel)", paddle::is_paddle_program,
       paddle::read_paddle_program},
      {"trace", "trace (JSON Lines that start with {\"systole_trace\": 1})", is_trace, read_trace},
      {"hf", "Hugging Face config.json of a decoder-only model", is_hf_config, read_hf_config},
      {"execution_trace", "PyTorch execution trace (ExecutionTraceObserver, .json)",
       execution_trace::is_execution_trace, execution_trace::read_execution_trace},
      {"ascend", "Ascend profile (MindSpore timeline .json, kernel_details.csv, op_summary_*.csv)",
       ascend::is_ascend_profile, ascend::read_ascend_profile},
      {"chakra", "MLCommons Chakra trace (protobuf stream .et, or JSON)", chakra::is_chakra_trace,
       chakra::read_chakra_trace},
      {"kineto", "PyTorch profiler trace (.json, .json.gz)", kineto::is_kineto_trace,
       kineto::read_kineto_trace},
      {"stablehlo", "StableHLO module (MLIR text)", recognises_text<stablehlo::is_stablehlo>,
       read_text<stablehlo::read_stablehlo>},
      {"native", "native workload (YAML with the keys name and operators)",
       recognises_text<is_native_workload>, read_native},
      {"scalesim", "SCALE-Sim topology (CSV)", recognises_text<is_scalesim_topology>,
       read_text<read_scalesim_topology>},
  };
  return all;
}

const Format& format_named(std::string_view name) {
  std::vector<std::string> names;
  for (const Format& format : formats()) {
    if (format.name == name) return format;
    names.emplace_back(format.name);
  }
  throw UserError(fmt::format("unknown workload format '{}'{} (known: {})", name,
                              suggestion(std::string(name), names), fmt::join(names, ", ")));
}

const Format& format_of(const SourceFile& file) {
  for (const Format& format : formats()) {
    if (format.recognises(file)) return format;
  }
  file.text();  // what is no text at all is the better complaint
  std::vector<std::string_view> titles;
  for (const Format& format : formats()) titles.push_back(format.title);
  throw UserError(fmt::format("{}: not a workload in a known format: expected one of: {}",
                              file.path(), fmt::join(titles, "; ")));
}

}  // namespace systole::frontend
