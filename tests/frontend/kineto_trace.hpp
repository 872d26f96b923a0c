// Small traces as the PyTorch profiler writes them, made event by event.
#pragma once

#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "helpers.hpp"

namespace systole::frontend {

/// A call with shapes: dims and types as JSON lists, values of the inputs as well where given.
struct CallText {
  std::string dims;
  std::string types = {};
  std::string values = {};
};

class TraceText {
 public:
  /// An operator on the host thread, from `at` for `duration` microseconds.
  TraceText& op(const std::string& name, double at, double duration, const CallText& call = {},
                int external_id = -1) {
    std::vector<std::string> args;
    if (external_id >= 0) args.push_back(fmt::format(R"("External id": {})", external_id));
    if (!call.dims.empty()) args.push_back(R"("Input Dims": )" + call.dims);
    if (!call.types.empty()) args.push_back(R"("Input type": )" + call.types);
    if (!call.values.empty()) args.push_back(R"("Concrete Inputs": )" + call.values);
    return host("cpu_op", name, at, duration, args);
  }

  TraceText& annotation(const std::string& name, double at, double duration) {
    return host("user_annotation", name, at, duration, {});
  }

  TraceText& launch(int correlation, double at, const std::string& name = "cudaLaunchKernel") {
    return host("cuda_runtime", name, at, 1, {fmt::format(R"("correlation": {})", correlation)});
  }

  TraceText& kernel(const std::string& name, int correlation, double at, double duration,
                    int stream = 7, const std::string& more = "") {
    return gpu("kernel", name, correlation, at, duration, stream, more);
  }

  TraceText& gpu(const std::string& category, const std::string& name, int correlation, double at,
                 double duration, int stream = 7, const std::string& more = "") {
    return raw(fmt::format(
        R"({{"ph": "X", "cat": "{}", "name": "{}", "pid": 0, "tid": {}, "ts": {}, "dur": {}, )"
        R"("args": {{"device": 0, "stream": {}, "correlation": {}{}{}}}}})",
        category, name, stream, at, duration, stream, correlation, more.empty() ? "" : ", ", more));
  }

  TraceText& raw(const std::string& event) {
    events_.push_back(event);
    return *this;
  }

  /// A key of the file itself, as `"key": value`.
  TraceText& top(const std::string& member) {
    top_.push_back(member);
    return *this;
  }

  std::string text() const {
    return fmt::format("{{{}{}\"schemaVersion\": 1, \"traceEvents\": [\n{}\n]}}",
                       fmt::join(top_, ", "), top_.empty() ? "" : ", ", fmt::join(events_, ",\n"));
  }

  workload::Graph graph() const { return read(text()); }

 private:
  TraceText& host(const std::string& category, const std::string& name, double at, double duration,
                  const std::vector<std::string>& args) {
    return raw(fmt::format(
        R"({{"ph": "X", "cat": "{}", "name": "{}", "pid": 1, "tid": 1, "ts": {}, "dur": {}, )"
        R"("args": {{{}}}}})",
        category, name, at, duration, fmt::join(args, ", ")));
  }

  std::vector<std::string> top_;
  std::vector<std::string> events_;
};

/// One call with one kernel of 10 us.
inline workload::Graph graph_of_call(const std::string& name, const CallText& call,
                                     const std::string& kernel = "some_kernel") {
  return TraceText().op(name, 0, 20, call).launch(1, 5).kernel(kernel, 1, 100, 10).graph();
}

inline double measured_us(const workload::Graph& graph) {
  double sum = 0.0;
  for (const workload::Operator& op : graph.operators) sum += op.measured_seconds.value_or(0.0);
  return sum * 1e6;
}

/// Whether a note says `what`.
inline bool is_noted(const workload::Graph& graph, const std::string& what) {
  for (const std::string& note : graph.notes) {
    if (note.find(what) != std::string::npos) return true;
  }
  return false;
}

}  // namespace systole::frontend
