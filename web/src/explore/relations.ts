// The training data of a row: a user's history, an item's users, an entity's links.
import type { ViewContext } from '../context';
import type { Triple, RowInfo, Valued } from '../types';
import { h } from '../dom';
import { ratingValue } from '../rating_value';

const NUM_SHOWN = 12;

export function relations(context: ViewContext, row: RowInfo): (HTMLElement | false)[] {
  return [
    !!row.history && panel('History', row.history, (all) => itemList(context, 'item', all)),
    !!row.liked_by && panel('Users who like it', row.liked_by, (all) => users(context, all)),
    !!row.links && panel('Links', row.links, (all) => links(context, row, all)),
  ];
}

function panel<T>(heading: string, all: T[], draw: (some: T[]) => HTMLElement): HTMLElement {
  const body = h('div', {}, draw(all.slice(0, NUM_SHOWN)));
  const more = h(
    'button',
    {
      class: 'more small',
      click: () => {
        body.replaceChildren(draw(all));
        more.remove();
      },
    },
    `All ${all.length}`,
  );
  return h(
    'section',
    { class: 'card', 'aria-label': heading },
    h('h2', {}, heading),
    all.length ? body : h('p', { class: 'soft' }, 'None in the training set.'),
    all.length > NUM_SHOWN && more,
  );
}

function itemList(context: ViewContext, side: string, all: Valued[]): HTMLElement {
  return h(
    'ul',
    { class: 'rows' },
    all.map((each) => h('li', { class: 'row ends' }, context.link(side, each), ratingValue(context.info, each.value))),
  );
}

function users(context: ViewContext, all: Valued[]): HTMLElement {
  return h(
    'ul',
    { class: 'chips' },
    all.map((user) =>
      h(
        'li',
        {},
        h(
          'a',
          { class: 'chip', href: context.href('explore', { side: 'user', id: user.id }) },
          h('bdi', {}, user.id),
          ratingValue(context.info, user.value),
        ),
      ),
    ),
  );
}

function links(context: ViewContext, row: RowInfo, all: Triple[]): HTMLElement {
  const isNode = row.side === 'node';
  const otherEnd = (triple: Triple) => (triple.head === row.id ? triple.tail : triple.head);
  if (isNode)
    return h(
      'ul',
      { class: 'chips' },
      all.map((triple) =>
        h(
          'li',
          {},
          h(
            'a',
            { class: 'chip', href: context.href('explore', { side: 'node', id: otherEnd(triple) }) },
            h('bdi', {}, otherEnd(triple)),
          ),
        ),
      ),
    );
  return h(
    'ul',
    { class: 'rows' },
    all.map((triple) =>
      h(
        'li',
        { 'aria-label': 'triple' },
        triple.head === row.id ? h('span', { class: 'soft' }, 'it ') : context.link('entity', { id: triple.head }),
        ' ',
        context.link('relation', { id: triple.relation ?? '' }),
        ' ',
        triple.tail === row.id ? h('span', { class: 'soft' }, 'it') : context.link('entity', { id: triple.tail }),
      ),
    ),
  );
}
