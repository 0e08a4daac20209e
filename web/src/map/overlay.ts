// What lies over the points: names, lines from the chosen one to its neighbours, rings.
import type { Camera } from './camera';
import { fill, s, type Child } from '../dom';
import { labelsOf, placeOf, type Kind, type Label } from './labels';
import type { Points } from './points';

export class Overlay {
  readonly root = s('svg', { class: 'overlay', 'aria-hidden': 'true' });
  private readonly lines = s('g', { class: 'lines' });
  private readonly rings = s('g', { class: 'rings' });
  private readonly names = s('g', { class: 'names' });
  private labels: Label[] = [];
  private chosen: number[] = []; // one, or none
  private near: number[] = [];
  private hovered: number[] = []; // one, or none

  constructor(private readonly camera: Camera) {
    fill(this.root, this.lines, this.rings, this.names);
  }

  choose(chosen: number, near: number[]): void {
    this.chosen = chosen < 0 ? [] : [chosen];
    this.near = chosen < 0 ? [] : near;
  }

  hover(i: number): void {
    this.hovered = i < 0 ? [] : [i];
  }

  name(points: Points, candidates: number[]): void {
    const are =
      (kind: Kind) =>
      (i: number): [number, Kind] => [i, kind];
    const wanted = [...this.chosen.map(are('chosen')), ...this.near.map(are('near')), ...candidates.map(are('plain'))];
    this.labels = labelsOf(points, this.camera, wanted);
    fill(
      this.names,
      this.labels.map(({ kind, text }) => s('text', { class: kind }, text)),
    );
  }

  draw(points: Points): void {
    this.labels.forEach((label, k) => {
      for (const [key, value] of Object.entries(placeOf(label, points, this.camera)))
        this.names.children[k]?.setAttribute(key, String(value));
    });
    fill(this.lines, this.middle(), this.spokes(points));
    const circles = [
      this.circles(points, this.near, 5, 'near'),
      this.circles(points, this.chosen, 7, 'chosen'),
      this.circles(points, this.hovered, 8, 'hovered'),
    ];
    fill(this.rings, circles);
  }

  private middle(): Child {
    const { screenX, screenY, width, height } = this.camera;
    return [
      s('line', { class: 'zero', x1: screenX(0), x2: screenX(0), y1: 0, y2: height }),
      s('line', { class: 'zero', x1: 0, x2: width, y1: screenY(0), y2: screenY(0) }),
    ];
  }

  private spokes({ x, y }: Points): Child {
    const { screenX, screenY } = this.camera;
    return this.chosen.map((from) =>
      this.near.map((to) =>
        s('line', { x1: screenX(x[from]!), y1: screenY(y[from]!), x2: screenX(x[to]!), y2: screenY(y[to]!) }),
      ),
    );
  }

  private circles({ x, y }: Points, of: number[], r: number, kind: string): Child {
    const { screenX, screenY } = this.camera;
    return of.map((i) => s('circle', { class: kind, r, cx: screenX(x[i]!), cy: screenY(y[i]!) }));
  }
}
