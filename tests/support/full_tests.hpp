// How much a test run does.
#pragma once

#include <cstdlib>
#include <string>

namespace systole::test {

/// Whether the long matrices are asked for (SYSTOLE_TEST_FULL=1, `scripts/test --full`).
inline bool full_tests() {
  const char* const full = std::getenv("SYSTOLE_TEST_FULL");
  return full != nullptr && std::string(full) == "1";
}

}  // namespace systole::test
