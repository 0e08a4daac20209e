// The selected point: its name, its nearest neighbours, and a link to its details.
import type { ViewContext } from '../context';
import type { Similar } from '../types';
import { h } from '../dom';
import { AsyncSlot } from '../async_slot';
import { name, short } from '../format';
import { nameOf, type Points } from './points';

const NUM_NEIGHBOURS = 10;

export class SelectedPoint {
  readonly root = h('div', { class: 'selected' });
  private readonly slot: AsyncSlot<Node>;
  private current = '';

  constructor(
    private readonly context: ViewContext,
    private readonly draw: (i: number, neighbours: number[]) => void,
  ) {
    this.slot = new AsyncSlot(this.root, (node) => node, 8);
  }

  show(points: Points, id: string | null): void {
    const i = id === null ? -1 : (points.index.get(id) ?? -1);
    const key = `${points.side}\n${id}\n${points.x[0]}\n${points.y[0]}`;
    if (key === this.current) return;
    this.current = key;
    this.draw(i, []);
    if (id === null)
      return this.slot.clear(
        h('p', { class: 'soft' }, 'Hover over a point to see its name. Select a point to see its nearest neighbours.'),
      );
    if (i >= 0) this.context.say(nameOf(points, i));
    void this.slot.show(async (signal) => {
      const similar = this.context.can('similar')
        ? await this.context.api.similar(points.side, id, NUM_NEIGHBOURS, 'cosine', signal)
        : { id, side: points.side, items: [] };
      if (!signal.aborted)
        this.draw(
          i,
          similar.items.map((item) => points.index.get(item.id) ?? -1).filter((k) => k >= 0),
        );
      return this.card(points, i, id, similar);
    });
  }

  private card(points: Points, i: number, id: string, similar: Similar): HTMLElement {
    const hrefTo = (other: string) => this.context.href('map', { ...Object.fromEntries(this.context.args), at: other });
    return h(
      'section',
      { class: 'card', 'aria-label': 'Selected point' },
      h('h2', {}, name({ id, name: i >= 0 ? nameOf(points, i) : id })),
      i < 0 && h('p', { class: 'soft' }, 'This map does not include it.'),
      h('p', {}, h('a', { href: this.context.href('explore', { side: points.side, id }) }, 'Details')),
      h(
        'ol',
        { class: 'rows neighbours' },
        similar.items.map((item) =>
          h(
            'li',
            { class: 'row ends' },
            h('a', { class: 'row-link', href: hrefTo(item.id) }, name(item)),
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
