// The map: all vectors as points on two axes, what these mean, what is near to what.
import type { MakeView, ViewContext, View } from '../context';
import type { Axis } from '../types';
import { Combobox } from '../combobox';
import { fill, h } from '../dom';
import { Slot } from '../slot';
import { plural } from '../words';
import { Chosen } from './chosen';
import { controls, type Choices } from './controls';
import { ends } from './ends';
import { legend } from './legend';
import { inSightList } from './list';
import type { Paint } from './paint';
import { Plot } from './plot';
import { called, decode, nameOf, type Points } from './points';

const LISTED = 20;
const SEARCHED = 5000;

export const makeMap: MakeView = (host, context) => new MapView(host, context);

class MapView implements View {
  private readonly head = h('div', {});
  private readonly waiting = h('div', { class: 'waiting' });
  private readonly slot: Slot<string>;
  private readonly plot: Plot;
  private readonly around = { high: h('div', {}), foot: h('div', { class: 'foot' }) };
  private readonly key = h('div', {});
  private readonly list = h('div', {});
  private readonly chosen: Chosen;
  private points: Points | null = null;
  private paint: Paint | null = null;
  private drawn = '';
  private sight = '';
  private taken = '';
  private looked = '';

  constructor(
    host: HTMLElement,
    private readonly context: ViewContext,
  ) {
    this.slot = new Slot<string>(this.waiting, (text) => h('p', { class: 'soft', role: 'status' }, text), 1);
    this.plot = new Plot({
      press: (i) => this.context.go({ at: i < 0 || !this.points ? null : this.points.ids[i]! }),
      say: context.say,
      rested: (seen) => this.write(seen),
      painted: (paint) => this.explain(paint),
    });
    this.chosen = new Chosen(context, (i, near) => this.plot.choose(i, near));
    fill(host, h('h1', { class: 'unseen' }, 'Map'), this.head, this.layout());
  }

  private layout(): HTMLElement {
    const find = new Combobox({
      label: 'Find on the map',
      placeholder: 'Find on the map',
      find: async (q) => this.find(q),
      typed: (q) => this.look(q),
      keep: true,
      pick: (hit) => {
        this.look('');
        this.context.go({ at: hit.id });
      },
    });
    const aside = h(
      'aside',
      { 'aria-label': 'Legend and choice' },
      find.root,
      this.key,
      this.chosen.root,
      h('details', { class: 'listed' }, h('summary', {}, 'What is in sight, as a list'), this.list),
      this.waiting,
    );
    return h(
      'div',
      { class: 'mapview' },
      h('div', { class: 'frame' }, this.around.high, this.plot.root, this.around.foot),
      aside,
    );
  }

  private async choices(): Promise<{ choices: Choices; colours: string[]; axes: Axis[] }> {
    const { args } = this.context;
    const side = this.context.side();
    const kind = args.get('kind') === 'raw' ? 'raw' : 'principal';
    const colours = this.context.info.colors?.[side] ?? [];
    const { axes } = this.context.can('axes') ? await this.context.api.axes(side, kind) : { axes: [] };
    const x = Number(args.get('x') ?? 0);
    const y = Number(args.get('y') ?? Math.min(1, Math.max(axes.length - 1, 0)));
    return {
      choices: {
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
    const wanted = ['side', 'kind', 'x', 'y', 'color'].map((key) => args.get(key) ?? '').join('\n');
    if (wanted === this.drawn) return this.choose();
    this.drawn = wanted;
    void this.slot.show((signal) => this.load(signal)).then((text) => text !== undefined && this.choose());
  }

  private async load(signal: AbortSignal): Promise<string> {
    const { choices, colours, axes } = await this.choices();
    if (signal.aborted) return '';
    fill(this.head, controls(this.context, choices, axes, colours));
    const { color, ...place } = choices;
    const points = decode(await this.context.api.map({ ...place, color: color === 'none' ? undefined : color }, signal));
    if (signal.aborted) return '';
    const sight = JSON.stringify(place);
    this.points = points;
    this.taken = '';
    this.plot.emphasise(null, false);
    this.plot.show(points, sight === this.sight);
    this.sight = sight;
    this.border(axes, choices);
    return plural(points.ids.length, 'point');
  }

  private border(axes: Axis[], { x, y }: Choices): void {
    const by = (axis: number) => axes.find((each) => each.axis === axis);
    const of = ends(by(x), by(y), (id) => this.context.href('map', { ...Object.fromEntries(this.context.args), at: id }));
    fill(this.around.high, of.high);
    fill(this.around.foot, of.left, of.low, of.right);
  }

  private choose(): void {
    if (this.points) this.chosen.show(this.points, this.context.args.get('at'));
  }

  private async find(q: string) {
    const { points } = this;
    if (!points || !q) return [];
    return called(points, q, LISTED).map((i) => ({ id: points.ids[i]!, name: nameOf(points, i), side: points.side }));
  }

  // All that are called so stand out while one types.
  private look(q: string): void {
    const { points } = this;
    if (!points || q === this.looked) return;
    this.looked = q;
    const found = new Set(q.length > 1 ? called(points, q, SEARCHED) : []);
    this.plot.emphasise(q.length > 1 ? (i) => found.has(i) : null, true);
  }

  private explain(paint: Paint): void {
    this.paint = paint;
    const choose = (text: string) => {
      this.taken = text;
      this.take();
      this.explain(paint);
    };
    fill(this.key, (paint.keys.length > 0 || paint.range) && legend(paint, this.taken, choose));
  }

  private take(): void {
    const colour = this.points?.colour;
    const key = this.paint?.keys.find((each) => each.text === this.taken);
    this.plot.emphasise(key && colour ? (i) => key.levels.has(colour.values[i]!) : null, false);
  }

  private write(seen: number[]): void {
    if (this.points) fill(this.list, inSightList(this.context, this.points, seen.slice(0, 50)));
  }

  leave(): void {
    this.slot.stop();
    this.chosen.stop();
    this.plot.leave();
  }
}
