// Models that others exported, where a folder with them is given: SYSTOLE_SHARED.
#include <cstdlib>
#include <filesystem>

#include <catch2/catch.hpp>

#include "model_writer.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::onnx_test;
using namespace systole::workload;

namespace {

struct Published {
  std::string file;
  double macs;
  double parameters;
};

/// Published figures: torchvision's model pages (ResNet-50, VGG-19, ViT-B/16, SqueezeNet 1.1: what
/// the file called squeezenet is) and Sze et al., "Efficient processing of deep neural networks",
/// table II (GoogLeNet).
const std::vector<Published> kModels{
    {"light_resnet50.onnx", 4.09e9, 25.56e6},    {"tv_resnet50_noweights.onnx", 4.09e9, 25.56e6},
    {"light_vgg19.onnx", 19.63e9, 143.67e6},     {"tv_vit_b_16_noweights.onnx", 17.56e9, 86.57e6},
    {"light_squeezenet.onnx", 0.349e9, 1.235e6}, {"light_inception_v1.onnx", 1.43e9, 7.0e6},
};

std::string folder_of_models() {
  const char* shared = std::getenv("SYSTOLE_SHARED");
  const std::string folder = shared == nullptr ? "" : std::string(shared) + "/inputs/onnx/";
  if (folder.empty() || !std::filesystem::is_directory(folder)) {
    WARN("skipped: SYSTOLE_SHARED names no folder with inputs/onnx");
    return "";
  }
  return folder;
}

Graph read_model(const std::string& path, Fusion fusion) {
  ReadOptions options;
  options.fusion = fusion;
  Diagnostics diagnostics;
  return read_workload(path, options, diagnostics);
}

}  // namespace

TEST_CASE("Products and parameters of known models are the published ones") {
  const std::string folder = folder_of_models();
  if (folder.empty()) return;
  const Published& model = GENERATE(from_range(kModels));
  const Fusion fusion = GENERATE(Fusion::as_engines_do, Fusion::as_written);
  CAPTURE(model.file);
  const Graph graph = read_model(folder + model.file, fusion);
  CHECK(static_cast<double>(macs_of(graph)) == Approx(model.macs).epsilon(0.005));
  CHECK(static_cast<double>(graph.parameters.value_or(0)) ==
        Approx(model.parameters).epsilon(0.005));
  for (const Operator& op : graph.operators) CHECK(kind_of(op) != "unknown");
}

TEST_CASE("Real models are joined as engines do") {
  const std::string folder = folder_of_models();
  if (folder.empty()) return;
  const auto count = [&](const std::string& file, const std::string& kind) {
    const Graph graph = read_model(folder + file, Fusion::as_engines_do);
    const std::string kinds = ' ' + kinds_of(graph) + ' ';
    std::size_t found = 0;
    for (std::size_t at = 0; (at = kinds.find(' ' + kind + ' ', at)) != std::string::npos; ++at)
      ++found;
    return found;
  };
  CHECK(count("light_resnet50.onnx", "conv2d+add+relu") == 16);
  CHECK(count("tv_resnet50_noweights.onnx", "conv2d+add+relu") == 16);
  CHECK(count("light_resnet50.onnx", "batch_norm") == 0);
  CHECK(count("tv_vit_b_16_noweights.onnx", "attention") == 12);
  CHECK(count("tv_vit_b_16_noweights.onnx", "layer_norm") == 25);
  CHECK(count("tv_vit_b_16_noweights.onnx", "gemm+gelu") == 12);
  CHECK(count("tv_vit_b_16_noweights.onnx", "gemm+add") == 24);
}
