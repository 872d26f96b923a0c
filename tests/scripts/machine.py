"""A machine made of stubs: scripts run with a PATH on which apt-get, sudo, dpkg-query ... only write down their call."""
import os
import pathlib
import shutil
import subprocess
import tempfile

DEBIAN_12 = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n'
# What the scripts use of an ordinary system; everything else they call is a stub.
ORDINARY = ["bash", "sed", "grep", "cat", "dirname", "env", "awk", "find", "sort", "nproc", "mkdir"]
DPKG_QUERY = """#!/bin/bash
shift 3
for package in "$@"; do
  grep -qx "$package" {missing} || echo "$package installed"
done
"""


class Machine:
    """Debian 12, root, with a network and every package installed, unless told otherwise."""

    def __init__(self, root, os_release=DEBIAN_12, user="0", missing=(), **exit_codes):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        self.checkout = self.folder / "checkout"
        shutil.copytree(pathlib.Path(root) / "scripts", self.checkout / "scripts")
        self.log = self.folder / "log"
        self.log.touch()
        (self.folder / "os-release").write_text(os_release)
        (self.folder / "missing").write_text("".join(f"{name}\n" for name in missing))
        for name in ORDINARY:
            (self.bin / name).symlink_to(shutil.which(name))
        self.write("dpkg-query", DPKG_QUERY.format(missing=self.folder / "missing"))
        self.write("id", f"#!/bin/bash\necho {user}\n")
        for name in ("apt-get", "cmake", "ctest"):
            self.stub(name, exit_codes.get(name.replace("-", "_"), 0))
        self.program = self.checkout / "build/release/bin/systole"
        self.program.parent.mkdir(parents=True)
        self.stub(self.program, exit_codes.get("systole", 0))

    def close(self):
        shutil.rmtree(self.folder)

    def write(self, name, text):
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)

    def stub(self, name, exit_code=0):
        short = pathlib.Path(name).name
        self.write(name, f'#!/bin/bash\necho "{short} $*" >> {self.log}\nexit {exit_code}\n')

    def add_sudo(self, works):
        """A sudo that runs its command, or one that wants a password nobody can type."""
        body = 'case $1 in -n) shift ;; esac\n"$@"' if works else "exit 1"
        self.write("sudo", f'#!/bin/bash\necho "sudo $*" >> {self.log}\n{body}\n')

    def run(self, *command, **environment):
        """The finished process; the calls of the stubs are in self.calls()."""
        variables = {"PATH": str(self.bin), "SYSTOLE_OS_RELEASE": str(self.folder / "os-release"),
                     "HOME": str(self.folder), **environment}
        script = self.checkout / command[0]
        return subprocess.run(["bash", str(script), *command[1:]], env=variables, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=60, check=False, cwd=os.fspath(self.folder))

    def calls(self, program=""):
        return [line for line in self.log.read_text().splitlines() if line.startswith(program)]
