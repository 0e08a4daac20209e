// SVG overlay of the points: labels, lines from the selected point to its neighbours, and rings.
import type { Camera } from './camera';
import { fill, s, type Child } from '../dom';
import { labelsOf, positionOf, type Kind, type Label } from './labels';
import type { Points } from './points';

export class Overlay {
  readonly root = s('svg', { class: 'overlay', 'aria-hidden': 'true' });
  private readonly lines = s('g', { class: 'lines' });
  private readonly rings = s('g', { class: 'rings' });
  private readonly names = s('g', { class: 'names' });
  private labels: Label[] = [];
  private selected: number[] = []; // one or none
  private neighbours: number[] = [];
  private hovered: number[] = []; // one or none

  constructor(private readonly camera: Camera) {
    fill(this.root, this.lines, this.rings, this.names);
  }

  select(selected: number, neighbours: number[]): void {
    this.selected = selected < 0 ? [] : [selected];
    this.neighbours = selected < 0 ? [] : neighbours;
  }

  hover(i: number): void {
    this.hovered = i < 0 ? [] : [i];
  }

  name(points: Points, candidates: number[]): void {
    const withKind =
      (kind: Kind) =>
      (i: number): [number, Kind] => [i, kind];
    const named = [
      ...this.selected.map(withKind('selected')),
      ...this.neighbours.map(withKind('neighbour')),
      ...candidates.map(withKind('plain')),
    ];
    this.labels = labelsOf(points, this.camera, named);
    fill(
      this.names,
      this.labels.map(({ kind, text }) => s('text', { class: kind }, text)),
    );
  }

  draw(points: Points): void {
    this.labels.forEach((label, k) => {
      for (const [key, value] of Object.entries(positionOf(label, points, this.camera)))
        this.names.children[k]?.setAttribute(key, String(value));
    });
    fill(this.lines, this.zeroLines(), this.neighbourLines(points));
    const circles = [
      this.circles(points, this.neighbours, 5, 'neighbour'),
      this.circles(points, this.selected, 7, 'selected'),
      this.circles(points, this.hovered, 8, 'hovered'),
    ];
    fill(this.rings, circles);
  }

  private zeroLines(): Child {
    const { screenX, screenY, width, height } = this.camera;
    return [
      s('line', { class: 'zero', x1: screenX(0), x2: screenX(0), y1: 0, y2: height }),
      s('line', { class: 'zero', x1: 0, x2: width, y1: screenY(0), y2: screenY(0) }),
    ];
  }

  private neighbourLines({ x, y }: Points): Child {
    const { screenX, screenY } = this.camera;
    return this.selected.map((from) =>
      this.neighbours.map((to) =>
        s('line', { x1: screenX(x[from]!), y1: screenY(y[from]!), x2: screenX(x[to]!), y2: screenY(y[to]!) }),
      ),
    );
  }

  private circles({ x, y }: Points, indices: number[], r: number, kind: string): Child {
    const { screenX, screenY } = this.camera;
    return indices.map((i) => s('circle', { class: kind, r, cx: screenX(x[i]!), cy: screenY(y[i]!) }));
  }
}
