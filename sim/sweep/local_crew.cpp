// Workers on this machine: processes that are forked once, each at the end of a socket.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <deque>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sweep/crew.hpp"
#include "sweep/pipes.hpp"

namespace systole::sweep {

namespace {

/// The one that is worked on and the next, so that a worker never waits for the database.
constexpr std::size_t kTasksAtOnce = 2;

struct Worker {
  pid_t pid = -1;
  int socket = -1;
  std::deque<Task> tasks;
};

/// Ctrl-C goes to the whole terminal; the parent decides what becomes of it.
void serve(int socket, Evaluator& evaluator, double point_seconds) {
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_DFL);
  while (const auto bytes = receive_message(socket)) {
    const Answer answer = work_on(task_from_bytes(*bytes), evaluator, point_seconds);
    if (!send_message(socket, to_bytes(answer))) return;
  }
}

class LocalCrew final : public Crew {
 public:
  LocalCrew(Evaluator& evaluator, const CrewSize& size) {
    for (std::int64_t i = 0; i < size.workers; ++i) hire(evaluator, size.point_seconds);
  }
  ~LocalCrew() override {
    for (const Worker& worker : workers_) ::kill(worker.pid, SIGKILL);
    while (!workers_.empty()) bury(workers_.size() - 1);
  }

  bool has_room() const override {
    return std::any_of(workers_.begin(), workers_.end(),
                       [](const Worker& worker) { return worker.tasks.size() < kTasksAtOnce; });
  }

  void give(const Task& task) override {
    const auto least = [](const Worker& a, const Worker& b) {
      return a.tasks.size() < b.tasks.size();
    };
    const auto worker = std::min_element(workers_.begin(), workers_.end(), least);
    if (worker == workers_.end()) throw ModelError("every worker process of the sweep was lost");
    worker->tasks.push_back(task);
    // A worker that is gone shows when it is listened to.
    send_message(worker->socket, to_bytes(task));
  }

  std::vector<Answer> take(int milliseconds) override {
    std::vector<pollfd> waits;
    for (const Worker& worker : workers_) waits.push_back({worker.socket, POLLIN, 0});
    std::vector<Answer> answers;
    if (::poll(waits.data(), waits.size(), milliseconds) <= 0) return answers;
    for (std::size_t i = workers_.size(); i-- > 0;) {
      if (waits[i].revents != 0) listen(i, answers);
    }
    return answers;
  }

 private:
  void hire(Evaluator& evaluator, double point_seconds) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
      throw ModelError(fmt::format("cannot make a socket: {}", std::strerror(errno)));
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0) throw ModelError(fmt::format("cannot fork: {}", std::strerror(errno)));
    if (pid == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != parent) ::_exit(1);
      // An end of a sibling's socket that stayed open here would hide the sibling's death.
      for (const Worker& worker : workers_) ::close(worker.socket);
      ::close(ends[0]);
      serve(ends[1], evaluator, point_seconds);
      ::_exit(0);
    }
    ::close(ends[1]);
    workers_.push_back({pid, ends[0], {}});
  }

  void listen(std::size_t index, std::vector<Answer>& answers) {
    if (const auto bytes = receive_message(workers_[index].socket)) {
      workers_[index].tasks.pop_front();
      answers.push_back(answer_from_bytes(*bytes));
      return;
    }
    const std::deque<Task> lost = std::move(workers_[index].tasks);
    bury(index);
    for (const Task& task : lost) give(task);
  }

  void bury(std::size_t index) {
    ::close(workers_[index].socket);
    while (::waitpid(workers_[index].pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    workers_.erase(workers_.begin() + static_cast<std::ptrdiff_t>(index));
  }

  std::vector<Worker> workers_;
};

}  // namespace

std::unique_ptr<Crew> local_crew(Evaluator& evaluator, const CrewSize& size) {
  return std::make_unique<LocalCrew>(evaluator, size);
}

}  // namespace systole::sweep
