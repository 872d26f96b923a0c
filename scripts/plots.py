#!/usr/bin/env python3
"""Draws the pictures of docs/: `plots.py scaling BENCH.json`, `plots.py hierarchy docs/measured.md`; SVG on standard output.

BENCH.json: systole_bench --benchmark_filter='tile_steps|product_of_size|layers_of' --benchmark_repetitions=3
--benchmark_out=BENCH.json; of the repetitions the fastest is drawn.
"""
import html
import json
import math
import re
import sys

WIDTH, HEIGHT, MARGIN = 300, 230, 46
COLOURS = ("#0072b2", "#d55e00", "#009e73")  # told apart by colour-blind eyes (Okabe and Ito)


class Panel:
    """One diagram with logarithmic axes."""

    def __init__(self, title, x_label, y_label, points):
        self.title, self.x_label, self.y_label = title, x_label, y_label
        xs = [x for x, _ in points]
        ys = [y for _, y in points]
        self.x_range = (min(xs), max(xs))
        self.y_range = (10 ** math.floor(math.log10(min(ys))), 10 ** math.ceil(math.log10(max(ys) * 1.0001)))

    @staticmethod
    def share(value, bounds):
        low, high = (math.log(bound) for bound in bounds)
        return (math.log(value) - low) / (high - low or 1)

    def place(self, x, y):
        across = MARGIN + self.share(x, self.x_range) * (WIDTH - MARGIN - 14)
        down = HEIGHT - MARGIN - self.share(y, self.y_range) * (HEIGHT - MARGIN - 34)
        return round(across, 1), round(down, 1)

    def frame(self, ticks):
        left, bottom = MARGIN, HEIGHT - MARGIN
        yield text(left, 18, self.title, "start", "bold")
        yield text((left + WIDTH) / 2, HEIGHT - 8, self.x_label)
        yield f'<g transform="translate(11 {HEIGHT / 2}) rotate(-90)">{text(0, 0, self.y_label)}</g>'
        for tick in ticks:
            x, _ = self.place(tick, self.y_range[0])
            yield text(x, bottom + 14, short(tick))
        power = self.y_range[0]
        while power <= self.y_range[1] * 1.001:
            _, y = self.place(self.x_range[0], power)
            yield f'<path d="M{left} {y}H{WIDTH - 14}" class="grid"/>{text(left - 4, y + 3, short(power), "end")}'
            power *= 10

    def line(self, points, colour, name=""):
        places = [self.place(x, y) for x, y in points]
        path = "M" + "L".join(f"{x} {y}" for x, y in places)
        yield f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        for (x, y), (at, value) in zip(places, points):
            yield f'<circle cx="{x}" cy="{y}" r="2.5" fill="{colour}"><title>{short(at)}: {value:.4g}</title></circle>'
        if name:
            yield f'<g fill="{colour}">{text(places[0][0], places[0][1] + 14, name, "start")}</g>'


def text(x, y, words, anchor="middle", weight="normal"):
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-weight="{weight}">{html.escape(words)}</text>'


def short(value):
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g}{unit}"
    return f"{value:g}"


def document(panels, words):
    body = "".join(f'<g transform="translate({i * WIDTH} 0)">{"".join(parts)}</g>' for i, parts in enumerate(panels))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * len(panels)} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="10"><title>{html.escape(words)}</title>'
        f'<style>.grid{{stroke:#ddd}}</style><rect width="100%" height="100%" fill="#fff"/>{body}</svg>\n'
    )


def fastest(benchmarks):
    """Of each benchmark the least disturbed repetition."""
    best = {}
    for one in benchmarks:
        if one.get("run_type", "iteration") != "iteration":
            continue
        known = best.get(one["name"])
        if known is None or one["real_time"] < known["real_time"]:
            best[one["name"]] = one
    return list(best.values())


def series(benchmarks, name, at):
    """Milliseconds, and thousands of times that a process of the kernel woke up."""
    found = [b for b in benchmarks if b["name"].startswith(name + "/")]
    times = sorted((at(b), b["real_time"]) for b in found)
    events = sorted((at(b), b["activations_per_tile"] * b["tiles"] / 1000) for b in found)
    return times, events


def scaling(path):
    """Time and kernel events against cores, against the tiles of a product, and against layers."""
    with open(path, encoding="utf-8") as file:
        benchmarks = fastest(json.load(file)["benchmarks"])
    argument = lambda b: int(b["name"].split("/")[1])  # noqa: E731
    panels = []
    for title, label, name, at in (
        ("16,384 tiles on 1 to 1,024 cores", "cores", "tile_steps_on_cores", argument),
        ("products of 2^9 to 2^14, 132 cores", "tiles", "product_of_size", lambda b: b["tiles"]),
        ("1 to 200 equal layers, 132 cores", "layers", "layers_of_a_model", argument),
    ):
        times, events = series(benchmarks, name, at)
        panel = Panel(title, label, "ms, or thousands of events", times + events)
        ticks = [times[0][0], times[len(times) // 2][0], times[-1][0]]
        lines = [*panel.line(times, COLOURS[0]), *panel.line(events, COLOURS[1])]
        panels.append([*panel.frame(ticks), *lines])
        for number, words in enumerate(("time", "kernel events")):
            panels[-1].append(f'<g fill="{COLOURS[number]}">{text(MARGIN + 8, 44 + 12 * number, words, "start")}</g>')
    return document(panels, "Time and kernel events of the simulator against cores, tiles and layers")


def hierarchy(path):
    """Measured and simulated bandwidth against the size of the data, from the table of the page."""
    chips, chip = {}, ""
    with open(path, encoding="utf-8") as file:
        for line in file:
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if len(cells) != 5 or not re.fullmatch(r"[\d.]+ MB", cells[1]):
                continue
            chip = cells[0] or chip
            chips.setdefault(chip, []).append((float(cells[1].split()[0]), float(cells[2]), float(cells[3])))
    panels = []
    for name, rows in chips.items():
        measured = [(size, value) for size, value, _ in rows]
        simulated = [(size, value) for size, _, value in rows]
        panel = Panel(name, "MB that all cores read", "GB/s", measured + simulated)
        lines = [*panel.line(measured, COLOURS[0], "measured"), *panel.line(simulated, COLOURS[1])]
        panels.append([*panel.frame([row[0] for row in rows[::2]]), *lines])
        panels[-1].append(f'<g fill="{COLOURS[1]}">{text(WIDTH - 14, 32, "simulated", "end")}</g>')
    return document(panels, "Bandwidth against the size of the data, measured and simulated")


def main(arguments):
    drawings = {"scaling": scaling, "hierarchy": hierarchy}
    if len(arguments) != 2 or arguments[0] not in drawings:
        sys.exit(__doc__)
    sys.stdout.write(drawings[arguments[0]](arguments[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
