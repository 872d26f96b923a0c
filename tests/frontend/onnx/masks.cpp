// Masks that the file holds or computes: causal ones make a causal attention.
#include <catch2/catch.hpp>

#include "model_writer.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::onnx_test;
using namespace systole::workload;

namespace {

constexpr std::int64_t kTokens = 100;

/// Something that makes the value "masked" out of "scores".
using Masking = void (*)(GraphWriter&, std::int64_t queries, std::int64_t keys);

/// Attention over so many queries and keys with a mask between its parts.
Attention masked(Masking masking, std::int64_t queries = kTokens, std::int64_t keys = kTokens) {
  GraphWriter graph;
  graph.input("q", {2, 4, queries, 64}).input("kt", {2, 4, 64, keys}).input("v", {2, 4, keys, 64});
  graph.op("MatMul", {"q", "kt"}, {"scores"});
  masking(graph, queries, keys);
  graph.op("Softmax", {"masked"}, {"p"}).op("MatMul", {"p", "v"}, {"y"});
  const Graph result = read(graph.output("y"));
  INFO(kinds_of(result));
  for (const Operator& op : result.operators)
    if (const auto* attention = std::get_if<Attention>(&op.work)) return *attention;
  FAIL("no attention");
  return {};
}

/// Ones on and below a diagonal, as truth values and as what is added; torch's own export.
void add_triangle(GraphWriter& graph, std::int64_t queries, std::int64_t keys,
                  std::int64_t diagonal) {
  graph.list("shape", {queries, keys}).number("zero", 0).number("low", -3.4e38F);
  graph.op("Constant", {}, {"one"}, {tensor_attribute("value", scalar("", 1))});
  graph.op("Expand", {"one", "shape"}, {"ones"});
  graph.initializer(tensor("diagonal", kInt64, {}, raw(Dims{diagonal})));
  graph.op("Trilu", {"ones", "diagonal"}, {"kept"}, {attribute("upper", 0)});
  graph.op("Equal", {"kept", "zero"}, {"hidden"});
  graph.op("Where", {"hidden", "low", "kept"}, {"mask"});
}

void trilu(GraphWriter& graph, std::int64_t queries, std::int64_t keys) {
  add_triangle(graph, queries, keys, keys - queries);
  graph.op("Add", {"scores", "mask"}, {"masked"});
}

/// A mask of -inf above the diagonal, in front, with what the model is told of padding added.
void upper_trilu_and_padding(GraphWriter& graph, std::int64_t queries, std::int64_t keys) {
  graph.list("shape", {queries, keys}).input("padding", {2, 1, 1, keys});
  graph.op("ConstantOfShape", {"shape"}, {"full"},
           {tensor_attribute("value", tensor("", kFloat, {1}, raw(std::vector<float>{-65504})))});
  graph.initializer(tensor("diagonal", kInt64, {}, raw(Dims{keys - queries + 1})));
  graph.op("Trilu", {"full", "diagonal"}, {"upper"}, {attribute("upper", 1)});
  graph.list("front", {0, 1}).op("Unsqueeze", {"upper", "front"}, {"wide"});
  graph.op("Add", {"wide", "padding"}, {"mask"}).op("Add", {"mask", "scores"}, {"masked"});
}

/// Positions compared with each other, as the decoders of Hugging Face do.
void positions(GraphWriter& graph, std::int64_t queries, std::int64_t keys) {
  const auto integer = [&](const std::string& name, std::int64_t value) {
    graph.initializer(tensor(name, kInt64, {}, raw(Dims{value})));
  };
  integer("start", keys - queries);
  integer("zero", 0);
  integer("end", keys);
  integer("one", 1);
  graph.op("Range", {"start", "end", "one"}, {"rows"})
      .op("Range", {"zero", "end", "one"}, {"cols"});
  graph.list("column", {queries, 1}).op("Reshape", {"rows", "column"}, {"row"});
  graph.op("LessOrEqual", {"cols", "row"}, {"seen"}).number("low", -1e9F);
  graph.op("Where", {"seen", "scores", "low"}, {"masked"});
}

/// A mask of GPT-2: a large constant, cut to the tokens at hand.
void large_constant(GraphWriter& graph, std::int64_t queries, std::int64_t keys) {
  constexpr std::int64_t kMost = 256;
  std::vector<std::uint8_t> bytes(kMost * kMost);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = i % kMost <= i / kMost ? 1 : 0;
  graph.initializer(tensor("all", kBool, {1, 1, kMost, kMost}, raw(bytes)));
  graph.list("from", {keys - queries, 0}).list("to", {keys, keys}).list("axes", {2, 3});
  graph.op("Slice", {"all", "from", "to", "axes"}, {"seen"}).number("low", -1e4F);
  graph.op("Where", {"seen", "scores", "low"}, {"masked"});
}

/// What exporters fold before the diagonal: a large matrix of one value.
void folded_filler(GraphWriter& graph, std::int64_t queries, std::int64_t keys) {
  const std::vector<float> low(static_cast<std::size_t>(queries * keys), -3.4e38F);
  graph.op("Constant", {}, {"full"},
           {tensor_attribute("value", tensor("", kFloat, {queries, keys}, raw(low)))});
  graph.initializer(tensor("diagonal", kInt64, {}, raw(Dims{keys - queries + 1})));
  graph.op("Trilu", {"full", "diagonal"}, {"mask"}, {attribute("upper", 1)});
  graph.op("Add", {"scores", "mask"}, {"masked"});
}

/// The whole mask folded.
void folded_mask(GraphWriter& graph, std::int64_t queries, std::int64_t keys) {
  std::vector<float> elements(static_cast<std::size_t>(queries * keys));
  for (std::int64_t i = 0; i < queries * keys; ++i)
    elements[static_cast<std::size_t>(i)] = i % keys > i / keys + keys - queries ? -65504.0F : 0;
  graph.initializer(tensor("mask", kFloat, {1, 1, queries, keys}, raw(elements)));
  graph.op("Add", {"scores", "mask"}, {"masked"});
}

/// GPT-2 in TensorFlow: what is seen times the scores, less ten thousand elsewhere.
void by_products(GraphWriter& graph, std::int64_t queries, std::int64_t keys) {
  add_triangle(graph, queries, keys, keys - queries);
  graph.number("much", 1e4F).op("Mul", {"scores", "kept"}, {"some"});
  graph.op("Sub", {"one", "kept"}, {"rest"}).op("Mul", {"rest", "much"}, {"less"});
  graph.op("Sub", {"some", "less"}, {"masked"});
}

/// Two triangles leave a band of seven.
void window(GraphWriter& graph, std::int64_t queries, std::int64_t keys) {
  add_triangle(graph, queries, keys, 0);
  graph.initializer(tensor("far", kInt64, {}, raw(Dims{-7})));
  graph.op("Trilu", {"ones", "far"}, {"old"}, {attribute("upper", 0)});
  graph.op("Cast", {"old"}, {"is_old"}, {attribute("to", kBool)});
  graph.op("Where", {"is_old", "low", "mask"}, {"band"});
  graph.op("Add", {"scores", "band"}, {"masked"});
}

void only_padding(GraphWriter& graph, std::int64_t, std::int64_t keys) {
  graph.input("padding", {2, 1, 1, keys}).op("Add", {"scores", "padding"}, {"masked"});
}

/// The diagonal lies elsewhere than the queries' own positions.
void shifted(GraphWriter& graph, std::int64_t queries, std::int64_t keys) {
  add_triangle(graph, queries, keys, keys - queries + 3);
  graph.op("Add", {"scores", "mask"}, {"masked"});
}

/// Looks like a triangle at its corners.
void with_a_hole(GraphWriter& graph, std::int64_t queries, std::int64_t keys) {
  constexpr std::int64_t kMost = kTokens;
  std::vector<float> elements(kMost * kMost);
  for (std::size_t i = 0; i < elements.size(); ++i)
    elements[i] = i % kMost <= i / kMost && i != 5 * kMost + 2 ? 0.0F : -1e9F;
  graph.initializer(tensor("mask", kFloat, {queries, keys}, raw(elements)));
  graph.op("Add", {"scores", "mask"}, {"masked"});
}

}  // namespace

