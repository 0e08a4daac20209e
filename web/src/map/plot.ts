// The plot of the map: a canvas with the points, the overlay above it, and gestures.
import { debounce, fill, h } from '../dom';
import { isDark, onTheme } from '../theme';
import { Camera } from './camera';
import { Grid } from './grid';
import { listenToGestures, type Gestures } from './gestures';
import { Overlay } from './overlay';
import { colourBytes, colouringOf, type Colouring } from './colours';
import { PointRenderer } from './webgl_points';
import { extent, nameOf, within, type Points } from './points';

const REACH = 14;
const MAX_NAMED = 400;

export interface PlotEvents {
  press(i: number): void;
  say(text: string): void;
  settled(visible: number[]): void;
  coloured(colouring: Colouring): void;
}

export class Plot implements Gestures {
  readonly root: HTMLElement;
  private readonly canvas = h('canvas', { 'aria-hidden': 'true' });
  private readonly tooltip = h('div', { class: 'tooltip', hidden: true, 'aria-hidden': 'true' });
  private readonly camera = new Camera();
  private readonly overlay = new Overlay(this.camera);
  private renderer: PointRenderer | null;
  private readonly watch = new ResizeObserver(() => this.resize());
  private readonly settleSoon = debounce(140, () => this.settle());
  private readonly offTheme = onTheme(() => this.repaint());
  private points: Points | null = null;
  private grid: Grid | null = null;
  private colouring: Colouring | null = null;
  private emphasised: ((i: number) => boolean) | null = null;
  private strong = false;
  private current = -1;
  private frame = 0;
  private stale = true;

  constructor(private readonly events: PlotEvents) {
    const surface = h(
      'div',
      {
        class: 'surface',
        role: 'application',
        tabindex: '0',
        'aria-roledescription': 'map',
        'aria-label': 'Map of all vectors',
        'aria-describedby': 'map-keys',
      },
      this.canvas,
      this.overlay.root,
      this.tooltip,
    );
    this.renderer = PointRenderer.create(this.canvas);
    const zoom = (factor: number) => () => {
      this.camera.zoom(factor);
      this.moved();
    };
    const tools = h(
      'div',
      { class: 'tools' },
      h('button', { click: zoom(1.6), 'aria-label': 'Zoom in' }, '+'),
      h('button', { click: zoom(1 / 1.6), 'aria-label': 'Zoom out' }, '−'),
      h('button', { click: () => this.home(), 'aria-label': 'Show all points', title: 'Show all points' }, '◻'),
    );
    const keys = h(
      'p',
      { id: 'map-keys', class: 'visually-hidden' },
      'Arrow keys pan, plus and minus zoom, 0 shows all points, n and p go to the next and previous point, Enter selects. A table after the map lists the same points.',
    );
    this.root = h('div', { class: 'plot' }, this.renderer ? surface : webglNotice(), tools, keys);
    tools.hidden = !this.renderer;
    this.canvas.addEventListener('webglcontextlost', (event) => event.preventDefault());
    this.canvas.addEventListener('webglcontextrestored', () => this.restore());
    listenToGestures(surface, this.camera, this);
    this.watch.observe(this.root);
  }

  show(points: Points, keepView: boolean): void {
    const box = extent(points);
    this.points = points;
    this.grid = new Grid(points, box);
    this.renderer?.setPositions(points.x, points.y);
    if (!keepView) this.camera.fit(box);
    this.hovered(-1);
    this.repaint();
  }

  // Browsers on phones drop the WebGL context of hidden pages.
  private restore(): void {
    this.renderer = PointRenderer.create(this.canvas);
    if (this.points) this.renderer?.setPositions(this.points.x, this.points.y);
    this.repaint();
  }

  private repaint(): void {
    if (!this.points) return;
    this.colouring = colouringOf(this.points, isDark());
    this.events.coloured(this.colouring);
    this.emphasise(this.emphasised, this.strong);
  }

  emphasise(emphasised: ((i: number) => boolean) | null, strong: boolean): void {
    this.emphasised = emphasised;
    this.strong = strong;
    if (!this.points || !this.colouring) return;
    this.renderer?.setColours(colourBytes(this.points, this.colouring, emphasised, strong));
    this.moved();
  }

  select(i: number, neighbours: number[]): void {
    this.overlay.select(i, neighbours);
    if (i >= 0 && this.points) this.panTo(this.points.x[i]!, this.points.y[i]!);
    this.moved();
  }

  private panTo(x: number, y: number): void {
    const { screenX, screenY, width, height } = this.camera;
    const [marginX, marginY] = [0.15 * width, 0.1 * height];
    const shortfall = (at: number, margin: number, size: number) => Math.min(Math.max(at, margin), size - margin) - at;
    this.camera.pan(shortfall(screenX(x), marginX, width), shortfall(screenY(y), marginY, height));
  }

  moved(): void {
    this.stale = true;
    this.overlay.hover(-1);
    this.tooltip.hidden = true;
    this.draw();
    this.settleSoon();
  }

  // Redraws the points only if they moved or changed colour. The overlay is cheap and is always redrawn.
  private draw(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      if (this.stale) this.renderer?.draw(this.camera, Math.min(devicePixelRatio, 2));
      this.stale = false;
      if (this.points) this.overlay.draw(this.points);
    });
  }

  private visiblePoints(): number[] {
    const all = this.points ? within(this.points, this.camera.box, this.emphasised ? Infinity : MAX_NAMED) : [];
    return (this.emphasised ? all.filter(this.emphasised) : all).slice(0, MAX_NAMED);
  }

  private settle(): void {
    if (!this.points) return;
    const visible = this.visiblePoints();
    this.overlay.name(this.points, visible);
    this.events.settled(visible);
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
    this.tooltip.hidden = i < 0;
    if (i >= 0 && this.points) {
      const colour = this.colouring?.text(i);
      fill(this.tooltip, h('bdi', {}, nameOf(this.points, i)), colour && h('bdi', { class: 'soft' }, colour));
      const [x, y] = [this.camera.screenX(this.points.x[i]!), this.camera.screenY(this.points.y[i]!)];
      const flip = x > this.camera.width * 0.6;
      this.tooltip.style.transform = `translate(${Math.round(x + (flip ? -14 : 14))}px, ${Math.round(y - 12)}px) translateX(${flip ? '-100%' : '0'})`;
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
    const visible = this.visiblePoints();
    if (!visible.length || !this.points) return;
    const at = visible.indexOf(this.current);
    this.current = visible[at < 0 ? (by > 0 ? 0 : visible.length - 1) : (at + by + visible.length) % visible.length]!;
    this.hovered(this.current);
    this.events.say(nameOf(this.points, this.current));
  }

  enter(): void {
    if (this.current >= 0) this.events.press(this.current);
  }

  home(): void {
    if (this.points) this.camera.fit(extent(this.points));
    this.moved();
  }

  leave(): void {
    cancelAnimationFrame(this.frame);
    this.watch.disconnect();
    this.offTheme();
    this.renderer?.free();
  }
}

const webglNotice = (): HTMLElement =>
  h(
    'div',
    { class: 'surface empty centered', role: 'note' },
    h('p', {}, 'This browser does not support WebGL2, which the map needs. The table below lists the points.'),
  );
