#include "app/supervision.hpp"

#include <array>
#include <csignal>
#include <cstring>
#include <sys/time.h>
#include <unistd.h>

namespace systole::app {

namespace {

constexpr std::array<int, 3> kEndings{SIGINT, SIGTERM, SIGALRM};

// A signal handler reaches only what outlives every call.
volatile pid_t main_process = 0;
volatile sig_atomic_t stop_requested = 0;

void say(const char* text) {
  // Nothing can be done when even this fails: the program is ending.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text, std::strlen(text));
}

/// Async-signal-safe: no destructor runs and no buffer is flushed. The kernel ends the
/// children, which the runner has tied to this process.
void end_now(int signal) {
  if (getpid() != main_process) _exit(kExitInterrupted);
  if (signal == SIGALRM) {
    say("\nsystole: stopped: --timeout is over\n");
    _exit(kExitModelError);
  }
  say("\nsystole: interrupted\n");
  _exit(kExitInterrupted);
}

sigset_t endings() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : kEndings) sigaddset(&set, signal);
  return set;
}

}  // namespace

namespace {

void note_stop(int signal) {
  if (stop_requested != 0) end_now(signal);
  stop_requested = 1;
}

void on_interruption(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_mask = endings();
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
}

}  // namespace

GracefulStop::GracefulStop() { on_interruption(note_stop); }
GracefulStop::~GracefulStop() { on_interruption(end_now); }
bool GracefulStop::requested() { return stop_requested != 0; }

void install_signal_handlers() {
  main_process = getpid();
  struct sigaction action = {};
  action.sa_handler = end_now;
  action.sa_mask = endings();
  for (const int signal : kEndings) sigaction(signal, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void start_timeout(std::int64_t seconds) {
  itimerval timer = {};
  timer.it_value.tv_sec = static_cast<time_t>(seconds);
  setitimer(ITIMER_REAL, &timer, nullptr);
}

Shield::Shield() {
  const sigset_t set = endings();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Shield::~Shield() {
  const sigset_t set = endings();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace systole::app