TEST_CASE("A causal mask makes a causal attention, however it is written") {
  const Masking masking = GENERATE(as<Masking>{}, trilu, upper_trilu_and_padding, positions,
                                   large_constant, folded_filler, folded_mask, by_products);
  for (const std::int64_t past : {0, 30}) {
    const Attention work = masked(masking, kTokens, kTokens + past);
    CHECK(work.causal);
    CHECK(work.window == 0);
    CHECK(work.key_length == kTokens + past);
  }
  const Attention small = masked(masking, 8, 8);
  CHECK(small.causal);
}

TEST_CASE("Pairs that a causal mask hides are not counted") {
  Operator op;
  op.work = masked(trilu);
  CHECK(macs_of(op) == 2LL * 2 * 4 * 64 * (kTokens * (kTokens + 1) / 2));
}

TEST_CASE("A mask that leaves a band is a window") {
  const Attention work = masked(window);
  CHECK(work.causal);
  CHECK(work.window == 7);
}

TEST_CASE("Other masks leave attention as it is") {
  const Masking masking = GENERATE(as<Masking>{}, only_padding, shifted, with_a_hole);
  const Attention work = masked(masking);
  CHECK_FALSE(work.causal);
  CHECK(work.window == 0);
}

TEST_CASE("One query sees all keys that its mask could hide") {
  CHECK_FALSE(masked(trilu, 1, kTokens).causal);
}
