// Which layers of a model take equally long.
#pragma once

#include "workload/decoder.hpp"

namespace systole::llm {

bool is_same(const workload::DecoderLayer& a, const workload::DecoderLayer& b);

}  // namespace systole::llm
