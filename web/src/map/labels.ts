// Places the labels of points: the selected point, its neighbours, then the most frequent points, as far as they fit.
import type { Camera } from './camera';
import { nameOf, type Points } from './points';

const MAX_LETTERS = 28;
const LETTER_WIDTH = 6.4;
const LINE_HEIGHT = 15;
const OFFSET = 8;
const NARROW = 520;

export type Kind = 'selected' | 'neighbour' | 'plain';

export interface Label {
  i: number;
  kind: Kind;
  text: string;
  left: boolean; // left of the point
}

type Box = [left: number, top: number, right: number, bottom: number];

export function labelsOf(points: Points, camera: Camera, candidates: [number, Kind][]): Label[] {
  const max = camera.width < NARROW ? 9 : 26;
  const placed: Box[] = [];
  const seen = new Set<number>();
  const result: Label[] = [];
  for (const [i, kind] of candidates) {
    if (result.length >= max) break;
    if (seen.has(i)) continue;
    seen.add(i);
    const text = cut(nameOf(points, i));
    for (const left of [false, true]) {
      const box = boxOf(points, camera, i, text, left);
      if (!box || placed.some((other) => overlap(box, other))) continue;
      placed.push(box);
      result.push({ i, kind, text, left });
      break;
    }
  }
  return result;
}

function boxOf(points: Points, camera: Camera, i: number, text: string, left: boolean): Box | null {
  const x = camera.screenX(points.x[i]!);
  const y = camera.screenY(points.y[i]!);
  const width = OFFSET + text.length * LETTER_WIDTH;
  const [from, to] = left ? [x - width, x] : [x, x + width];
  if (from < 0 || to > camera.width || y < LINE_HEIGHT || y > camera.height - 4) return null;
  return [from - 4, y - LINE_HEIGHT / 2 - 2, to + 4, y + LINE_HEIGHT / 2 + 2];
}

export function positionOf({ i, left }: Label, points: Points, camera: Camera): Record<string, string | number> {
  const x = camera.screenX(points.x[i]!) + (left ? -OFFSET : OFFSET);
  return { x, y: camera.screenY(points.y[i]!) + 4, 'text-anchor': left ? 'end' : 'start' };
}

const overlap = (a: Box, b: Box): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

function cut(text: string): string {
  const letters = Array.from(text);
  return letters.length > MAX_LETTERS ? `${letters.slice(0, MAX_LETTERS - 1).join('')}…` : text;
}
