// The chosen point: its name, its neighbours, the way to all that is known of it.
import type { ViewContext } from '../context';
import type { Similar } from '../types';
import { h } from '../dom';
import { Slot } from '../slot';
import { name, short } from '../words';
import { nameOf, type Points } from './points';

const NEAR = 10;

export class Chosen {
  readonly root = h('div', { class: 'chosen' });
  private readonly slot: Slot<Node>;
  private shown = '';

  constructor(
    private readonly context: ViewContext,
    private readonly draw: (i: number, near: number[]) => void,
  ) {
    this.slot = new Slot(this.root, (node) => node, 8);
  }

  show(points: Points, id: string | null): void {
    const i = id === null ? -1 : (points.place.get(id) ?? -1);
    const key = `${points.side}\n${id}\n${points.x[0]}\n${points.y[0]}`;
    if (key === this.shown) return;
    this.shown = key;
    this.draw(i, []);
    if (id === null)
      return this.slot.clear(h('p', { class: 'soft' }, 'Point at a dot for its name, choose one for its neighbours.'));
    if (i >= 0) this.context.say(nameOf(points, i));
    void this.slot.show(async (signal) => {
      const near = this.context.can('similar')
        ? await this.context.api.similar(points.side, id, NEAR, 'cosine', signal)
        : { id, side: points.side, items: [] };
      if (!signal.aborted)
        this.draw(
          i,
          near.items.map((item) => points.place.get(item.id) ?? -1).filter((k) => k >= 0),
        );
      return this.card(points, i, id, near);
    });
  }

  private card(points: Points, i: number, id: string, near: Similar): HTMLElement {
    const to = (other: string) => this.context.href('map', { ...Object.fromEntries(this.context.args), at: other });
    return h(
      'section',
      { class: 'card', 'aria-label': 'Chosen' },
      h('h2', {}, name({ id, name: i >= 0 ? nameOf(points, i) : id })),
      i < 0 && h('p', { class: 'soft' }, 'It is not among the points of this map.'),
      h('p', {}, h('a', { href: this.context.href('explore', { side: points.side, id }) }, 'All that is known of it')),
      h(
        'ol',
        { class: 'rows near' },
        near.items.map((item) =>
          h(
            'li',
            { class: 'row ends' },
            h('a', { class: 'thing', href: to(item.id) }, name(item)),
            h('span', { class: 'number soft' }, short(item.score)),
          ),
        ),
      ),
    );
  }

  stop(): void {
    this.slot.stop();
  }
}
