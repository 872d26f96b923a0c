#include "frontend/kineto/kernel_name.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace systole::frontend::kineto {

namespace {

constexpr std::size_t kLongestName = 60;

bool contains(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

bool contains_any(std::string_view text, const std::vector<std::string_view>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return contains(text, word); });
}

/// The name of a library must not stand for what its kernels do.
std::string without(std::string name, std::string_view word) {
  for (std::size_t at = name.find(word); at != std::string::npos; at = name.find(word, at))
    name.replace(at, word.size(), "-");
  return name;
}

struct FamilyWords {
  KernelFamily family;
  std::vector<std::string_view> words;  // in lower case
};

/// In the order in which they are asked: "implicit_gemm" of a convolution is no GEMM.
const std::vector<FamilyWords>& families() {
  using Family = KernelFamily;
  static const std::vector<FamilyWords> all{
      {Family::collective, {"nccl", "rccl", "allreduce", "all_reduce"}},
      {Family::attention, {"flash_fwd", "flash_bwd", "fmha", "flashattn", "attention"}},
      {Family::convolution,
       {"fprop", "dgrad", "wgrad", "implicit_gemm", "convolve", "cudnn_convolution", "winograd",
        "scudnn", "conv2d", "conv_depthwise", "depthwise_conv", "miopen"}},
      {Family::elementwise, {"elementwise_kernel", "triton_poi", "devicescan"}},
      {Family::product,
       {"gemm", "gemv", "gemmk1", "cijk_", "nvjet", "cublaslt::", "cutlass_80_tensorop",
        "triton_tem", "dot_kernel", "_mm_kernel", "matmul"}},
      {Family::softmax, {"softmax"}},
      {Family::optimizer, {"multi_tensor_apply", "adam", "sgd"}},
      {Family::normalization,
       {"layer_norm", "layernorm", "rms_norm", "rmsnorm", "batch_norm", "bn_fw", "bn_bw",
        "groupnorm"}},
      {Family::copy, {"catarray", "copy", "transpose", "permute", "nchwtonhwc", "nhwctonchw"}},
      {Family::gather, {"index", "gather", "scatter", "embedding"}},
      {Family::sort, {"sort", "topk"}},
      {Family::reduction, {"reduce_kernel", "triton_red", "triton_per", "reduction"}}};
  return all;
}

struct TypeWords {
  DType dtype;
  std::vector<std::string_view> words;  // in lower case
};

const std::vector<TypeWords>& types() {
  static const std::vector<TypeWords> all{
      {DType::fp8, {"e4m3", "e5m2", "fp8"}},
      {DType::bf16, {"bf16", "bfloat16"}},
      {DType::tf32, {"tf32"}},
      {DType::fp16, {"f16", "fp16", "half", "h16816", "h884", "hgemm"}},
      {DType::int8, {"imma", "i8816", "i16832", "s8_", "int8"}},
      {DType::fp32, {"sgemm", "f32", "float"}}};
  return all;
}

}  // namespace

KernelFamily family_of(std::string_view kernel) {
  const std::string name = without(lower(kernel), "fbgemm");
  for (const FamilyWords& family : families()) {
    if (contains_any(name, family.words)) return family.family;
  }
  return KernelFamily::other;
}

// cutlass_80_tensorop_s1688gemm is tf32; with a type behind it (s1688gemm_f16) it is that type.
bool uses_tf32(std::string_view kernel) {
  const std::string name = lower(kernel);
  if (contains(name, "tf32")) return true;
  return contains(name, "tensorop_s1688") && !contains_any(name, {"f16", "bf16"});
}

std::optional<DType> dtype_in(std::string_view kernel) {
  const std::string name = lower(kernel);
  if (uses_tf32(kernel)) return DType::tf32;
  for (const TypeWords& type : types()) {
    if (contains_any(name, type.words)) return type.dtype;
  }
  return std::nullopt;
}

std::string short_name(std::string_view kernel) {
  constexpr std::string_view kAnonymous = "(anonymous namespace)::";
  std::string name(kernel);
  for (std::size_t at = name.find(kAnonymous); at != std::string::npos; at = name.find(kAnonymous))
    name.erase(at, kAnonymous.size());
  if (starts_with(name, "void ")) name.erase(0, 5);
  // cutlass::Kernel<what it is>(...)
  for (const std::string_view wrapper : {"cutlass::Kernel<", "cutlass::Kernel2<"}) {
    if (starts_with(name, wrapper)) name.erase(0, wrapper.size());
  }
  name = name.substr(0, name.find_first_of("<(>"));
  const std::size_t colons = name.rfind("::");
  if (colons != std::string::npos) name.erase(0, colons + 2);
  if (name.size() > kLongestName) name.resize(kLongestName);
  return name.empty() ? "kernel" : name;
}

}  // namespace systole::frontend::kineto
