// A user of the training data: the history, beside what is recommended.
import type { ViewContext } from '../context';
import type { Shown } from '../types';
import { h } from '../dom';
import { plural, unit } from '../words';
import { worth } from '../rating_value';

const SHOWN = 25;

export function history(context: ViewContext, shown: Shown): HTMLElement {
  const all = shown.history ?? [];
  return h(
    'section',
    { class: 'card', 'aria-label': 'History' },
    h(
      'div',
      { class: 'row ends' },
      h('h2', {}, 'User ', h('bdi', {}, shown.id)),
      h('a', { href: context.href('explore', { side: 'user', id: shown.id }) }, 'All about this user'),
    ),
    h(
      'p',
      { class: 'soft note' },
      shown.count === undefined ? '' : `${plural(shown.count, unit(context.info.task))} in training`,
    ),
    h(
      'ul',
      { class: 'rows' },
      all
        .slice(0, SHOWN)
        .map((item) => h('li', { class: 'row ends' }, context.link('item', item), worth(context.info, item.value))),
    ),
  );
}
