#include "frontend/native_work.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/checked.hpp"
#include "base/text.hpp"
#include "frontend/limits.hpp"
#include "frontend/native_description.hpp"
#include "frontend/native_kinds.hpp"
#include "workload/graph.hpp"

namespace systole::frontend {

namespace {

using namespace workload;

/// Fills what native_description.hpp describes.
class WorkReader {
 public:
  explicit WorkReader(NativeKeys& keys) : keys_(keys) {}

  void required(const char* key, std::int64_t& value) { value = keys_.integer(key); }
  void optional(const char* key, std::int64_t& value, std::int64_t fallback, std::int64_t low) {
    value = keys_.integer_or(key, fallback, low);
  }
  void required_pair(const char* key, Axes axes) { set(axes, keys_.pair(key, std::nullopt, 1)); }
  void optional_pair(const char* key, Axes axes, std::int64_t fallback) {
    set(axes, keys_.pair(key, fallback, fallback));
  }
  void flag(const char* key, bool& value) { value = keys_.boolean(key).value_or(false); }
  void list(const char* key, std::vector<std::int64_t>& values) { values = keys_.integers(key, 0); }

  void pads(const char* key, Conv2d& conv) {
    std::vector<std::int64_t> pads = keys_.integers(key, 0);
    if (pads.empty()) pads = {0};
    if (pads.size() == 1) pads.push_back(pads[0]);
    if (pads.size() == 2) pads.insert(pads.end(), {pads[0], pads[1]});
    if (pads.size() == 4) {
      conv.pad_top = pads[0];
      conv.pad_left = pads[1];
      conv.pad_bottom = pads[2];
      conv.pad_right = pads[3];
      return;
    }
    keys_.error(keys_.take(key)->place, key,
                fmt::format("a list of {} values, expected [height, width] or [top, left, bottom, "
                            "right]",
                            pads.size()));
  }

 private:
  static void set(Axes axes, NativeKeys::Pair pair) {
    axes.height = pair.height;
    axes.width = pair.width;
  }

  NativeKeys& keys_;
};

template <class Described>
Work read_described(NativeKeys& keys, Described work) {
  WorkReader reader(keys);
  describe(work, reader);
  return work;
}

Work read_depthwise(NativeKeys& keys) {
  Conv2d conv;
  WorkReader reader(keys);
  describe_image_and_window(conv, reader);
  conv.groups = conv.channels;
  conv.filters = keys.integer_or("filters", conv.channels);
  return conv;
}

/// `rows` of each group, or `tokens` that choose `top_k` of `experts` evenly.
Work read_grouped(NativeKeys& keys) {
  if (keys.take("rows") != nullptr) return read_described(keys, GroupedGemm{});
  GroupedGemm grouped;
  const std::int64_t tokens = keys.integer("tokens");
  const std::int64_t experts = keys.integer("experts");
  const std::int64_t top_k = keys.integer_or("top_k", 1);
  grouped.n = keys.integer("n");
  grouped.k = keys.integer("k");
  const auto most = static_cast<std::int64_t>(kMostGroups);
  if (experts > most) {
    keys.error(keys.take("experts")->place, "experts",
               fmt::format("is {}, expected at most {}", experts, most));
  } else if (top_k > experts) {
    keys.error(keys.place(), "top_k", fmt::format("is {} of {} experts", top_k, experts));
  } else if (tokens > kMaxDimension) {
    keys.error(keys.place(), "tokens",
               fmt::format("is {}, expected at most {}", tokens, kMaxDimension));
  } else {
    grouped.rows = balanced_rows(tokens * top_k, experts);
  }
  return grouped;
}

/// rows x cols, 0 after a mistake.
std::int64_t elements_of(const Vector& vector, const NativeKeys& keys) {
  try {
    return checked_mul(vector.rows, vector.cols, "rows x cols");
  } catch (const UserError& overflow) {
    keys.error(keys.place(), "", overflow.what());
    return 0;
  }
}

/// `elements` stands for one row; `read` and `written` say what else crosses to memory.
Work read_vector(NativeKeys& keys, VectorKind kind) {
  Vector vector;
  vector.kind = kind;
  if (keys.take("elements") != nullptr) {
    vector.cols = keys.integer("elements");
  } else if (keys.take("cols") != nullptr) {
    vector.rows = keys.integer_or("rows", 1);
    vector.cols = keys.integer("cols");
  }
  const std::int64_t elements = elements_of(vector, keys);
  vector.elements_read = keys.integer_or("read", elements, 0);
  vector.elements_written = keys.integer_or("written", elements, 0);
  if (vector.cols == 0) vector.cols = std::max(vector.elements_read, vector.elements_written);
  return vector;
}

Work read_recurrent(NativeKeys& keys, RecurrentKind kind) {
  Recurrent cell;
  cell.kind = kind;
  return read_described(keys, cell);
}

Work read_collective(NativeKeys& keys, CollectiveKind kind) {
  Collective collective;
  collective.kind = kind;
  return read_described(keys, collective);
}

Work read_transposed(NativeKeys& keys) {
  Conv2d conv;
  conv.transposed = true;
  return read_described(keys, conv);
}

std::optional<Work> read_work_of(NativeKeys& keys, const std::string& kind) {
  if (kind == kGemm) return read_described(keys, Gemm{});
  if (kind == kGroupedGemm) return read_grouped(keys);
  if (kind == kConv2d) return read_described(keys, Conv2d{});
  if (kind == kDepthwiseConv2d) return read_depthwise(keys);
  if (kind == kTransposedConv2d) return read_transposed(keys);
  if (kind == kAttention) return read_described(keys, Attention{});
  if (kind == kOpaque) return Opaque{};
  if (const auto recurrent = recurrent_kind_from(kind)) return read_recurrent(keys, *recurrent);
  if (const auto collective = collective_kind_from(kind)) return read_collective(keys, *collective);
  if (const auto vector = vector_kind_from(kind)) return read_vector(keys, *vector);
  return std::nullopt;
}

}  // namespace

std::optional<Work> read_work(NativeKeys& keys) {
  const std::optional<std::string> kind = keys.text("kind");
  if (!kind) {
    if (keys.take("kind") == nullptr) keys.error(keys.place(), "kind", "is missing");
    return std::nullopt;
  }
  std::optional<Work> work = read_work_of(keys, *kind);
  if (work) return work;
  const std::vector<std::string> kinds = native_kinds();
  keys.error(keys.take("kind")->place, "kind",
             fmt::format("unknown kind '{}'{} (known: {})", *kind, suggestion(*kind, kinds),
                         fmt::join(kinds, ", ")));
  return std::nullopt;
}

}  // namespace systole::frontend
