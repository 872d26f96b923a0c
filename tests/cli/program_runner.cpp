#include "cli/program_runner.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace systole::test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr auto kPatience = 20s;

struct Pipe {
  int read = -1;
  int write = -1;
};

Pipe new_pipe() {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
  return {ends[0], ends[1]};
}

/// Runs in the child: only what may follow a fork.
[[noreturn]] void become(const std::vector<std::string>& words, int out, int err) {
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  setpgid(0, 0);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  execv(argv[0], argv.data());
  _exit(127);
}

/// False at the end of the stream.
bool append_available(int fd, std::string& text) {
  std::array<char, 65536> buffer{};
  const ssize_t count = read(fd, buffer.data(), buffer.size());
  if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && errno == EINTR);
}

/// Both streams at once, so that neither pipe can fill up and stop the program.
void drain(int out, int err, Outcome& outcome) {
  std::array<pollfd, 2> fds{{{out, POLLIN, 0}, {err, POLLIN, 0}}};
  while (fds[0].fd >= 0 || fds[1].fd >= 0) {
    poll(fds.data(), fds.size(), -1);
    if (fds[0].revents != 0 && !append_available(fds[0].fd, outcome.out)) fds[0].fd = -1;
    if (fds[1].revents != 0 && !append_available(fds[1].fd, outcome.err)) fds[1].fd = -1;
  }
}

bool lives_in_group(const fs::path& process, pid_t group) {
  std::ifstream file(process / "stat");
  std::string stat;
  std::getline(file, stat);
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return false;
  std::istringstream fields(stat.substr(name_end + 1));
  char state = 'Z';
  pid_t parent = 0;
  pid_t process_group = 0;
  fields >> state >> parent >> process_group;
  return process_group == group && state != 'Z' && state != 'X';
}

std::size_t living_in(pid_t group) {
  std::size_t count = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    const bool is_process =
        std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    if (is_process && lives_in_group(entry.path(), group)) ++count;
  }
  return count;
}

template <typename Condition>
bool becomes_true(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(10ms);
  }
  return true;
}

std::vector<std::string> with_program(const std::vector<std::string>& words) {
  std::vector<std::string> all{SYSTOLE_PROGRAM};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

pid_t start(const std::vector<std::string>& words, const Pipe& out, const Pipe& err) {
  const pid_t pid = fork();
  if (pid == 0) become(words, out.write, err.write);
  close(out.write);
  close(err.write);
  return pid;
}

Outcome finished(pid_t pid, int out, int err) {
  Outcome outcome;
  drain(out, err, outcome);
  close(out);
  close(err);
  int status = 0;
  waitpid(pid, &status, 0);
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

}  // namespace

Outcome systole(const std::vector<std::string>& words) { return Running(words).finish(); }

Outcome shell(const std::string& line) {
  setenv("SYSTOLE", SYSTOLE_PROGRAM, 1);
  const Pipe out = new_pipe();
  const Pipe err = new_pipe();
  return finished(start({"/bin/bash", "-c", line}, out, err), out.read, err.read);
}

Running::Running(const std::vector<std::string>& words) {
  const Pipe out = new_pipe();
  const Pipe err = new_pipe();
  group_ = start(with_program(words), out, err);
  out_ = out.read;
  err_ = err.read;
}

Running::~Running() {
  if (out_ < 0) return;
  kill(-group_, SIGKILL);
  finish();
}

void Running::send(int signal) const { kill(group_, signal); }

bool Running::grows_to(std::size_t processes) const {
  return becomes_true([&] { return living_in(group_) >= processes; });
}

Outcome Running::finish() {
  const int out = out_;
  out_ = -1;
  return finished(group_, out, err_);
}

std::size_t Running::leftovers() const {
  becomes_true([&] { return living_in(group_) == 0; });
  return living_in(group_);
}

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "systole-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  root_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

std::string Folder::path(const std::string& name) const {
  return name.empty() ? root_ : root_ + "/" + name;
}

std::string Folder::file(const std::string& name, const std::string& text) const {
  std::ofstream(path(name), std::ios::binary) << text;
  return path(name);
}

std::vector<std::string> Folder::entries() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(root_)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool exists(const std::string& path) { return fs::exists(path); }

}  // namespace systole::test
