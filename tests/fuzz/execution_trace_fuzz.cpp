#include "reading.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  systole::frontend::fuzz("execution_trace", bytes, size);
  return 0;
}
