// The sheet that the map is drawn on: points below, names above, hands upon it.
import { after, fill, h } from '../dom';
import { isDark, onTheme } from '../theme';
import { Camera } from './camera';
import { Grid } from './grid';
import { listen, type Gestures } from './gestures';
import { Overlay } from './overlay';
import { colourBytes, paintOf, type Paint } from './paint';
import { Painter } from './painter';
import { extent, nameOf, within, type Points } from './points';

const REACH = 14;
const NAMED = 400;

export interface PlotEvents {
  press(i: number): void;
  say(text: string): void;
  rested(inSight: number[]): void;
  painted(paint: Paint): void;
}

export class Plot implements Gestures {
  readonly root: HTMLElement;
  private readonly canvas = h('canvas', { 'aria-hidden': 'true' });
  private readonly tip = h('div', { class: 'tip', hidden: true, 'aria-hidden': 'true' });
  private readonly camera = new Camera();
  private readonly overlay = new Overlay(this.camera);
  private painter: Painter | null;
  private readonly watch = new ResizeObserver(() => this.resize());
  private readonly rest = after(140, () => this.settle());
  private readonly offTheme = onTheme(() => this.repaint());
  private points: Points | null = null;
  private grid: Grid | null = null;
  private paint: Paint | null = null;
  private stands: ((i: number) => boolean) | null = null;
  private strong = false;
  private stepped = -1;
  private frame = 0;
  private stale = true;

  constructor(private readonly events: PlotEvents) {
    const sheet = h(
      'div',
      {
        class: 'sheet',
        role: 'application',
        tabindex: '0',
        'aria-roledescription': 'map',
        'aria-label': 'Map of all vectors',
        'aria-describedby': 'map-keys',
      },
      this.canvas,
      this.overlay.root,
      this.tip,
    );
    this.painter = Painter.on(this.canvas);
    const zoom = (factor: number) => () => {
      this.camera.zoom(factor);
      this.moved();
    };
    const tools = h(
      'div',
      { class: 'tools' },
      h('button', { click: zoom(1.6), 'aria-label': 'Closer' }, '+'),
      h('button', { click: zoom(1 / 1.6), 'aria-label': 'Further' }, '−'),
      h('button', { click: () => this.home(), 'aria-label': 'All in sight', title: 'All in sight' }, '◻'),
    );
    const keys = h(
      'p',
      { id: 'map-keys', class: 'unseen' },
      'Arrow keys move, plus and minus zoom, 0 shows all, n and p go from name to name, Enter chooses. The same is written as a list after the map.',
    );
    this.root = h('div', { class: 'plot' }, this.painter ? sheet : withoutWebgl(), tools, keys);
    tools.hidden = !this.painter;
    this.canvas.addEventListener('webglcontextlost', (event) => event.preventDefault());
    this.canvas.addEventListener('webglcontextrestored', () => this.restore());
    listen(sheet, this.camera, this);
    this.watch.observe(this.root);
  }

  show(points: Points, keepView: boolean): void {
    const box = extent(points);
    this.points = points;
    this.grid = new Grid(points, box);
    this.painter?.places(points.x, points.y);
    if (!keepView) this.camera.fit(box);
    this.hovered(-1);
    this.repaint();
  }

  // A phone takes the drawing away from a page that is out of sight.
  private restore(): void {
    this.painter = Painter.on(this.canvas);
    if (this.points) this.painter?.places(this.points.x, this.points.y);
    this.repaint();
  }

  private repaint(): void {
    if (!this.points) return;
    this.paint = paintOf(this.points, isDark());
    this.events.painted(this.paint);
    this.emphasise(this.stands, this.strong);
  }

  emphasise(stands: ((i: number) => boolean) | null, strong: boolean): void {
    this.stands = stands;
    this.strong = strong;
    if (!this.points || !this.paint) return;
    this.painter?.colours(colourBytes(this.points, this.paint, stands, strong));
    this.moved();
  }

  choose(i: number, near: number[]): void {
    this.overlay.choose(i, near);
    if (i >= 0 && this.points) this.bring(this.points.x[i]!, this.points.y[i]!);
    this.moved();
  }

  private bring(x: number, y: number): void {
    const { screenX, screenY, width, height } = this.camera;
    const [roomX, roomY] = [0.15 * width, 0.1 * height];
    const lack = (at: number, room: number, size: number) => Math.min(Math.max(at, room), size - room) - at;
    this.camera.pan(lack(screenX(x), roomX, width), lack(screenY(y), roomY, height));
  }

  moved(): void {
    this.stale = true;
    this.overlay.hover(-1);
    this.tip.hidden = true;
    this.draw();
    this.rest();
  }

  // The points are drawn anew only where they moved or changed colour; names and rings cost little.
  private draw(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      if (this.stale) this.painter?.draw(this.camera, Math.min(devicePixelRatio, 2));
      this.stale = false;
      if (this.points) this.overlay.draw(this.points);
    });
  }

  private inSight(): number[] {
    const all = this.points ? within(this.points, this.camera.box, this.stands ? Infinity : NAMED) : [];
    return (this.stands ? all.filter(this.stands) : all).slice(0, NAMED);
  }

  private settle(): void {
    if (!this.points) return;
    const seen = this.inSight();
    this.overlay.name(this.points, seen);
    this.events.rested(seen);
    this.draw();
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas;
    if (clientWidth === 0) return;
    this.camera.resize(clientWidth, clientHeight);
    this.moved();
  }

  private hovered(i: number): void {
    this.overlay.hover(i);
    this.tip.hidden = i < 0;
    if (i >= 0 && this.points) {
      const colour = this.paint?.text(i);
      fill(this.tip, h('bdi', {}, nameOf(this.points, i)), colour && h('bdi', { class: 'soft' }, colour));
      const [x, y] = [this.camera.screenX(this.points.x[i]!), this.camera.screenY(this.points.y[i]!)];
      const flip = x > this.camera.width * 0.6;
      this.tip.style.transform = `translate(${Math.round(x + (flip ? -14 : 14))}px, ${Math.round(y - 12)}px) translateX(${flip ? '-100%' : '0'})`;
    }
    this.draw();
  }

  hover(x: number, y: number): void {
    this.hovered(this.grid?.nearest(this.camera, x, y, REACH) ?? -1);
  }

  away(): void {
    this.hovered(-1);
  }

  press(x: number, y: number): void {
    this.events.press(this.grid?.nearest(this.camera, x, y, REACH) ?? -1);
  }

  step(by: number): void {
    const seen = this.inSight();
    if (!seen.length || !this.points) return;
    const at = seen.indexOf(this.stepped);
    this.stepped = seen[at < 0 ? (by > 0 ? 0 : seen.length - 1) : (at + by + seen.length) % seen.length]!;
    this.hovered(this.stepped);
    this.events.say(nameOf(this.points, this.stepped));
  }

  enter(): void {
    if (this.stepped >= 0) this.events.press(this.stepped);
  }

  home(): void {
    if (this.points) this.camera.fit(extent(this.points));
    this.moved();
  }

  leave(): void {
    cancelAnimationFrame(this.frame);
    this.watch.disconnect();
    this.offTheme();
    this.painter?.free();
  }
}

const withoutWebgl = (): HTMLElement =>
  h(
    'div',
    { class: 'sheet empty centered', role: 'note' },
    h('p', {}, 'This browser draws without WebGL2, which the map needs. The list below says what lies where.'),
  );
