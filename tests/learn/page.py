"""What a checked page holds, in order. A fenced block is

    ```console            commands after `$ ` (continued after `> `), each with what it prints; a line `...` stands for
                          any lines. `console fails`: the last command ends with an exit code other than 0
    ```yaml toy.yaml      a file that the commands use (any language; the second word is its name)
    ```bash               with `<!-- checked -->` in the line above, a script that must succeed; with
                          `<!-- not run: WHY -->`, one that is not run here
    ```                   with `<!-- output of: COMMAND -->` in the line above, what COMMAND prints

and comments are

    <!-- holds            Python with `systole` at hand. says("96 cycles") claims that the page says so in its prose,
    ... -->               prose; shown("python3 a.py") is what a command of the page printed
    <!-- given: 989 3.35 | WHY -->   numbers in the prose that no run computes
"""
import dataclasses
import re

FENCE = re.compile(r"(?:^<!-- (?P<mark>[^\n]*?) -->\n)?^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
HOLDS = re.compile(r"^<!-- holds\n(.*?)^-->$", re.MULTILINE | re.DOTALL)
GIVEN = re.compile(r"^<!-- given: ([^|]*)\|[^>]*-->$", re.MULTILINE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LINK = re.compile(r"\]\([^)]*\)|https?://\S+|arXiv:\S+")
SPAN = re.compile(r"`[^`]*`")
NUMBER = re.compile(r"(?<![\w.])(?:\d+(?:\.\d+)?(?=\s?%)|\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+|\d{3,})(?!\w)")


@dataclasses.dataclass
class Command:
    """One command of a console block and the lines that it is said to print."""
    source: list  # as written, with `$ ` and `> `
    expected: list

    @property
    def text(self):
        return "\n".join(line[2:] for line in self.source)


@dataclasses.dataclass
class Block:
    mark: str  # of the comment above, or nothing
    words: list  # after the fence
    body: str
    start: int  # of the body in the page
    end: int

    @property
    def is_console(self):
        return self.words[:1] == ["console"] and not self.mark.startswith("not run:")

    @property
    def is_script(self):
        return self.words[:1] in (["bash"], ["sh"]) and self.mark == "checked"

    @property
    def is_output(self):
        return self.mark.startswith("output of: ")

    @property
    def is_file(self):
        return len(self.words) == 2 and self.words[0] not in ("console", "bash", "sh")

    @property
    def is_unexplained(self):
        """Commands that nobody runs, and no word why."""
        return self.words[:1] in (["bash"], ["sh"], ["console"]) and not (
            self.is_console or self.is_script or self.mark.startswith("not run: "))


def blocks_of(text):
    return [Block(match["mark"] or "", match["info"].split(), match["body"], match.start("body"), match.end("body"))
            for match in FENCE.finditer(text)]


def commands_of(body):
    """The commands of a console block."""
    commands = []
    for line in body.splitlines():
        if line.startswith("$ "):
            commands.append(Command([line], []))
        elif commands and line.startswith("> ") and not commands[-1].expected:
            commands[-1].source.append(line)
        elif commands:
            commands[-1].expected.append(line)
        else:
            raise ValueError(f"a console block begins with a command, not with: {line}")
    return commands


def holds_of(text):
    """The Python of a page, as one program."""
    return "\n".join(HOLDS.findall(text))


def prose_of(text):
    """What a reader reads outside of blocks, in one line, without links and code spans."""
    text = COMMENT.sub("", FENCE.sub("", HOLDS.sub("", text)))
    return " ".join(LINK.sub("]", text).split())


def loose_numbers(text, computed):
    """Numbers in the prose that nothing vouches for: from 100 on, with a point, or of percent."""
    given = {number for match in GIVEN.findall(text) for number in match.split()}
    known = "\n".join([computed, *(block.body for block in blocks_of(text))])
    vouched = given | set(re.findall(r"\d[\d,]*(?:\.\d+)?", known)) | set(re.findall(r"\d+(?:\.\d+)?", known))
    return [number for number in NUMBER.findall(SPAN.sub("", prose_of(text)))
            if number not in vouched and number.replace(",", "") not in vouched]
