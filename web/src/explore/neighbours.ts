// The nearest neighbours of a row by cosine similarity or dot product.
import type { ViewContext } from '../context';
import type { Scored, RowInfo } from '../types';
import { h } from '../dom';
import { segments } from '../choice_controls';
import { empty, AsyncSlot } from '../async_slot';
import { short } from '../format';

const STEP = 12;

export function makeNeighbours(context: ViewContext, row: RowInfo): HTMLElement {
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
  const slot = new AsyncSlot<Scored[]>(list, (items) => neighbours(context, row.side, items));
  const show = () =>
    void slot
      .show(async (signal) => (await context.api.similar(row.side, row.id, top, metric, signal)).items)
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
    { class: 'card', 'aria-label': 'Nearest neighbours' },
    h('div', { class: 'row ends' }, h('h2', {}, 'Nearest neighbours'), choice),
    list,
    more,
  );
}

export function neighbours(context: ViewContext, side: string, items: Scored[]): HTMLElement {
  if (items.length === 0) return empty('No neighbours: it does not occur in the training set.');
  const max = Math.max(...items.map((item) => item.score), 1e-9);
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
          { class: 'bar', '--fraction': Math.max(0, item.score / Math.max(max, 1)), 'aria-hidden': 'true' },
          h('i', {}),
        ),
        h('span', { class: 'number soft' }, short(item.score)),
      ),
    ),
  );
}
