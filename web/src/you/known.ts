// A user of the training data: the history, beside what is recommended.
import type { Stage } from '../stage';
import type { Shown } from '../types';
import { h } from '../dom';
import { plural, unit } from '../words';
import { worth } from '../worth';

const SHOWN = 25;

export function history(stage: Stage, shown: Shown): HTMLElement {
  const all = shown.history ?? [];
  return h(
    'section',
    { class: 'card', 'aria-label': 'History' },
    h(
      'div',
      { class: 'row ends' },
      h('h2', {}, 'User ', h('bdi', {}, shown.id)),
      h('a', { href: stage.href('explore', { side: 'user', id: shown.id }) }, 'All about this user'),
    ),
    h(
      'p',
      { class: 'soft note' },
      shown.count === undefined ? '' : `${plural(shown.count, unit(stage.info.task))} in training`,
    ),
    h(
      'ul',
      { class: 'rows' },
      all
        .slice(0, SHOWN)
        .map((item) => h('li', { class: 'row ends' }, stage.link('item', item), worth(stage.info, item.value))),
    ),
  );
}
