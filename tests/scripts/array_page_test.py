#!/usr/bin/env python3
"""The page of `systole array --html` in a browser: array_page_test.py PROGRAM.
Skipped, visibly, where Chromium is not installed (Debian: chromium)."""
import html
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SKIPPED = 77
BROWSER = shutil.which("chromium")
if BROWSER is None:
    print("skipped: Chromium is not installed")
    sys.exit(SKIPPED)
PROGRAM = sys.argv.pop()

# Does what a visitor does, and leaves what it saw in the page's title.
VISITOR = """
<script>
(function visit() {
  const seen = {errors: window.errors};
  const key = (target, name) => target.dispatchEvent(new KeyboardEvent('keydown', {key: name, bubbles: true}));
  const byId = (id) => document.getElementById(id);
  seen.start = document.body.dataset.beat;
  byId('forward').click();
  key(document.body, '.');
  seen.stepped = document.body.dataset.beat;
  key(document.body, ',');
  seen.back = document.body.dataset.beat;
  byId('beat').value = 9;
  byId('beat').dispatchEvent(new Event('input'));
  seen.scrubbed = document.body.dataset.beat;
  const first = document.querySelector('.pe');
  first.focus();
  key(first, 'ArrowRight');
  key(document.activeElement, 'ArrowDown');
  seen.focused = document.activeElement.getAttribute('aria-label');
  seen.detail = byId('detail').textContent;
  seen.marked = [...document.querySelectorAll('td.marked')].map((cell) => cell.textContent);
  key(document.body, ' ');
  seen.playing = byId('play').getAttribute('aria-pressed');
  key(document.body, ' ');
  seen.paused = byId('play').getAttribute('aria-pressed');
  byId('last').click();
  seen.wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  seen.outputs = [...document.querySelectorAll('.matrix[data-dataflow]')].map((matrix) =>
      [...matrix.querySelectorAll('td')].map((cell) => Number(cell.textContent)));
  document.title = JSON.stringify(seen);
})();
</script>
"""
LISTENER = "<script>window.errors = []; addEventListener('error', (event) => errors.push(event.message));</script>"


def product(trace):
    a, b, m, n, k = (trace[name] for name in ("inputs", "weights", "m", "n", "k"))
    return [sum(a[i * k + l] * b[l * n + j] for l in range(k)) for i in range(m) for j in range(n)]


class Page(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def make(self, *options):
        page = self.folder / "array.html"
        subprocess.run([PROGRAM, "array", "--html", page, *options], check=True, capture_output=True)
        return page.read_text(encoding="utf-8")

    def visit(self, text, width):
        """What the visitor saw in a window of that width."""
        page = self.folder / "visited.html"
        page.write_text(text.replace("<head>", "<head>" + LISTENER).replace("</body>", VISITOR + "</body>"),
                        encoding="utf-8")
        command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},900",
                   f"--user-data-dir={self.folder}/profile", "--dump-dom", page.as_uri()]
        dom = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
        return json.loads(html.unescape(re.search(r"<title>(.*?)</title>", dom, re.S).group(1)))

    def traces(self, text):
        return json.loads(re.search(r'<script type="application/json" id="traces">(.*?)</script>', text, re.S).group(1))[
            "traces"]

    def check_visit(self, seen, traces):
        self.assertEqual(seen["errors"], [])
        self.assertEqual([seen["start"], seen["stepped"], seen["back"], seen["scrubbed"]], ["1", "3", "2", "9"])
        self.assertEqual([seen["playing"], seen["paused"]], ["true", "false"])
        self.assertLessEqual(seen["wide"], 0, "the page itself must not scroll sideways")
        self.assertEqual(seen["outputs"], [product(trace) for trace in traces])

    def test_last_frame_is_the_product_in_all_dataflows(self):
        for width in (1280, 400):
            with self.subTest(width=width):
                text = self.make("--dataflow", "all", "--m", "5", "--n", "6", "--k", "7")
                self.check_visit(self.visit(text, width), self.traces(text))

    def test_a_pe_tells_its_product(self):
        text = self.make()
        seen = self.visit(text, 1280)
        trace = self.traces(text)[0]
        west, partner, before, after, m, n, k = trace["beats"][8]["pes"][5][2:]
        self.assertEqual(seen["focused"], f"row 1, column 1: {west} times {partner} plus {before} is {after}")
        self.assertIn(f"A[{m},{k}] x B[{k},{n}], term {k} of C[{m},{n}]", seen["detail"])
        self.assertEqual(seen["marked"][:2], [str(trace["inputs"][m * 4 + k]), str(trace["weights"][k * 4 + n])])

    def test_pages_stand_alone_and_are_small(self):
        text = self.make("--rows", "16", "--cols", "16", "--m", "64", "--n", "16", "--k", "16")
        self.assertLess(len(text), 5_000_000)
        self.assertNotRegex(text, r"(src|href)\s*=|https?://(?!www\.w3\.org/2000/svg)|@import|fetch\(")


if __name__ == "__main__":
    unittest.main()
