// The history of a user in the training set.
import type { ViewContext } from '../context';
import type { RowInfo } from '../types';
import { h } from '../dom';
import { plural, unit } from '../format';
import { ratingValue } from '../rating_value';

const NUM_SHOWN = 25;

export function history(context: ViewContext, row: RowInfo): HTMLElement {
  const all = row.history ?? [];
  return h(
    'section',
    { class: 'card', 'aria-label': 'History' },
    h(
      'div',
      { class: 'row ends' },
      h('h2', {}, 'User ', h('bdi', {}, row.id)),
      h('a', { href: context.href('explore', { side: 'user', id: row.id }) }, 'Details of this user'),
    ),
    h(
      'p',
      { class: 'soft note' },
      row.count === undefined ? '' : `${plural(row.count, unit(context.info.task))} in the training set`,
    ),
    h(
      'ul',
      { class: 'rows' },
      all
        .slice(0, NUM_SHOWN)
        .map((item) =>
          h('li', { class: 'row ends' }, context.link('item', item), ratingValue(context.info, item.value)),
        ),
    ),
  );
}
