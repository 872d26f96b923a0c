// Execution traces of PyTorch, alone and beside the profiler's trace of the same run.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "../kineto_trace.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;

namespace {

/// An input of a call, in the words of both files.
struct Input {
  std::string shape;  ///< "[2, 3]"
  std::string type = "float";
  std::string value = "";  ///< of what is no tensor
  int storage = 0;
  bool is_tensor() const { return value.empty(); }
};

struct CallRecord {
  std::string name;
  std::vector<Input> inputs;
  int result = 0;   ///< the storage that it writes
  int inside = -1;  ///< index of the call around it
};

std::string joined(const std::vector<std::string>& parts) {
  return fmt::format("[{}]", fmt::join(parts, ", "));
}

/// The same calls as both files have them; a call that calls nothing launches one kernel of 10 us.
class Run {
 public:
  int call(const CallRecord& record) {
    calls_.push_back(record);
    return static_cast<int>(calls_.size()) - 1;
  }

  std::string execution_trace() const {
    std::vector<std::string> nodes{
        R"({"id": 1, "name": "root", "ctrl_deps": 1, "inputs": {}, "outputs": {}, "attrs": []})"};
    for (std::size_t i = 0; i < calls_.size(); ++i) nodes.push_back(node(i));
    return fmt::format(R"({{"schema": "1.1.1-chakra.0.0.4", "pid": 1, "nodes": [{}]}})",
                       fmt::join(nodes, ",\n"));
  }

  enum class Shapes { recorded, missing };
  std::string profile(Shapes shapes) const {
    TraceText trace;
    int correlation = 0;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      const double at = 100.0 * static_cast<double>(outermost(i)) + 10.0 * depth(i);
      const double duration = 90.0 - 20.0 * depth(i);
      trace.raw(host_event(i, at, duration, shapes));
      if (calls_something(i)) continue;
      ++correlation;
      trace.launch(correlation, at + 1);
      trace.kernel("some_kernel", correlation, 10000 + 20.0 * correlation, 10);
    }
    return trace.text();
  }

  std::size_t kernels() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < calls_.size(); ++i) count += calls_something(i) ? 0 : 1;
    return count;
  }

 private:
  std::size_t outermost(std::size_t i) const {
    while (calls_[i].inside >= 0) i = static_cast<std::size_t>(calls_[i].inside);
    return i;
  }
  int depth(std::size_t i) const {
    int depth = 0;
    for (; calls_[i].inside >= 0; i = static_cast<std::size_t>(calls_[i].inside)) ++depth;
    return depth;
  }
  bool calls_something(std::size_t i) const {
    for (const CallRecord& other : calls_) {
      if (other.inside == static_cast<int>(i)) return true;
    }
    return false;
  }

  static std::string place(int storage) {
    return fmt::format(R"([{}, {}, 0, 1, 4, "cuda:0"])", storage + 500, storage);
  }

  std::string node(std::size_t i) const {
    const CallRecord& record = calls_[i];
    std::vector<std::string> values;
    std::vector<std::string> shapes;
    std::vector<std::string> types;
    for (const Input& input : record.inputs) {
      values.push_back(input.is_tensor() ? place(input.storage) : input.value);
      shapes.push_back(input.is_tensor() ? input.shape : "[]");
      types.push_back(input.is_tensor() ? fmt::format("\"Tensor({})\"", input.type) : "\"Int\"");
    }
    return fmt::format(
        R"({{"id": {}, "name": "{}", "ctrl_deps": {}, "inputs": {{"values": {}, "shapes": {}, )"
        R"json("types": {}}}, "outputs": {{"values": [{}], "shapes": [[1]], )json"
        R"json("types": ["Tensor(float)"]}}, )json"
        R"("attrs": [{{"name": "rf_id", "type": "uint64", "value": {}}}, )"
        R"({{"name": "op_schema", "type": "string", "value": "f(Tensor self) -> Tensor"}}]}})",
        i + 2, record.name, record.inside < 0 ? 1 : record.inside + 2, joined(values),
        joined(shapes), joined(types), place(record.result), i + 100);
  }

  std::string host_event(std::size_t i, double at, double duration, Shapes shapes) const {
    std::vector<std::string> dims;
    std::vector<std::string> types;
    std::vector<std::string> values;
    for (const Input& input : calls_[i].inputs) {
      dims.push_back(input.is_tensor() ? input.shape : "[]");
      types.push_back(fmt::format("\"{}\"", input.is_tensor() ? input.type : "Scalar"));
      values.push_back(fmt::format("\"{}\"", input.value));
    }
    std::string args = fmt::format(R"("Record function id": {})", i + 100);
    if (shapes == Shapes::recorded) {
      args += fmt::format(R"(, "Input Dims": {}, "Input type": {}, "Concrete Inputs": {})",
                          joined(dims), joined(types), joined(values));
    }
    return fmt::format(
        R"({{"ph": "X", "cat": "cpu_op", "name": "{}", "pid": 1, "tid": 1, "ts": {}, "dur": {}, )"
        R"("args": {{{}}}}})",
        calls_[i].name, at, duration, args);
  }

  std::vector<CallRecord> calls_;
};

