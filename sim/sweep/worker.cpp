// A worker's part of crew.hpp: one forked child per point, with a limit on its time.
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sweep/bytes.hpp"
#include "sweep/crew.hpp"
#include "sweep/pipes.hpp"

#ifdef SYSTOLE_COVERAGE
extern "C" void __gcov_dump(void);
#endif

namespace systole::sweep {

namespace {

struct Child {
  pid_t pid = -1;
  int answers = -1;
};

[[noreturn]] void be_child(int descriptor, const Task& task, Evaluator& evaluator) {
  send_message(descriptor, to_bytes(evaluator.evaluate(task.point, task.fidelity)));
#ifdef SYSTOLE_COVERAGE
  __gcov_dump();
#endif
  ::_exit(0);  // the parent's destructors and streams are not ours
}

Child start_child(const Task& task, Evaluator& evaluator) {
  int ends[2];
  if (::pipe(ends) != 0)
    throw ModelError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) throw ModelError(fmt::format("cannot fork: {}", std::strerror(errno)));
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    ::close(ends[0]);
    be_child(ends[1], task, evaluator);
  }
  ::close(ends[1]);
  return {pid, ends[0]};
}

/// False when the child takes longer than it may.
bool answers_in_time(const Child& child, double seconds) {
  pollfd wait{child.answers, POLLIN, 0};
  const int milliseconds = seconds <= 0.0 ? -1 : static_cast<int>(seconds * 1000.0);
  int ready = 0;
  do {
    ready = ::poll(&wait, 1, milliseconds);
  } while (ready < 0 && errno == EINTR);
  return ready != 0;
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

std::string death_of(int status) {
  if (!WIFSIGNALED(status))
    return fmt::format("the process ended with exit code {}", WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  const char* const advice = signal == SIGKILL ? ": killed, perhaps for want of memory" : "";
  return fmt::format("the process died of signal {} ({}){}", signal, ::strsignal(signal), advice);
}

/// Nothing when the child was killed by somebody else.
std::optional<Row> try_once(const Task& task, Evaluator& evaluator, double point_seconds,
                            std::string& death) {
  const Child child = start_child(task, evaluator);
  const bool in_time = answers_in_time(child, point_seconds);
  if (!in_time) ::kill(child.pid, SIGKILL);
  const auto bytes = in_time ? receive_message(child.answers) : std::nullopt;
  ::close(child.answers);
  const int status = wait_for(child.pid);
  if (bytes) return row_from_bytes(*bytes);
  if (!in_time) {
    return evaluator.failed_row(task.point, Status::timed_out,
                                fmt::format("not done after {} s", point_seconds));
  }
  death = death_of(status);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) return std::nullopt;
  return evaluator.failed_row(task.point, Status::crashed, death);
}

}  // namespace

Answer work_on(const Task& task, Evaluator& evaluator, double point_seconds) {
  constexpr int kTries = 3;
  try {
    evaluator.prepare(task.point);
  } catch (const std::exception&) {
    // The child meets it again, and its row says so.
  }
  std::string death;
  for (int i = 0; i < kTries; ++i) {
    if (auto row = try_once(task, evaluator, point_seconds, death)) return {task.number, *row};
  }
  return {task.number, evaluator.failed_row(task.point, Status::crashed, death)};
}

std::string to_bytes(const Task& task) {
  ByteWriter bytes;
  bytes.put(task.number);
  bytes.put(static_cast<char>(task.fidelity));
  bytes.put(task.point.size());
  for (const std::int32_t value : task.point) bytes.put(value);
  return bytes.take();
}

Task task_from_bytes(const std::string& text) {
  ByteReader bytes(text);
  Task task;
  task.number = bytes.number<std::int64_t>();
  task.fidelity = static_cast<system::Fidelity>(bytes.number<char>());
  const auto size = bytes.number<std::size_t>();
  while (task.point.size() < size) task.point.push_back(bytes.number<std::int32_t>());
  return task;
}

std::string to_bytes(const Answer& answer) {
  ByteWriter bytes;
  bytes.put(answer.number);
  bytes.put(to_bytes(answer.row));
  return bytes.take();
}

Answer answer_from_bytes(const std::string& text) {
  ByteReader bytes(text);
  Answer answer;
  answer.number = bytes.number<std::int64_t>();
  answer.row = row_from_bytes(bytes.text());
  return answer;
}

}  // namespace systole::sweep
