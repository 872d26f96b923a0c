// A request on its way through the engines.
#pragma once

#include <algorithm>
#include <vector>

#include "base/random.hpp"
#include "serve/request.hpp"

namespace systole::serve {

/// Where keys and values are that a sequence brings along when it is admitted.
enum class Kept { nowhere, on_host, arrived };

struct Sequence {
  Sequence(const Request& asked, std::uint64_t seed) : request(asked), random(seed) {}

  Request request;
  Served served;
  Random random;  ///< of its own, so that what others do changes nothing
  std::int64_t generated = 0;
  std::int64_t computed = 0;  ///< tokens whose keys and values are in the cache
  std::int64_t blocks = 0;    ///< of its own
  std::int64_t shared = 0;    ///< of its prefix
  bool uses_prefix = false;
  Kept kept = Kept::nowhere;
  Nanoseconds queued = 0;  ///< when it last came into a queue

  std::int64_t known() const { return request.input + generated; }
  std::int64_t remaining() const { return known() - computed; }
  /// One token was drawn and only its keys and values are missing.
  bool decodes() const { return generated > 0 && remaining() == 1; }
  bool done() const { return generated == request.output; }
};

using Sequences = std::vector<Sequence>;
using SequenceId = std::size_t;

}  // namespace systole::serve