/// A convolution, its normalisation and activation, a layer behind them, and a sum.
Run small_network() {
  Run run;
  const Input pair{"", "", "[1, 1]"};
  const Input two{"", "", "[2, 2]"};
  const Input one{"", "", "1"};
  const Input x{"[4, 3, 32, 32]", "float", "", 1};
  const Input w{"[8, 3, 3, 3]", "float", "", 2};
  const Input y{"[4, 8, 16, 16]", "float", "", 3};
  const int conv = run.call({"aten::conv2d", {x, w, two, pair, pair, one}, 3});
  run.call({"aten::cudnn_convolution", {x, w, pair, two, pair, one}, 3, conv});
  const Input scale{"[8]", "float", "", 4};
  const int norm = run.call({"aten::batch_norm", {y, scale, scale}, 5});
  run.call({"aten::cudnn_batch_norm", {y, scale, scale}, 5, norm});
  const Input normed{"[4, 8, 16, 16]", "float", "", 5};
  run.call({"aten::relu_", {normed}, 5});
  const Input flat{"[4, 2048]", "float", "", 5};
  const Input weight{"[10, 2048]", "float", "", 6};
  const Input turned{"[2048, 10]", "float", "", 6};
  const Input bias{"[10]", "float", "", 7};
  const int linear = run.call({"aten::linear", {flat, weight, bias}, 8});
  run.call({"aten::addmm", {bias, flat, turned}, 8, linear});
  run.call({"aten::_softmax", {{"[4, 10]", "float", "", 8}, {"", "", "1"}}, 9});
  return run;
}

constexpr Macs kMacs = 4 * 16 * 16 * 8 * 27 + 4 * 2048 * 10;

/// A file that is gone when the test ends.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text)
      : path_((std::filesystem::temp_directory_path() / "systole_profile_XXXXXX").string()) {
    const int file = mkstemp(path_.data());
    REQUIRE(file >= 0);
    close(file);
    std::ofstream(path_) << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Graph joined_with(const Run& run, const std::string& profile) {
  const TemporaryFile file(profile);
  ReadOptions options;
  options.parameters["kineto"] = file.path();
  return read(run.execution_trace(), options);
}

std::vector<std::string> kinds_of(const Graph& graph) {
  std::vector<std::string> kinds;
  for (const Operator& op : graph.operators) kinds.emplace_back(kind_of(op));
  return kinds;
}

}  // namespace

TEST_CASE("an execution trace and a profiler trace of one run are the same work") {
  const Run run = small_network();
  const Graph calls = read(run.execution_trace());
  const Graph kernels = read(run.profile(Run::Shapes::recorded));
  CHECK(macs_of(calls) == kMacs);
  CHECK(macs_of(kernels) == kMacs);
  CHECK(kinds_of(calls) == kinds_of(kernels));
  for (std::size_t i = 0; i < calls.operators.size(); ++i) {
    INFO(calls.operators[i].name);
    CHECK(calls.operators[i].work == kernels.operators[i].work);
    CHECK(calls.operators[i].input_dtype == kernels.operators[i].input_dtype);
  }
}

TEST_CASE("joined, shapes come from the execution trace and times from the profiler") {
  const Run run = small_network();
  const Graph without = read(run.profile(Run::Shapes::missing));
  CHECK(macs_of(without) == 0);
  const Graph graph = joined_with(run, run.profile(Run::Shapes::missing));
  CHECK(macs_of(graph) == kMacs);
  CHECK(measured_us(graph) == Approx(10.0 * static_cast<double>(run.kernels())));
  CHECK(is_noted(graph, "8 of 8 calls are in both, and 8 take their inputs from it"));
}

