// The colours of the points, and the entries of the legend.
import type { Colour, Points } from './points';

const LEVELS = 10;
// Opacities of points.
const DIMMED = 26;
const NORMAL = 190;
const OPAQUE = 255;

export interface LegendEntry {
  text: string;
  css: string;
  levels: Set<number>; // levels with this colour
}

export interface Colouring {
  entries: LegendEntry[];
  range: [number, number] | null;
  rgb: (i: number) => [number, number, number];
  text: (i: number) => string;
}

type Rgb = [number, number, number];

export function cssColours(): Rgb[] {
  const style = getComputedStyle(document.documentElement);
  return Array.from({ length: LEVELS }, (_, i) => hex(style.getPropertyValue(`--c${i}`).trim()));
}

function hex(text: string): Rgb {
  const long = text.length < 7 ? text.replace(/[0-9a-f]/gi, '$&$&') : text;
  return [1, 3, 5].map((at) => parseInt(long.slice(at, at + 2), 16)) as Rgb;
}

// Sequential colour maps from low to high: viridis for the dark theme, light blue to dark purple for the light theme.
const RAMP: Rgb[] = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
];
const LIGHT_RAMP: Rgb[] = [
  [199, 208, 214],
  [122, 170, 200],
  [54, 124, 178],
  [86, 58, 150],
  [60, 6, 70],
];

export const ramp = (dark: boolean): Rgb[] => (dark ? RAMP : LIGHT_RAMP);

function interpolated(stops: Rgb[], fraction: number): Rgb {
  const at = Math.min(Math.max(fraction, 0), 1) * (stops.length - 1);
  const i = Math.min(Math.floor(at), stops.length - 2);
  return [0, 1, 2].map((k) => stops[i]![k]! + (at - i) * (stops[i + 1]![k]! - stops[i]![k]!)) as Rgb;
}

export function colouringOf(points: Points, dark: boolean): Colouring {
  const { colour } = points;
  const palette = cssColours();
  if (!colour) return { entries: [], range: null, rgb: () => palette[0]!, text: () => '' };
  return colour.kind === 'levels' ? byLevel(colour, palette) : byNumber(colour, dark);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

// Up to LEVELS levels get one colour each, in the order of their names. Of more levels, the most frequent get colours and
// all others share the last one.
function byLevel(colour: Extract<Colour, { kind: 'levels' }>, palette: Rgb[]): Colouring {
  const counts = new Map<number, number>();
  for (const level of colour.values) counts.set(level, (counts.get(level) ?? 0) + 1);
  const order = [...counts.keys()]
    .filter((level) => level < colour.levels.length)
    .sort((a, b) => counts.get(b)! - counts.get(a)! || a - b);
  const all = order.length <= LEVELS && counts.size === order.length;
  const byName = (a: number, b: number) => compare(colour.levels[a]!, colour.levels[b]!);
  const coloured = all ? order.sort(byName) : order.slice(0, LEVELS - 1);
  const rank = new Map(coloured.map((level, i) => [level, i]));
  const last = LEVELS - 1;
  const css = (i: number) => `var(--c${i})`;
  const entries = coloured.map((level, i): LegendEntry => ({
    text: colour.levels[level] ?? '',
    css: css(i),
    levels: new Set([level]),
  }));
  const others = [...counts.keys()].filter((level) => !rank.has(level));
  if (others.length > 0)
    entries.push({
      text: others.length > 1 || others[0]! < colour.levels.length ? 'others' : 'none',
      css: css(last),
      levels: new Set(others),
    });
  return {
    entries,
    range: null,
    rgb: (i) => palette[rank.get(colour.values[i]!) ?? last]!,
    text: (i) => colour.levels[colour.values[i]!] ?? '',
  };
}

function byNumber(colour: Extract<Colour, { kind: 'number' }>, dark: boolean): Colouring {
  const sorted = colour.values.filter(Number.isFinite).sort();
  const low = sorted[0] ?? 0;
  const high = sorted.at(-1) ?? 1;
  const skewed = low >= 0 && (sorted[Math.floor(sorted.length / 2)] ?? 0) < (high + low) / 8;
  const transform = (value: number) => (skewed ? Math.log1p(value - low) : value - low);
  const max = transform(high) || 1;
  return {
    entries: [],
    range: [low, high],
    rgb: (i) => interpolated(ramp(dark), transform(colour.values[i]!) / max),
    text: (i) => String(Math.round(colour.values[i]! * 100) / 100),
  };
}

// Returns the RGBA bytes of the points. Points that are not emphasised are dimmed.
export function colourBytes(
  points: Points,
  colouring: Colouring,
  emphasised: ((i: number) => boolean) | null,
  strong: boolean,
): Uint8Array {
  const n = points.x.length;
  const result = new Uint8Array(4 * n);
  for (let i = 0; i < n; ++i) {
    const [r, g, b] = colouring.rgb(i);
    const isEmphasised = !emphasised || emphasised(i);
    result[4 * i] = r;
    result[4 * i + 1] = g;
    result[4 * i + 2] = b;
    result[4 * i + 3] = !isEmphasised ? DIMMED : emphasised && strong ? OPAQUE : NORMAL;
  }
  return result;
}
