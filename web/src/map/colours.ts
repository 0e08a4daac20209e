// The colour of each point, and the legend that says what it means.
import type { Colour, Points } from './points';

const LEVELS = 10;
const DIM = 26;
const PLAIN = 190;
const STRONG = 255;

export interface Key {
  text: string;
  css: string;
  levels: Set<number>; // which levels are drawn so
}

export interface Paint {
  keys: Key[];
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

// From quiet to loud, readable on its ground: dark blue to yellow (of viridis), lighter at its foot on a dark page.
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

function mixed(stops: Rgb[], share: number): Rgb {
  const at = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const i = Math.min(Math.floor(at), stops.length - 2);
  return [0, 1, 2].map((k) => stops[i]![k]! + (at - i) * (stops[i + 1]![k]! - stops[i]![k]!)) as Rgb;
}

export function paintOf(points: Points, dark: boolean): Paint {
  const { colour } = points;
  const palette = cssColours();
  if (!colour) return { keys: [], range: null, rgb: () => palette[0]!, text: () => '' };
  return colour.kind === 'levels' ? byLevel(colour, palette) : byNumber(colour, dark);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

// Few levels have a colour each, in the order of their names; of many the commonest do, and all others share the last.
function byLevel(colour: Extract<Colour, { kind: 'levels' }>, palette: Rgb[]): Paint {
  const counts = new Map<number, number>();
  for (const level of colour.values) counts.set(level, (counts.get(level) ?? 0) + 1);
  const order = [...counts.keys()]
    .filter((level) => level < colour.levels.length)
    .sort((a, b) => counts.get(b)! - counts.get(a)! || a - b);
  const all = order.length <= LEVELS && counts.size === order.length;
  const byName = (a: number, b: number) => compare(colour.levels[a]!, colour.levels[b]!);
  const own = all ? order.sort(byName) : order.slice(0, LEVELS - 1);
  const rank = new Map(own.map((level, i) => [level, i]));
  const last = LEVELS - 1;
  const css = (i: number) => `var(--c${i})`;
  const keys = own.map((level, i): Key => ({
    text: colour.levels[level] ?? '',
    css: css(i),
    levels: new Set([level]),
  }));
  const others = [...counts.keys()].filter((level) => !rank.has(level));
  if (others.length > 0)
    keys.push({
      text: others.length > 1 || others[0]! < colour.levels.length ? 'others' : 'none',
      css: css(last),
      levels: new Set(others),
    });
  return {
    keys,
    range: null,
    rgb: (i) => palette[rank.get(colour.values[i]!) ?? last]!,
    text: (i) => colour.levels[colour.values[i]!] ?? '',
  };
}

function byNumber(colour: Extract<Colour, { kind: 'number' }>, dark: boolean): Paint {
  const sorted = colour.values.filter(Number.isFinite).sort();
  const low = sorted[0] ?? 0;
  const high = sorted.at(-1) ?? 1;
  const skewed = low >= 0 && (sorted[Math.floor(sorted.length / 2)] ?? 0) < (high + low) / 8;
  const bend = (value: number) => (skewed ? Math.log1p(value - low) : value - low);
  const most = bend(high) || 1;
  return {
    keys: [],
    range: [low, high],
    rgb: (i) => mixed(ramp(dark), bend(colour.values[i]!) / most),
    text: (i) => String(Math.round(colour.values[i]! * 100) / 100),
  };
}

// What is looked for or chosen in the legend stands out; the rest steps back.
export function colourBytes(
  points: Points,
  paint: Paint,
  stands: ((i: number) => boolean) | null,
  strong: boolean,
): Uint8Array {
  const n = points.x.length;
  const result = new Uint8Array(4 * n);
  for (let i = 0; i < n; ++i) {
    const [r, g, b] = paint.rgb(i);
    const out = !stands || stands(i);
    result[4 * i] = r;
    result[4 * i + 1] = g;
    result[4 * i + 2] = b;
    result[4 * i + 3] = !out ? DIM : stands && strong ? STRONG : PLAIN;
  }
  return result;
}