TEST_CASE("a profiler trace of another run is refused") {
  const Run run = small_network();
  Run other;
  other.call({"aten::mm", {{"[2, 3]"}, {"[3, 4]"}}, 9});
  const TemporaryFile file(other.profile(Run::Shapes::recorded));
  ReadOptions options;
  options.parameters["kineto"] = file.path();
  CHECK_THAT(error_of(run.execution_trace(), options),
             Catch::Contains("expected both to record the same run"));
}

TEST_CASE("operators wait for those whose tensors they read") {
  Run run;
  const Input a{"[8, 8]", "float", "", 1};
  run.call({"aten::mm", {a, a}, 2});
  run.call({"aten::mm", {a, a}, 3});
  run.call({"aten::add", {{"[8, 8]", "float", "", 2}, {"[8, 8]", "float", "", 3}}, 4});
  const Graph graph = read(run.execution_trace());
  REQUIRE(graph.operators.size() == 3);
  CHECK(graph.operators[0].depends_on.empty());
  CHECK(graph.operators[1].depends_on.empty());
  CHECK(graph.operators[2].depends_on == std::vector<std::size_t>{0, 1});
}

TEST_CASE("a call counts beside what it calls only where that is other work") {
  Run run;
  const Input x{"[8, 64]", "float", "", 1};
  const int sum = run.call({"aten::sum", {x}, 2});
  run.call({"aten::fill_", {{"[8]", "float", "", 2}}, 2, sum});
  const int matmul = run.call({"aten::matmul", {x, {"[64, 4]", "float", "", 3}}, 4});
  run.call({"aten::mm", {x, {"[64, 4]", "float", "", 3}}, 4, matmul});
  CHECK(kinds_of(read(run.execution_trace())) ==
        std::vector<std::string>{"reduce", "elementwise", "gemm"});
}

TEST_CASE("attention that is written out in products is those products") {
  Run run;
  const Input q{"[2, 4, 16, 8]", "float", "", 1};
  const int attention =
      run.call({"aten::scaled_dot_product_attention", {q, q, q, {"", "", "0"}, {"", "", "0"}}, 4});
  run.call({"aten::bmm",
            {{"[8, 16, 8]", "float", "", 1}, {"[8, 8, 16]", "float", "", 1}},
            2,
            attention});
  run.call({"aten::_softmax", {{"[8, 16, 16]", "float", "", 2}, {"", "", "2"}}, 3, attention});
  run.call({"aten::bmm",
            {{"[8, 16, 16]", "float", "", 3}, {"[8, 16, 8]", "float", "", 1}},
            4,
            attention});
  const Graph graph = read(run.execution_trace());
  CHECK(kinds_of(graph) == std::vector<std::string>{"gemm", "softmax", "gemm"});
  CHECK(macs_of(graph) == 2 * 8 * 16 * 16 * 8);
}

TEST_CASE("execution traces that make no sense are refused with a reason") {
  const auto trace = [](const std::string& schema, const std::string& nodes) {
    return fmt::format(R"({{"schema": "{}", "nodes": [{}]}})", schema, nodes);
  };
  CHECK_THAT(error_of(trace("2.0.0", "")), Catch::Contains("expected 1.0.1 to 1.1.1"));
  CHECK_THAT(error_of(trace("1.1.0", R"({"id": 1, "ctrl_deps": 2}, {"id": 2, "ctrl_deps": 1})")),
             Catch::Contains("node 1 is inside node 2, which was called after it"));
  CHECK_THAT(error_of(trace("1.1.0", R"({"id": 1}, {"id": 1})")),
             Catch::Contains("two nodes have the id 1"));
  CHECK_THAT(error_of(trace("1.1.0", R"({"id": "x"})")), Catch::Contains("\"id\" is no number"));
  CHECK_THAT(error_of(trace("1.1.0", R"({"id": 1, "name": "root"})")),
             Catch::Contains("no call of the trace has tensors"));
  ReadOptions options;
  options.parameters["batch"] = "2";
  CHECK_THAT(error_of(small_network().execution_trace(), options),
             Catch::Contains("known: kineto"));
}
