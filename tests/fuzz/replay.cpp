// Gives every file of a folder to a fuzz target, as libFuzzer would, with any compiler: replay
// FOLDER. A crash ends it with a signal, an input that takes too long as well, and too much memory
// is told at the end.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

constexpr unsigned kSecondsPerInput = 60;  // generous: sanitizers on a busy machine
constexpr long kMostKilobytes = 1L << 20;

std::vector<std::filesystem::path> files_of(const char* folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

void replay(const std::filesystem::path& file) {
  std::printf("%s\n", file.filename().c_str());
  std::fflush(stdout);
  std::ifstream stream(file, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(stream), {}};
  alarm(kSecondsPerInput);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content.data()), content.size());
  alarm(0);
}

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: replay FOLDER\n"), 2;
  const std::vector<std::filesystem::path> files = files_of(argv[1]);
  for (const auto& file : files) replay(file);
  std::printf("%zu inputs, %ld MiB at most\n", files.size(), peak_kilobytes() >> 10);
  return files.empty() || peak_kilobytes() > kMostKilobytes ? 1 : 0;
}
