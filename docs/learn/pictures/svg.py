"""Small charts as SVG: stacked bars and lines. Text, not pixels: light, sharp, readable on a light and a dark page."""
import math

COLOURS = ("#3b78c4", "#e08a1e", "#4c9f57", "#b4475f", "#8a6cc0", "#8c8c8c")
STYLE = """<style>
.sheet { fill: #ffffff } text { fill: #24292f; font: 13px sans-serif } .axis { stroke: #6e7781 }
.grid { stroke: #d8dee4 } .title { font-weight: bold; font-size: 15px } .small { font-size: 11px }
@media (prefers-color-scheme: dark) {
  .sheet { fill: #161b22 } text { fill: #e6edf3 } .axis { stroke: #8b949e } .grid { stroke: #30363d } }
</style>"""


def escaped(text):
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def text(x, y, words, anchor="start", kind=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind}">{escaped(words)}</text>'


def line(start, end, kind):
    return f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" class="{kind}"/>'


def rectangle(x, y, width, height, colour, tip):
    return (f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}">'
            f"<title>{escaped(tip)}</title></rect>")


def dot(x, y, colour, tip):
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"><title>{escaped(tip)}</title></circle>'


def sheet(width, height, title, parts):
    """A whole picture. The title is also what a screen reader says."""
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'role="img" aria-label="{escaped(title)}">')
    return "\n".join([head, STYLE, f'<rect class="sheet" width="{width}" height="{height}" rx="6"/>',
                      text(16, 26, title, kind="title"), *parts, "</svg>"]) + "\n"


def legend(names, x, y, colours=COLOURS):
    parts = []
    for name, colour in zip(names, colours):
        parts += [f'<rect x="{x:.0f}" y="{y - 9}" width="10" height="10" fill="{colour}"/>',
                  text(x + 15, y, name, kind="small")]
        x += 26 + 6.2 * len(name)
    return parts


def bars(title, rows, unit, colours=COLOURS):
    """rows: [(label, {part: value})]. Parts that are nothing everywhere are left out."""
    names = [name for name in rows[0][1] if any(row[name] for _, row in rows)]
    longest = max(sum(row.values()) for _, row in rows)
    left, width, height = 28 + 7.4 * max(len(label) for label, _ in rows), 760, 78 + 30 * len(rows)
    scale = (width - left - 110) / longest
    parts = legend(names, 16, 48, colours)
    for at, (label, row) in enumerate(rows):
        x, y = left, 64 + 30 * at
        parts.append(text(left - 8, y + 15, label, "end"))
        for name, colour in zip(names, colours):
            parts.append(rectangle(x, y, row[name] * scale, 22, colour, f"{label}, {name}: {row[name]:g} {unit}"))
            x += row[name] * scale
        whole = sum(row.values())
        parts.append(text(x + 6, y + 15, f"{whole:,.0f} {unit}" if whole >= 1000 else f"{whole:.4g} {unit}", kind="small"))
    return sheet(width, height, title, parts)


class Axis:
    """From values to places between two ends; logarithmic where the values span more than a factor of thirty."""

    def __init__(self, values, start, end):
        self.log = min(values) > 0 and max(values) / min(values) > 30
        low, high = min(values), max(values)
        self.low, self.high = (low, high) if self.log else (min(low, 0), high * 1.05)
        self.start, self.end = start, end

    def share(self, value):
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def __call__(self, value):
        return self.start + (self.end - self.start) * self.share(value)

    def ticks(self):
        if self.log:
            decades = range(math.floor(math.log10(self.low)), math.floor(math.log10(self.high)) + 1)
            steps = (1, 2, 5) if len(decades) < 4 else (1,)
            marks = [step * 10.0 ** power for power in decades for step in steps]
            return [mark for mark in marks if self.low <= mark <= self.high]
        step = 10 ** math.floor(math.log10(self.high - self.low))
        step = next(part for part in (step / 5, step / 2, step, 2 * step) if (self.high - self.low) / part <= 6)
        return [step * count for count in range(math.ceil(self.low / step), math.floor(self.high / step) + 1)]


def frame(across, up, names):
    parts = [line((across.start, up.start), (across.end, up.start), "axis"),
             line((across.start, up.start), (across.start, up.end), "axis"),
             text(across.end, up.start + 38, names[0], "end", "small"),
             text(across.start - 40, up.end - 10, names[1], kind="small")]
    for tick in up.ticks():
        parts += [line((across.start, up(tick)), (across.end, up(tick)), "grid"),
                  text(across.start - 6, up(tick) + 4, f"{tick:g}", "end", "small")]
    for tick in across.ticks():
        parts.append(text(across(tick), up.start + 18, f"{tick:g}", "middle", "small"))
    return parts


def lines(title, series, names, roof=None):
    """series: {name: [(x, y, what a pointer shows)]}; names: of the axes; roof: a line above all points."""
    points = [point for each in series.values() for point in each] + [(x, y, "") for x, y in roof or []]
    width, height = 760, 380
    across = Axis([point[0] for point in points], 64, width - 24)
    up = Axis([point[1] for point in points], height - 52, 84)
    parts = legend(series, 16, 48) + frame(across, up, names)
    if roof:
        path = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in roof)
        parts.append(f'<polyline points="{path}" fill="none" class="axis" stroke-width="2"/>')
    for colour, each in zip(COLOURS, series.values()):
        if not roof:
            path = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y, _ in each)
            parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [dot(across(x), up(y), colour, tip) for x, y, tip in each]
    return sheet(width, height, title, parts)
