// Map view: all vectors projected on two axes.
import type { MakeView, ViewContext, View } from '../context';
import type { Axis } from '../types';
import { Combobox } from '../combobox';
import { fill, h } from '../dom';
import { AsyncSlot } from '../async_slot';
import { plural } from '../format';
import { SelectedPoint } from './selection';
import { controls, type MapOptions } from './controls';
import { axisEnds } from './axis_ends';
import { legend } from './legend';
import { visiblePointsTable } from './list';
import type { Colouring } from './colours';
import { Plot } from './plot';
import { decode, matching, nameOf, type Points } from './points';

const MAX_LISTED = 20;
const MAX_EMPHASISED = 5000;

export const makeMap: MakeView = (host, context) => new MapView(host, context);

class MapView implements View {
  private readonly controls = h('div', {});
  private readonly status = h('div', { class: 'map-status' });
  private readonly slot: AsyncSlot<string>;
  private readonly plot: Plot;
  private readonly borders = { high: h('div', {}), foot: h('div', { class: 'foot' }) };
  private readonly legend = h('div', {});
  private readonly list = h('div', {});
  private readonly selection: SelectedPoint;
  private points: Points | null = null;
  private colouring: Colouring | null = null;
  private lastOptions = '';
  private lastProjection = '';
  private selectedLevel = '';
  private lastSearch = '';

  constructor(
    host: HTMLElement,
    private readonly context: ViewContext,
  ) {
    this.slot = new AsyncSlot<string>(this.status, (text) => h('p', { class: 'soft', role: 'status' }, text), 1);
    this.plot = new Plot({
      press: (i) => this.context.go({ at: i < 0 || !this.points ? null : this.points.ids[i]! }),
      say: context.say,
      settled: (visible) => this.write(visible),
      coloured: (colouring) => this.drawLegend(colouring),
    });
    this.selection = new SelectedPoint(context, (i, neighbours) => this.plot.select(i, neighbours));
    fill(host, h('h1', { class: 'visually-hidden' }, 'Map'), this.controls, this.layout());
  }

  private layout(): HTMLElement {
    const find = new Combobox({
      label: 'Find on the map',
      placeholder: 'Find on the map',
      find: async (q) => this.find(q),
      typed: (q) => this.emphasiseMatches(q),
      keep: true,
      pick: (hit) => {
        this.emphasiseMatches('');
        this.context.go({ at: hit.id });
      },
    });
    const aside = h(
      'aside',
      { 'aria-label': 'Legend and selection' },
      find.root,
      this.legend,
      this.selection.root,
      h('details', { class: 'points-table' }, h('summary', {}, 'Visible points as a table'), this.list),
      this.status,
    );
    return h(
      'div',
      { class: 'mapview' },
      h('div', { class: 'frame' }, this.borders.high, this.plot.root, this.borders.foot),
      aside,
    );
  }

  private async loadOptions(): Promise<{ options: MapOptions; colours: string[]; axes: Axis[] }> {
    const { args } = this.context;
    const side = this.context.side();
    const kind = args.get('kind') === 'raw' ? 'raw' : 'principal';
    const colours = this.context.info.colors?.[side] ?? [];
    const { axes } = this.context.can('axes') ? await this.context.api.axes(side, kind) : { axes: [] };
    const x = Number(args.get('x') ?? 0);
    const y = Number(args.get('y') ?? Math.min(1, Math.max(axes.length - 1, 0)));
    return {
      options: {
        side,
        kind,
        x,
        y,
        color: args.get('color') ?? colours.find((colour) => colour !== 'count') ?? colours[0] ?? 'none',
      },
      colours,
      axes,
    };
  }

  update(): void {
    const { args } = this.context;
    const requested = ['side', 'kind', 'x', 'y', 'color'].map((key) => args.get(key) ?? '').join('\n');
    if (requested === this.lastOptions) return this.showSelection();
    this.lastOptions = requested;
    void this.slot.show((signal) => this.load(signal)).then((text) => text !== undefined && this.showSelection());
  }

  private async load(signal: AbortSignal): Promise<string> {
    const { options, colours, axes } = await this.loadOptions();
    if (signal.aborted) return '';
    fill(this.controls, controls(this.context, options, axes, colours));
    const { color, ...projection } = options;
    const points = decode(
      await this.context.api.map({ ...projection, color: color === 'none' ? undefined : color }, signal),
    );
    if (signal.aborted) return '';
    const serialized = JSON.stringify(projection);
    this.points = points;
    this.selectedLevel = '';
    this.plot.emphasise(null, false);
    this.plot.show(points, serialized === this.lastProjection);
    this.lastProjection = serialized;
    this.border(axes, options);
    return plural(points.ids.length, 'point');
  }

  private border(axes: Axis[], { x, y }: MapOptions): void {
    const by = (axis: number) => axes.find((each) => each.axis === axis);
    const of = axisEnds(by(x), by(y), (id) =>
      this.context.href('map', { ...Object.fromEntries(this.context.args), at: id }),
    );
    fill(this.borders.high, of.high);
    fill(this.borders.foot, of.left, of.low, of.right);
  }

  private showSelection(): void {
    if (this.points) this.selection.show(this.points, this.context.args.get('at'));
  }

  private async find(q: string) {
    const { points } = this;
    if (!points || !q) return [];
    return matching(points, q, MAX_LISTED).map((i) => ({
      id: points.ids[i]!,
      name: nameOf(points, i),
      side: points.side,
    }));
  }

  // Emphasises the matching points during typing.
  private emphasiseMatches(q: string): void {
    const { points } = this;
    if (!points || q === this.lastSearch) return;
    this.lastSearch = q;
    const matches = new Set(q.length > 1 ? matching(points, q, MAX_EMPHASISED) : []);
    this.plot.emphasise(q.length > 1 ? (i) => matches.has(i) : null, true);
  }

  private drawLegend(colouring: Colouring): void {
    this.colouring = colouring;
    const select = (text: string) => {
      this.selectedLevel = text;
      this.emphasiseLevel();
      this.drawLegend(colouring);
    };
    fill(
      this.legend,
      (colouring.entries.length > 0 || colouring.range) && legend(colouring, this.selectedLevel, select),
    );
  }

  private emphasiseLevel(): void {
    const colour = this.points?.colour;
    const key = this.colouring?.entries.find((each) => each.text === this.selectedLevel);
    this.plot.emphasise(key && colour ? (i) => key.levels.has(colour.values[i]!) : null, false);
  }

  private write(visible: number[]): void {
    if (this.points) fill(this.list, visiblePointsTable(this.context, this.points, visible.slice(0, 50)));
  }

  leave(): void {
    this.slot.stop();
    this.selection.stop();
    this.plot.leave();
  }
}
