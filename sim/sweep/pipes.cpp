#include "sweep/pipes.hpp"

#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>

namespace systole::sweep {

namespace {

bool write_all(int descriptor, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(descriptor, bytes, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

bool read_all(int descriptor, char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::read(descriptor, bytes, size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    bytes += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace

bool send_message(int descriptor, const std::string& bytes) {
  const std::size_t size = bytes.size();
  return write_all(descriptor, reinterpret_cast<const char*>(&size), sizeof size) &&
         write_all(descriptor, bytes.data(), size);
}

std::optional<std::string> receive_message(int descriptor) {
  std::size_t size = 0;
  if (!read_all(descriptor, reinterpret_cast<char*>(&size), sizeof size)) return std::nullopt;
  std::string bytes(size, '\0');
  if (!read_all(descriptor, bytes.data(), size)) return std::nullopt;
  return bytes;
}

}  // namespace systole::sweep
