// The accelerator's instruction set: what one core is told to do. The hardware models know
// commands, never operators.
//
// A core has four in-order queues: `load` and `store` feed the DMA engine, `compute` feeds the
// matrix unit, `vector` the vector unit. Queues run beside each other and meet only through tokens:
// `Signal` adds one to a token once everything before it in its own queue is complete; `Wait` holds
// its queue until the token has reached a count. Tokens never fall.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/terms.hpp"
#include "base/units.hpp"

namespace systole::program {

enum class Queue : std::uint8_t { load, compute, vector, store };
std::string_view name_of(Queue queue);

/// Buffer slots of one operand are numbered from 0.
using Slot = std::int32_t;
using Token = std::int32_t;

/// A piece of memory in up to three dimensions: `planes` times `rows` pieces of `row_bytes`. Or a
/// list: pieces of `row_bytes` at the addresses of `gather`, `rows` of them.
struct Region {
  Address address = 0;
  std::int64_t rows = 1;
  Bytes row_bytes = 0;
  Bytes stride_bytes = 0;
  std::int64_t planes = 1;
  Bytes plane_stride_bytes = 0;
  std::shared_ptr<const std::vector<Address>> gather{};  ///< null unless the region is a list
  Bytes bytes() const { return planes * rows * row_bytes; }
};

/// Fills a slot from DRAM. Where `fills` is more than one, the slot holds that part of the region:
/// the rest follows while it is used, and the load is complete with the last of it.
struct Load {
  Operand operand = Operand::input;
  Slot slot = 0;
  Region region;
  std::int64_t fills = 1;
};

/// Empties a slot to DRAM.
struct Store {
  Operand operand = Operand::output;
  Slot slot = 0;
  Region region;
};

/// What happens to the output slot: a first product overwrites it, later ones add to it.
enum class Accumulate : std::uint8_t { overwrite, add };

/// One tile of a GEMM: an m x k input tile times a k x n weight tile, folded over the array.
struct Compute {
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t k = 0;
  /// The tile goes on with the fold in progress: the stationary operand stays where it is and the
  /// stream continues. Legal only when the tile before it holds the same single fold.
  bool continues = false;
  /// The fold goes on in the next tile, so sums that stay in the array are not finished yet.
  bool holds = false;
  Accumulate accumulate = Accumulate::overwrite;
  Slot input_slot = 0;
  Slot weight_slot = 0;
  Slot output_slot = 0;
  /// Where the tile stands in its GEMM: which of the operator's products, and its first m, n and k.
  std::int64_t product = 0;
  std::int64_t m0 = 0;
  std::int64_t n0 = 0;
  std::int64_t k0 = 0;
};

struct SlotRef {
  Operand operand = Operand::input;
  Slot slot = 0;
};

/// Work of the vector unit on what lies in one slot; the result lies in another or in the same one.
/// Operations are counted over all elements, so that hardware need not know softmax from GELU. On a
/// chip without a vector unit it takes no time.
struct Vector {
  std::int64_t simple = 0;         ///< add, multiply, compare, convert, select, move
  std::int64_t special = 0;        ///< exp, reciprocal, square root, tanh, sine
  std::int64_t reductions = 0;     ///< results that are reduced across the lanes
  std::int64_t element_bits = 32;  ///< narrow elements may be packed
  SlotRef from{Operand::input, 0};
  SlotRef to{Operand::output, 0};
};

struct Signal {
  Token token = 0;
};

struct Wait {
  Token token = 0;
  std::int64_t count = 0;
};

using Action = std::variant<Load, Store, Compute, Vector, Signal, Wait>;

struct Command {
  Queue queue = Queue::load;
  Action action;
};

/// A lazy stream of commands.
class CommandSource {
 public:
  CommandSource() = default;
  CommandSource(const CommandSource&) = delete;
  CommandSource& operator=(const CommandSource&) = delete;
  virtual ~CommandSource() = default;
  /// The next command; false at the end, leaving `command` as it was.
  virtual bool next(Command& command) = 0;
};

/// A core's place among those that load together.
struct ClusterPlace {
  std::int64_t number = 0;  ///< of the cluster
  std::int64_t member = 0;
  std::int64_t cores = 1;
};

/// How a core's operand memory is divided while a piece of work runs.
struct SlotPlan {
  std::int64_t slots = 0;
  Bytes slot_bytes = 0;
};

/// What a core needs to know before a kernel's first command, and what reports need to name it.
struct KernelHeader {
  std::string name;
  std::string kind;
  /// Cores that have commands: 0 to cores - 1.
  std::int64_t cores = 1;
  /// Of the products, which decides the matrix unit's rate.
  DType dtype = DType::int8;
  Macs macs = 0;  ///< that the commands of all cores must do together
  /// The commands are one of so many shares of the work, which are alike and follow each other
  /// without a launch between: it is run once, and what is measured counts for all.
  std::int64_t shares = 1;
  /// So many neighbouring cores load together what several of them load.
  std::int64_t cluster = 1;
  /// By Operand: loads of a tile that lies in one stand for rows of so many bytes that lie apart in
  /// memory; 0: they do not.
  std::array<Bytes, 3> piece_bytes{};
  std::int64_t count = 1;  ///< independent products, where the kernel is one shape of product
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t k = 0;
  Dataflow dataflow = Dataflow::weight_stationary;
  SlotPlan input;
  SlotPlan weight;
  SlotPlan output;
  std::int64_t tokens = 0;
  /// Storage of one element of each operand, by Operand; bank conflicts depend on it.
  std::array<std::int64_t, 3> element_bits{8, 8, 8};
};

}  // namespace systole::program
