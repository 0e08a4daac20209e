// Which points get their names written: the chosen one, its neighbours, then the best known, as far as there is room.
import type { Camera } from './camera';
import { nameOf, type Points } from './points';

const LETTERS = 28;
const LETTER_WIDTH = 6.4;
const LINE = 15;
const AWAY = 8;
const NARROW = 520;

export type Kind = 'chosen' | 'near' | 'plain';

export interface Label {
  i: number;
  kind: Kind;
  text: string;
  left: boolean; // of its point
}

type Box = [left: number, top: number, right: number, bottom: number];

export function labelsOf(points: Points, camera: Camera, wanted: [number, Kind][]): Label[] {
  const most = camera.width < NARROW ? 9 : 26;
  const taken: Box[] = [];
  const seen = new Set<number>();
  const result: Label[] = [];
  for (const [i, kind] of wanted) {
    if (result.length >= most) break;
    if (seen.has(i)) continue;
    seen.add(i);
    const text = cut(nameOf(points, i));
    for (const left of [false, true]) {
      const box = boxOf(points, camera, i, text, left);
      if (!box || taken.some((other) => meet(box, other))) continue;
      taken.push(box);
      result.push({ i, kind, text, left });
      break;
    }
  }
  return result;
}

function boxOf(points: Points, camera: Camera, i: number, text: string, left: boolean): Box | null {
  const x = camera.screenX(points.x[i]!);
  const y = camera.screenY(points.y[i]!);
  const far = AWAY + text.length * LETTER_WIDTH;
  const [from, to] = left ? [x - far, x] : [x, x + far];
  if (from < 0 || to > camera.width || y < LINE || y > camera.height - 4) return null;
  return [from - 4, y - LINE / 2 - 2, to + 4, y + LINE / 2 + 2];
}

export function placeOf({ i, left }: Label, points: Points, camera: Camera): Record<string, string | number> {
  const x = camera.screenX(points.x[i]!) + (left ? -AWAY : AWAY);
  return { x, y: camera.screenY(points.y[i]!) + 4, 'text-anchor': left ? 'end' : 'start' };
}

const meet = (a: Box, b: Box): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

function cut(text: string): string {
  const letters = Array.from(text);
  return letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join('')}…` : text;
}
