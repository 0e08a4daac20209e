// What a thing was seen with in training: a user's history, who likes an item, an entity's links.
import type { ViewContext } from '../context';
import type { Fact, Shown, Valued } from '../types';
import { h } from '../dom';
import { plural } from '../words';
import { worth } from '../rating_value';

const FIRST = 12;

export function relations(context: ViewContext, shown: Shown): (HTMLElement | false)[] {
  return [
    !!shown.history && panel(`Its history`, shown.history, (all) => valuedList(context, 'item', all)),
    !!shown.liked_by && panel('Who likes it', shown.liked_by, (all) => likers(context, all)),
    !!shown.links && panel('Its links', shown.links, (all) => links(context, shown, all)),
  ];
}

function panel<T>(heading: string, all: T[], draw: (some: T[]) => HTMLElement): HTMLElement {
  const body = h('div', {}, draw(all.slice(0, FIRST)));
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
    all.length ? body : h('p', { class: 'soft' }, 'None in training.'),
    all.length > FIRST && more,
  );
}

function valuedList(context: ViewContext, side: string, all: Valued[]): HTMLElement {
  return h(
    'ul',
    { class: 'rows' },
    all.map((thing) => h('li', { class: 'row ends' }, context.link(side, thing), worth(context.info, thing.value))),
  );
}

function likers(context: ViewContext, all: Valued[]): HTMLElement {
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
          worth(context.info, user.value),
        ),
      ),
    ),
  );
}

function links(context: ViewContext, shown: Shown, all: Fact[]): HTMLElement {
  const single = shown.side === 'node';
  const other = (fact: Fact) => (fact.head === shown.id ? fact.tail : fact.head);
  if (single)
    return h(
      'ul',
      { class: 'chips' },
      all.map((fact) =>
        h(
          'li',
          {},
          h(
            'a',
            { class: 'chip', href: context.href('explore', { side: 'node', id: other(fact) }) },
            h('bdi', {}, other(fact)),
          ),
        ),
      ),
    );
  return h(
    'ul',
    { class: 'rows' },
    all.map((fact) =>
      h(
        'li',
        { 'aria-label': plural(1, 'fact') },
        fact.head === shown.id ? h('span', { class: 'soft' }, 'it ') : context.link('entity', { id: fact.head }),
        ' ',
        context.link('relation', { id: fact.relation ?? '' }),
        ' ',
        fact.tail === shown.id ? h('span', { class: 'soft' }, 'it') : context.link('entity', { id: fact.tail }),
      ),
    ),
  );
}
