// One event of a trace while its fields come in, in whatever order they stand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "frontend/kineto/signature.hpp"
#include "frontend/kineto/trace.hpp"

namespace systole::frontend::kineto {

/// The fields that matter; every other key of an event is `none`.
enum class Field {
  none,
  phase,
  category,
  name,
  process,
  thread,
  start,
  duration,
  arguments,
  external_id,
  function_id,
  correlation,
  device,
  stream,
  bytes,
  dims,
  types,
  values,
  collective,
  elements_in,
  group_size,
  collective_dtype
};

/// Of a key of an event itself.
Field event_field(std::string_view key);
/// Of a key of its "args".
Field argument_field(std::string_view key);

struct Draft {
  std::string phase;
  std::string category;
  std::string name;
  std::string process;
  std::string thread;
  std::string start;
  std::string duration;
  std::string device;
  std::string stream;
  std::int64_t external_id = kNoNumber;
  std::int64_t function_id = kNoNumber;
  std::int64_t correlation = kNoNumber;
  std::int64_t bytes = 0;
  SignatureText signature;
  std::string collective;
  std::string collective_dtype;
  std::int64_t elements = kNoNumber;
  std::int64_t ranks = kNoNumber;

  void clear();
  /// A string, or a number as it is written.
  void set(Field field, std::string_view text);
};

/// Adds what the draft says to the trace, if it is work on a GPU or leads to it. Throws UserError
/// without a place for times that are no times.
void add_to(Trace& trace, const Draft& draft);

}  // namespace systole::frontend::kineto
