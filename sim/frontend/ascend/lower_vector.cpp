// Work on vectors: types of CANN and MindSpore, and how many elements they read and write.
#include <algorithm>
#include <unordered_map>

#include "base/checked.hpp"
#include "base/text.hpp"
#include "frontend/ascend/lower.hpp"

namespace systole::frontend::ascend {

namespace {

using workload::Vector;
using workload::VectorKind;
using Kind = VectorKind;

struct Family {
  VectorRule rule;
  std::string_view types;  ///< in lower case, without version, "D" and "Grad"
};

constexpr Family kFamilies[]{
    {{Kind::add, Counting::all}, "add tensoradd addn biasadd sub axpy adds subs accumulatenv2"},
    {{Kind::multiply, Counting::all}, "mul muls"},
    {{Kind::relu, Counting::all}, "relu leakyrelu prelu relu6"},
    {{Kind::gelu, Counting::all}, "gelu fastgelu quickgelu geglu"},
    {{Kind::silu, Counting::all}, "swish silu swiglu swigluquant"},
    {{Kind::sigmoid, Counting::all}, "sigmoid"},
    {{Kind::tanh, Counting::all}, "tanh"},
    {{Kind::exp, Counting::all}, "exp expm1"},
    {{Kind::softmax, Counting::by_row},
     "softmax logsoftmax scaledmaskedsoftmax maskedsoftmaxwithrelposbias "
     "softmaxcrossentropywithlogits sparsesoftmaxcrossentropywithlogits nllloss"},
    {{Kind::layer_norm, Counting::by_row},
     "layernorm addlayernorm layernormxbackprop layernormbetagammabackprop groupnorm "
     "groupnormsilu"},
    {{Kind::rms_norm, Counting::by_row},
     "rmsnorm addrmsnorm addrmsnormcast addrmsnormquant inplaceaddrmsnorm"},
    {{Kind::batch_norm, Counting::all},
     "batchnorm bninfer bntrainingreduce bntrainingupdate bntrainingreducegrad "
     "bntrainingupdategrad"},
    {{Kind::rotary, Counting::all},
     "rotarymul rotarypositionembedding applyrotaryposemb interleaverope "
     "ropewithsincoscache"},
    {{Kind::pooling, Counting::all},
     "maxpool avgpool maxpoolwithargmax adaptiveavgpool2 maxpool3 avgpool3"},
    {{Kind::reduce, Counting::reduced},
     "reducesum reducemean reducemax reducemin reduceprod reduceall reduceany argmax "
     "argmaxwithvalue argmin squaresumv1 squaresumall l2loss lpnorm "
     "reducestd cumsum nonzero"},
    {{Kind::embedding, Counting::looked_up}, "gather gatherv2 embeddinglookup"},
    {{Kind::gather, Counting::all},
     "gatherelements gathernd scatternd scatterndupdate scatterndadd scatterelements "
     "scatterupdate scatteradd inplaceindexadd index indexput unsortedsegmentsum "
     "embeddingdense moetokenpermute moetokenunpermute moeinitrouting "
     "moefinalizerouting reshapeandcache onehot"},
    {{Kind::transpose, Counting::all}, "transpose transdata confusiontranspose"},
    {{Kind::copy, Counting::picked},
     "slice stridedslice split splitv tile broadcastto expand unpack"},
    {{Kind::copy, Counting::all},
     "cast tensormove identity concat concatv2 pack pad assign "
     "viewcopy asstrided contiguous memcpyasync"},
    {{Kind::quantize, Counting::all}, "ascendquant quantize dynamicquant quant"},
    {{Kind::dequantize, Counting::all},
     "ascenddequant dequantize dequantswigluquant ascendantiquant"},
    {{Kind::top_k, Counting::by_row}, "topk sort moegatingtopk moegatingtopksoftmax"},
    {{Kind::optimizer, Counting::all},
     "adam adamweightdecay applyadam applyadamw applyftrl applymomentum applyrmsprop "
     "momentum sgd lamb fusedsparseadam applycamepart1"},
    {{Kind::elementwise, Counting::all},
     "realdiv div divnonan maximum minimum square sqrt rsqrt reciprocal neg log "
     "log1p abs pow pows equal notequal less lessequal greater greaterequal select "
     "selectv2 logicaland logicalor logicalnot sin cos clipbyvalue maskedfill "
     "dropoutdomask dropoutgenmask zeroslike oneslike fill assignadd assignsub "
     "atomicaddrclean memset range sigmoidcrossentropywithlogits floor floordiv "
     "floormod isfinite npugetfloatstatus npuclearfloatstatus npuallocfloatstatus "
     "tril triu erf"}};

const std::unordered_map<std::string_view, VectorRule>& table() {
  static const auto made = [] {
    std::unordered_map<std::string_view, VectorRule> rules;
    for (const Family& family : kFamilies) {
      for (const std::string_view type : split(family.types, ' ')) rules.emplace(type, family.rule);
    }
    return rules;
  }();
  return made;
}

std::string without_end(std::string text, std::string_view end) {
  if (ends_with(text, end)) text.resize(text.size() - end.size());
  return text;
}

/// "softmax" of "SoftmaxV2", "reducesum" of "ReduceSumD".
std::string plain_name(std::string_view type) {
  std::string name(type);
  if (name.size() > 1 && name.back() == 'D') name.pop_back();
  name = lower(name);
  for (const char* version : {"v2", "v3", "v4", "v5"}) name = without_end(std::move(name), version);
  return name;
}

std::int64_t total(const std::vector<Tensor>& tensors) {
  std::int64_t sum = 0;
  for (const Tensor& tensor : tensors) sum = checked_add(sum, tensor.elements(), "elements");
  return sum;
}

std::int64_t read_by(const Record& record, Counting counting, std::int64_t written) {
  const std::int64_t all = total(record.inputs);
  if (counting == Counting::picked) return std::min(all, written);
  if (counting == Counting::looked_up && record.inputs.size() > 1)
    return checked_add(written, record.inputs[1].elements(), "elements");
  return all;
}

std::int64_t columns(const Record& record, Counting counting, std::int64_t read,
                     std::int64_t written) {
  const Tensor& shaping =
      record.inputs.empty() || (counting != Counting::by_row && !record.outputs.empty())
          ? record.outputs.front()
          : record.inputs.front();
  if (counting == Counting::reduced) return read / std::max<std::int64_t>(written, 1);
  return shaping.dims.empty() ? 1 : shaping.dims.back();
}

}  // namespace

std::optional<VectorRule> vector_rule(std::string_view type) {
  const std::string name = plain_name(type);
  const std::string forward = without_end(name, "grad");
  if (forward == "biasadd" && forward != name)
    return VectorRule{VectorKind::reduce, Counting::reduced};
  if (forward == "stridedslice" && forward != name)
    return VectorRule{VectorKind::copy, Counting::all};
  for (const std::string& known : {name, forward, plain_name(forward)}) {
    const auto found = table().find(known);
    if (found != table().end()) return found->second;
  }
  if (starts_with(name, "foreach") || starts_with(name, "apply"))
    return VectorRule{VectorKind::optimizer, Counting::all};
  return std::nullopt;
}

workload::Operator vector_of(const Record& record, const VectorRule& rule) {
  // Without outputs the first input is what is changed in place.
  const std::int64_t written =
      record.outputs.empty() ? record.inputs.front().elements() : total(record.outputs);
  const std::int64_t read = read_by(record, rule.counting, written);
  const std::int64_t elements =
      rule.counting == Counting::reduced ? read : std::max(written, std::int64_t{1});
  Vector work;
  work.kind = rule.kind;
  work.cols = std::clamp<std::int64_t>(columns(record, rule.counting, read, written), 1,
                                       std::max<std::int64_t>(elements, 1));
  work.rows = std::max<std::int64_t>(elements / work.cols, 1);
  work.elements_read = read;
  work.elements_written = written;
  const Tensor& input = record.inputs.empty() ? record.outputs.front() : record.inputs.front();
  return typed(work, input, input, record);
}

}  // namespace systole::frontend::ascend
