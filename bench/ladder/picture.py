"""Plots the ladder as SVG: one panel per split, one line per step, with a dot for the test RMSE and a bar for its interval."""
from xml.sax.saxutils import escape

COLUMNS, LABELS, PANEL, GAP, ROW, TOP, HEAD, FOOT = 4, 112, 204, 20, 24, 64, 34, 34
STYLE = """
text { font: 12px system-ui, sans-serif; } .title { font-size: 16px; font-weight: 600; } .head { font-weight: 600; }
.soft { font-size: 11px; } .bar { stroke-width: 2; }
text { fill: #1f2328; } .soft { fill: #59636e; } .ground { fill: #ffffff; } .rule { stroke: #d8dee4; }
.bar { stroke: #1f5fa8; } .dot { fill: #1f5fa8; } .best .bar { stroke: #b3541e; } .best .dot, .best text { fill: #b3541e; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; } .soft { fill: #9198a1; } .ground { fill: #0d1117; } .rule { stroke: #2d333b; }
  .bar { stroke: #6cb0f5; } .dot { fill: #6cb0f5; } .best .bar { stroke: #f0883e; } .best .dot, .best text { fill: #f0883e; }
}
"""


def text(x, y, words, anchor="start", kind=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind}">{escape(str(words))}</text>'


def ticks(low, high):
    """At most four round numbers."""
    for step in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5):
        first = -(-low // step) * step
        found = [first + i * step for i in range(20) if first + i * step <= high]
        if len(found) <= 4:
            return found
    return [low]


def panel(title, found, steps):
    """The first step, the global mean, is far off the scale of the others and is only printed as a number."""
    shown = {step: value for step, value in found.items() if step != steps[0]}
    if not shown:
        return ""
    low, high = min(v["low"] for v in shown.values()), max(v["high"] for v in shown.values())
    padding = (high - low) * 0.06 or 0.01
    low, high = low - padding, high + padding
    at = lambda value: (value - low) / (high - low) * PANEL
    bottom = HEAD + ROW * len(steps)
    out = [text(0, 14, title, kind="head")]
    for tick in ticks(low, high):
        out.append(f'<line class="rule" x1="{at(tick):.1f}" x2="{at(tick):.1f}" y1="{HEAD}" y2="{bottom}"/>')
        out.append(text(at(tick), bottom + 15, f"{tick:.3f}".rstrip("0").rstrip("."), "middle", "soft"))
    best = min(shown, key=lambda step: shown[step]["value"])
    for row, step in enumerate(steps):
        y = HEAD + ROW * (row + 0.5)
        if row == 0 and step in found:
            out.append(text(PANEL, y + 4, f"{found[step]['value']:.3f} \N{RIGHTWARDS ARROW}", "end", "soft"))
        if step not in shown:
            continue
        v = shown[step]
        right = at(v["value"]) < PANEL * 0.6
        label = at(v["high"]) + 6 if right else at(v["low"]) - 6
        out.append(f'<g class="{"best" if step == best else ""}">'
                   f'<line class="bar" x1="{at(v["low"]):.1f}" x2="{at(v["high"]):.1f}" y1="{y}" y2="{y}"/>'
                   f'<circle class="dot" cx="{at(v["value"]):.1f}" cy="{y}" r="4"/>'
                   + text(label, y + 4, f"{v['value']:.3f}", "start" if right else "end") + "</g>")
    return "\n".join(out)


def draw(results, steps):
    panels = list(results.items())
    lines = -(-len(panels) // COLUMNS)
    tall = HEAD + ROW * len(steps) + FOOT
    width, height = LABELS + COLUMNS * (PANEL + GAP) + 12, TOP + lines * tall
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
           f'role="img">\n<title>Test RMSE of each model</title>\n<style>{STYLE}</style>',
           f'<rect class="ground" width="{width}" height="{height}"/>',
           text(16, 28, "What each part of the model adds: test RMSE on MovieLens, lower is better", kind="title"),
           text(16, 46, "bars: 95 % intervals; the best of each panel in color; each panel has its own scale; the global "
                "mean lies to the right", kind="soft")]
    for line in range(lines):
        for row, step in enumerate(steps):
            out.append(text(LABELS - 10, TOP + line * tall + HEAD + ROW * (row + 0.5) + 4, step, "end"))
    for number, (title, found) in enumerate(panels):
        x = LABELS + number % COLUMNS * (PANEL + GAP)
        out.append(f'<g transform="translate({x} {TOP + number // COLUMNS * tall})">\n{panel(title, found, steps)}\n</g>')
    return "\n".join(out) + "\n</svg>\n"
