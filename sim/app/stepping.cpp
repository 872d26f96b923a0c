#include "app/stepping.hpp"

#include <termios.h>
#include <unistd.h>

#include "app/output.hpp"
#include "base/error.hpp"

namespace systole::app {

namespace {

constexpr const char* kClearScreen = "\033[H\033[2J";
constexpr const char* kKeys = "any key: next beat   b: back   q: end\n";

constexpr char kCtrlC = 3;

/// While one lives, keys are read one by one and not echoed. Ctrl-C is a key like the others, so
/// that the terminal is never left behind in this state.
class KeyByKey {
 public:
  KeyByKey() {
    tcgetattr(STDIN_FILENO, &before_);
    termios now = before_;
    now.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
    now.c_cc[VMIN] = 1;
    now.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSANOW, &now);
  }
  KeyByKey(const KeyByKey&) = delete;
  KeyByKey& operator=(const KeyByKey&) = delete;
  ~KeyByKey() { tcsetattr(STDIN_FILENO, TCSANOW, &before_); }

  /// The next key, or q at the end of the input.
  static char read_key() {
    char key = 'q';
    return read(STDIN_FILENO, &key, 1) == 1 ? key : 'q';
  }

 private:
  termios before_{};
};

}  // namespace

void require_terminal() {
  if (isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1) return;
  throw UserError("--step waits for keys, but this is no terminal; --cycle N shows one beat");
}

void step_through(std::size_t count, const std::function<std::string(std::size_t)>& picture) {
  const KeyByKey keys;
  for (std::size_t i = 0; i < count;) {
    print(kClearScreen + picture(i) + kKeys);
    const char key = KeyByKey::read_key();
    if (key == 'q' || key == kCtrlC) break;
    if (key != 'b') {
      ++i;
    } else if (i > 0) {
      --i;
    }
  }
}

}  // namespace systole::app
