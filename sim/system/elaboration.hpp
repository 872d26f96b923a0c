// SystemC elaborates once per process; whoever is about to elaborate asks here first.
#pragma once

namespace systole::system {

/// Sets the time resolution and silences the kernel, which prints to stdout when it stops. Throws
/// ModelError the second time.
void elaborate_once();

}  // namespace systole::system
