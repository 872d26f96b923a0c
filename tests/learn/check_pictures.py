#!/usr/bin/env python3
"""The pictures of the course are what the program draws today: check_pictures.py [--accept] ROOT PROGRAM."""
import os
import pathlib
import sys


def main():
    root, program = (pathlib.Path(argument).resolve() for argument in sys.argv[-2:])
    folder = root / "docs/learn/pictures"
    os.environ |= {"SYSTOLE_PROGRAM": str(program), "SYSTOLE_DATA_DIR": str(root)}
    sys.path[:0] = [str(root / "scripts/python"), str(folder)]
    from pictures import PICTURES  # needs the paths above

    stale = sorted(path.name for path in folder.glob("*.svg") if path.stem not in PICTURES)
    for name, draw in PICTURES.items():
        path, picture = folder / f"{name}.svg", draw()
        if "--accept" in sys.argv:
            path.write_text(picture, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != picture:
            stale.append(path.name)
    for name in stale:
        print(f"{folder / name} is not what the program draws; look at it and run scripts/accept-learn")
    print(f"{len(PICTURES)} pictures, {len(stale)} out of date")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
