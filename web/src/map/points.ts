// The points of a map: where each lies, what it is called, what colours it. Best known first, as the program sends them.
import type { MapAnswer } from '../types';

export interface Points {
  side: string;
  ids: string[];
  names: string[] | undefined;
  x: Float32Array;
  y: Float32Array;
  colour: Colour | undefined;
  share: [number, number] | undefined;
  place: Map<string, number>;
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

function colourOf(answer: MapAnswer): Colour | undefined {
  const { color } = answer;
  if (!color) return undefined;
  if (color.kind === 'number') return { kind: 'number', values: new Float32Array(bytes(color.values)) };
  return { kind: 'levels', levels: color.levels ?? [], values: new Uint16Array(bytes(color.values)) };
}

export function decode(answer: MapAnswer): Points {
  return {
    side: answer.side,
    ids: answer.ids,
    names: answer.names,
    x: new Float32Array(bytes(answer.x)),
    y: new Float32Array(bytes(answer.y)),
    colour: colourOf(answer),
    share: answer.explained_variance_ratio ?? undefined,
    place: new Map(answer.ids.map((id, i) => [id, i])),
  };
}

export const nameOf = (points: Points, i: number): string => points.names?.[i] || points.ids[i] || '(no id)';

// The box that holds all points but the outermost thousandth on each side, with some room: one stray does not shrink the rest.
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
  const room = 0.06 * (to - from) || 1;
  return [from - room, to + room];
}

export function within(points: Points, box: Box, most: number): number[] {
  const result: number[] = [];
  for (let i = 0; i < points.x.length && result.length < most; ++i)
    if (points.x[i]! >= box.left && points.x[i]! <= box.right && points.y[i]! >= box.low && points.y[i]! <= box.high)
      result.push(i);
  return result;
}

export function called(points: Points, q: string, most: number): number[] {
  const wanted = q.toLowerCase();
  const result: number[] = [];
  for (let i = 0; i < points.ids.length && result.length < most; ++i)
    if (points.ids[i]!.toLowerCase().includes(wanted) || points.names?.[i]?.toLowerCase().includes(wanted))
      result.push(i);
  return result;
}
