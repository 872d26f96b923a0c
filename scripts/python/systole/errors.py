"""What goes wrong in a child process, as one exception."""


class SystoleError(RuntimeError):
    """A `systole` process failed; the text is what it said.

    exit_code is 2 where the input is wrong, 1 where the model failed or ran out of time, None where the program could
    not be started.
    """

    def __init__(self, message, exit_code=None, command=()):
        super().__init__(message)
        self.exit_code = exit_code
        self.command = tuple(command)
