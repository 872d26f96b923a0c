#!/usr/bin/env python3
"""Every relative link of every page leads to a file: check_links.py ROOT."""
import pathlib
import re
import sys

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def dead_links(root):
    pages = [*root.glob("*.md"), *(root / "docs").rglob("*.md")]
    for page in sorted(pages):
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                yield f"{page.relative_to(root)}: leads nowhere: {target}"


def main():
    found = list(dead_links(pathlib.Path(sys.argv[1])))
    print("\n".join([*found, f"links: {len(found)} lead nowhere"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
