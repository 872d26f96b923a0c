// SystemC elaborates once per process, so a test runs its simulation in a forked child that answers
// with numbers. Assertions stay in the parent: a failing one in a child would go unnoticed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#ifdef SYSTOLE_COVERAGE
extern "C" void __gcov_dump(void);
#endif

namespace systole::test {

using Numbers = std::vector<std::int64_t>;

namespace detail {

[[noreturn]] inline void answer_as_child(int descriptor, const std::function<Numbers()>& body) {
  std::string answer;
  try {
    const Numbers numbers = body();
    answer.assign(reinterpret_cast<const char*>(numbers.data()),
                  numbers.size() * sizeof(std::int64_t));
    answer.insert(0, 1, 'n');
  } catch (const std::exception& error) {
    answer = std::string("e") + error.what();
  }
  std::size_t done = 0;
  while (done < answer.size()) {
    const ssize_t written = ::write(descriptor, answer.data() + done, answer.size() - done);
    if (written <= 0) break;
    done += static_cast<std::size_t>(written);
  }
#ifdef SYSTOLE_COVERAGE
  __gcov_dump();
#endif
  ::_exit(0);
}

}  // namespace detail

/// What `body` returns in a child process. Throws what it said when it threw, or when it died.
inline Numbers in_child(const std::function<Numbers()>& body) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("cannot make a pipe");
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    ::close(ends[0]);
    detail::answer_as_child(ends[1], body);
  }
  ::close(ends[1]);
  std::string answer;
  char buffer[65536];
  for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    answer.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  if (answer.empty()) throw std::runtime_error("the child died");
  if (answer.front() == 'e') throw std::runtime_error(answer.substr(1));
  Numbers numbers((answer.size() - 1) / sizeof(std::int64_t));
  std::copy_n(answer.data() + 1, numbers.size() * sizeof(std::int64_t),
              reinterpret_cast<char*>(numbers.data()));
  return numbers;
}

}  // namespace systole::test
