// The points of a map: coordinates, names and colour values. The server sends the most frequent rows first.
import type { MapResponse } from '../types';

export interface Points {
  side: string;
  ids: string[];
  names: string[] | undefined;
  x: Float32Array;
  y: Float32Array;
  colour: Colour | undefined;
  index: Map<string, number>;
}

export type Colour =
  { kind: 'levels'; levels: string[]; values: Uint16Array } | { kind: 'number'; values: Float32Array };

export interface Box {
  left: number;
  right: number;
  low: number;
  high: number;
}

function bytes(base64: string): ArrayBuffer {
  const text = atob(base64);
  const result = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) result[i] = text.charCodeAt(i);
  return result.buffer;
}

function colourOf(response: MapResponse): Colour | undefined {
  const { color } = response;
  if (!color) return undefined;
  if (color.kind === 'number') return { kind: 'number', values: new Float32Array(bytes(color.values)) };
  return { kind: 'levels', levels: color.levels ?? [], values: new Uint16Array(bytes(color.values)) };
}

export function decode(response: MapResponse): Points {
  return {
    side: response.side,
    ids: response.ids,
    names: response.names,
    x: new Float32Array(bytes(response.x)),
    y: new Float32Array(bytes(response.y)),
    colour: colourOf(response),
    index: new Map(response.ids.map((id, i) => [id, i])),
  };
}

export const nameOf = (points: Points, i: number): string => points.names?.[i] || points.ids[i] || '(no id)';

// The bounding box of the points, with a margin. It leaves out the outermost 0.1 % on each side, so that outliers do not
// shrink the rest.
export function extent({ x, y }: Points): Box {
  const [left, right] = span(x);
  const [low, high] = span(y);
  return { left, right, low, high };
}

function span(values: Float32Array): [number, number] {
  const sorted = values.slice().sort();
  const cut = Math.floor(sorted.length / 1000);
  const from = sorted[cut] ?? -1;
  const to = sorted[sorted.length - 1 - cut] ?? 1;
  const margin = 0.06 * (to - from) || 1;
  return [from - margin, to + margin];
}

export function within(points: Points, box: Box, max: number): number[] {
  const result: number[] = [];
  for (let i = 0; i < points.x.length && result.length < max; ++i)
    if (points.x[i]! >= box.left && points.x[i]! <= box.right && points.y[i]! >= box.low && points.y[i]! <= box.high)
      result.push(i);
  return result;
}

export function matching(points: Points, q: string, max: number): number[] {
  const needle = q.toLowerCase();
  const result: number[] = [];
  for (let i = 0; i < points.ids.length && result.length < max; ++i)
    if (points.ids[i]!.toLowerCase().includes(needle) || points.names?.[i]?.toLowerCase().includes(needle))
      result.push(i);
  return result;
}
