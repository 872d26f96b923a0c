#include "app/entry.hpp"

#include <new>

#include "app/arguments.hpp"
#include "app/help.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::app {

namespace {

/// Every line of a message says who speaks.
int fail(const std::string& message, int exit_code) {
  for (const std::string_view line : split(message, '\n'))
    print_note("systole: " + std::string(line));
  return exit_code;
}

int run_subcommand(const std::vector<std::string>& words) {
  const Command& command = command_named(words.front());
  const Arguments arguments(command, {words.begin() + 1, words.end()});
  if (!arguments.has("help")) return command.run(arguments);
  print(command_help(command));
  return kExitDone;
}

int dispatch(const std::vector<std::string>& words) {
  if (words.empty()) {
    print_note(general_help());
    return kExitUserError;
  }
  if (words.front() == "--version") {
    print("systole " SYSTOLE_VERSION "\n");
    return kExitDone;
  }
  if (words.front() == "--help" || words.front() == "-h") {
    print(general_help());
    return kExitDone;
  }
  return run_subcommand(words);
}

}  // namespace

int run_program(const std::vector<std::string>& words) {
  try {
    return dispatch(words);
  } catch (const UserError& error) {
    return fail(error.what(), kExitUserError);
  } catch (const ModelError& error) {
    return fail(std::string("the model failed: ") + error.what(), kExitModelError);
  } catch (const std::bad_alloc&) {
    return fail("out of memory", kExitModelError);
  } catch (const std::exception& error) {
    return fail(std::string("failed unexpectedly: ") + error.what(), kExitModelError);
  }
}

}  // namespace systole::app
