// What a profiler trace says about work on a GPU, and nothing of the rest: a few dozen bytes per
// event, so that a file of gigabytes fits.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "frontend/kineto/strings.hpp"

namespace systole::frontend::kineto {

/// An identifier that the file does not give.
constexpr std::int64_t kNoNumber = -1;

/// What a collective says of itself.
struct Exchange {
  Id kind = kNone;  ///< "allreduce", "_allgather_base"
  Id dtype = kNone;
  std::int64_t elements = kNoNumber;  ///< that each rank brings
  std::int64_t ranks = kNoNumber;
};

/// A span on a thread of the host: an operator of the framework, or an annotation.
struct HostOp {
  std::int64_t begin_ns = 0;
  std::int64_t end_ns = 0;
  std::int64_t external_id = kNoNumber;
  std::int64_t function_id = kNoNumber;  ///< what an execution trace of the same run calls it
  Id thread = kNone;
  Id name = kNone;
  Id signature = kNone;  ///< what its inputs are, see signature.hpp
  Id exchange = kNone;
  Id parent = kNone;  ///< the innermost span around it on its thread
};

/// A call that put work on a GPU, or might have.
struct Launch {
  std::int64_t correlation = kNoNumber;
  std::int64_t at_ns = 0;
  std::int64_t external_id = kNoNumber;
  Id thread = kNone;
  Id name = kNone;
  Id op = kNone;  ///< the innermost host operator around it
};

enum class GpuWork : std::uint8_t { kernel, copy, fill };

/// A span on a stream of a GPU.
struct GpuEvent {
  std::int64_t begin_ns = 0;
  std::int64_t picoseconds = 0;
  std::int64_t correlation = kNoNumber;
  std::int64_t external_id = kNoNumber;
  std::int64_t bytes = 0;  ///< of copies and fills
  Id name = kNone;
  Id stream = kNone;  ///< device and stream together
  Id exchange = kNone;
  GpuWork work = GpuWork::kernel;

  std::int64_t end_ns() const { return begin_ns + picoseconds / 1000; }
};

struct Trace {
  Strings strings;
  std::vector<HostOp> ops;
  std::vector<Launch> launches;
  std::vector<GpuEvent> gpu;
  std::vector<Exchange> exchanges;
  std::string device;                   ///< "NVIDIA H100 80GB HBM3"
  std::int64_t world_size = kNoNumber;  ///< processes that trained together
  std::int64_t steps = 0;               ///< profiler steps
};

}  // namespace systole::frontend::kineto
