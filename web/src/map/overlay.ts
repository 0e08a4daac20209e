// What lies over the points: names, lines from the chosen one to its neighbours, rings.
import type { Camera } from './camera';
import { fill, s } from '../dom';
import { nameOf, type Points } from './points';

const LETTERS = 28;
const LETTER_WIDTH = 6.4;
const LINE = 15;

interface Label {
  i: number;
  of: 'chosen' | 'near' | 'plain';
  text: string;
}

export class Overlay {
  readonly root = s('svg', { class: 'overlay', 'aria-hidden': 'true' });
  private readonly lines = s('g', { class: 'lines' });
  private readonly rings = s('g', { class: 'rings' });
  private readonly names = s('g', { class: 'names' });
  private labels: Label[] = [];
  private chosen = -1;
  private near: number[] = [];
  private hovered = -1;

  constructor(private readonly camera: Camera) {
    fill(this.root, this.lines, this.rings, this.names);
  }

  choose(chosen: number, near: number[]): void {
    this.chosen = chosen;
    this.near = near;
  }

  hover(i: number): void {
    this.hovered = i;
  }

  // The best known of `candidates` get their names, as far as there is room.
  name(points: Points, candidates: number[]): void {
    const taken: [number, number, number, number][] = [];
    const most = this.camera.width < 520 ? 9 : 26;
    const wanted: [number, Label['of']][] = [
      [this.chosen, 'chosen'],
      ...this.near.map((i): [number, Label['of']] => [i, 'near']),
      ...candidates.map((i): [number, Label['of']] => [i, 'plain']),
    ];
    this.labels = [];
    const seen = new Set<number>([-1]);
    for (const [i, of] of wanted) {
      if (this.labels.length >= most) break;
      if (seen.has(i)) continue;
      seen.add(i);
      const text = cut(nameOf(points, i));
      const box = this.boxOf(points, i, text);
      if (!box || taken.some((other) => meets(box, other))) continue;
      taken.push(box);
      this.labels.push({ i, of, text });
    }
    fill(
      this.names,
      this.labels.map(({ of, text }) => s('text', { class: of }, text)),
    );
  }

  private boxOf(points: Points, i: number, text: string): [number, number, number, number] | null {
    const x = this.camera.screenX(points.x[i]!) + 8;
    const y = this.camera.screenY(points.y[i]!);
    const right = x + text.length * LETTER_WIDTH;
    if (x < 8 || right > this.camera.width || y < LINE || y > this.camera.height - 4) return null;
    return [x - 12, y - LINE / 2 - 2, right + 4, y + LINE / 2 + 2];
  }

  draw(points: Points): void {
    const { screenX, screenY } = this.camera;
    const at = (i: number): [number, number] => [screenX(points.x[i]!), screenY(points.y[i]!)];
    this.labels.forEach(({ i }, k) => {
      const [x, y] = at(i);
      const text = this.names.children[k];
      text?.setAttribute('x', String(x + 8));
      text?.setAttribute('y', String(y + 4));
    });
    const ring = (i: number, r: number, of: string) => {
      const [cx, cy] = at(i);
      return s('circle', { cx, cy, r, class: of });
    };
    const chosen = this.chosen >= 0;
    const [zeroX, zeroY] = [screenX(0), screenY(0)];
    const middle = [
      s('line', { class: 'zero', x1: zeroX, x2: zeroX, y1: 0, y2: this.camera.height }),
      s('line', { class: 'zero', x1: 0, x2: this.camera.width, y1: zeroY, y2: zeroY }),
    ];
    fill(
      this.lines,
      middle,
      chosen &&
        this.near.map((i) => {
          const [x1, y1] = at(this.chosen);
          const [x2, y2] = at(i);
          return s('line', { x1, y1, x2, y2 });
        }),
    );
    fill(
      this.rings,
      chosen && this.near.map((i) => ring(i, 5, 'near')),
      chosen && ring(this.chosen, 7, 'chosen'),
      this.hovered >= 0 && ring(this.hovered, 8, 'hovered'),
    );
  }
}

const meets = (a: number[], b: number[]): boolean => a[0]! < b[2]! && b[0]! < a[2]! && a[1]! < b[3]! && b[1]! < a[3]!;

const cut = (text: string): string => {
  const letters = Array.from(text);
  return letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join('')}…` : text;
};
