// The things nearest to one, by the angle between vectors or by their product.
import type { ViewContext } from '../context';
import type { Scored, Shown } from '../types';
import { h } from '../dom';
import { segments } from '../segments';
import { empty, Slot } from '../slot';
import { short } from '../words';

const STEP = 12;

export function makeNeighbours(context: ViewContext, shown: Shown): HTMLElement {
  let top = STEP;
  let metric = 'cosine';
  const list = h('div', {});
  const more = h(
    'button',
    {
      class: 'more small',
      click: () => {
        top += STEP;
        show();
      },
    },
    'More',
  );
  const slot = new Slot<Scored[]>(list, (items) => neighbours(context, shown.side, items));
  const show = () =>
    void slot
      .show(async (signal) => (await context.api.similar(shown.side, shown.id, top, metric, signal)).items)
      .then((items) => {
        more.hidden = !items || items.length < top || top >= 96;
      });
  const choice = segments(
    'Similarity',
    [
      ['cosine', 'Cosine'],
      ['dot', 'Dot product'],
    ],
    metric,
    (chosen) => {
      metric = chosen;
      show();
    },
  );
  more.hidden = true;
  show();
  return h(
    'section',
    { class: 'card', 'aria-label': 'Nearest' },
    h('div', { class: 'row ends' }, h('h2', {}, 'Nearest'), choice),
    list,
    more,
  );
}

export function neighbours(context: ViewContext, side: string, items: Scored[]): HTMLElement {
  if (items.length === 0) return empty('Nothing is near: it was not seen in training.');
  const most = Math.max(...items.map((item) => item.score), 1e-9);
  return h(
    'ol',
    { class: 'rows' },
    items.map((item) =>
      h(
        'li',
        { class: 'line' },
        context.link(side, item),
        h(
          'span',
          { class: 'bar', '--share': Math.max(0, item.score / Math.max(most, 1)), 'aria-hidden': 'true' },
          h('i', {}),
        ),
        h('span', { class: 'number soft' }, short(item.score)),
      ),
    ),
  );
}
