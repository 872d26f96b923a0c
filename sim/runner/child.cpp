#include "runner/child.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "runner/turns.hpp"
#include "system/run.hpp"

#ifdef SYSTOLE_COVERAGE
extern "C" void __gcov_dump(void);
#endif

namespace systole::runner {

namespace {

/// The first byte of a child's answer says what follows.
enum class Answer : char { result = 'r', user_error = 'u', model_error = 'm', stopped = 's' };

std::string answer_of(const std::function<std::string()>& work) {
  const auto say = [](Answer kind, const std::string& text) {
    return static_cast<char>(kind) + text;
  };
  try {
    return say(Answer::result, work());
  } catch (const UserError& error) {
    return say(Answer::user_error, error.what());
  } catch (const system::Stopped& stopped) {
    return say(Answer::stopped, stopped.what());
  } catch (const std::exception& error) {
    return say(Answer::model_error, error.what());
  }
}

void write_all(int descriptor, const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t written = ::write(descriptor, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // the parent is gone; nobody is left to tell
    done += static_cast<std::size_t>(written);
  }
}

std::string read_all(int descriptor) {
  std::string bytes;
  char buffer[65536];
  for (;;) {
    const ssize_t got = ::read(descriptor, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(got));
  }
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// A forked child must not run the parent's destructors or flush its streams: it leaves through
// _exit.
[[noreturn]] void be_child(int descriptor, const std::string& answer) {
  write_all(descriptor, answer);
#ifdef SYSTOLE_COVERAGE
  __gcov_dump();
#endif
  ::_exit(0);
}

std::string understand(const std::string& answer, int status) {
  if (answer.empty()) {
    const std::string cause =
        WIFSIGNALED(status)
            ? fmt::format("signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)))
            : fmt::format("exit code {}", WEXITSTATUS(status));
    throw ModelError("the child process of a run died: " + cause);
  }
  std::string text = answer.substr(1);
  switch (static_cast<Answer>(answer.front())) {
    case Answer::result:
      return text;
    case Answer::user_error:
      throw UserError(text);
    case Answer::stopped:
      throw system::Stopped(text);
    case Answer::model_error:
      break;
  }
  throw ModelError(text);
}

struct Child {
  pid_t pid = -1;
  int answers = -1;  ///< the end of the pipe to read from
};

/// Only one at a time: a child forked between another's pipe() and close() would inherit the
/// writing end and keep its sibling's answer from ending.
template <class Work>
Child start_child(const Work& answer) {
  static std::mutex one_at_a_time;
  std::unique_lock<std::mutex> lock(one_at_a_time);
  int ends[2];
  if (::pipe(ends) != 0)
    throw ModelError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) throw ModelError(fmt::format("cannot fork: {}", std::strerror(errno)));
  if (child == 0) {
    lock.unlock();  // it may have children of its own
    ::close(ends[0]);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a child never outlives its parent
    if (::getppid() != parent) ::_exit(1);
    be_child(ends[1], answer());
  }
  ::close(ends[1]);
  return {child, ends[0]};
}

struct Outcome {
  std::string answer;
  int status = 0;
};

Outcome outcome_of(const Child& child) {
  const Waiting meanwhile;
  Outcome outcome;
  outcome.answer = read_all(child.answers);
  ::close(child.answers);
  outcome.status = wait_for(child.pid);
  return outcome;
}

}  // namespace

std::string in_child(const std::function<std::string()>& work) {
  const Child child = start_child([&] { return answer_of(work); });
  const Outcome outcome = outcome_of(child);
  return understand(outcome.answer, outcome.status);
}

}  // namespace systole::runner
