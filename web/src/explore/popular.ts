// Start page: the most frequent rows of the training set.
import type { ViewContext } from '../context';
import type { Hit } from '../types';
import { h } from '../dom';
import { empty } from '../async_slot';
import { count, many, name, plural, unit } from '../format';

export async function popular(context: ViewContext, side: string, signal: AbortSignal): Promise<Node[]> {
  const { items } = await context.api.search('', side, 24, 0, signal);
  if (items.length === 0) return [empty(`This model has no ${many(side)}.`)];
  return [
    h('h1', {}, `Start with ${side === 'item' || side === 'entity' ? 'an' : 'a'} ${side}`),
    h('p', { class: 'soft lead' }, 'Search above, or choose one of the most frequent in the training set.'),
    h(
      'ul',
      { class: 'tiles' },
      items.map((hit) => h('li', {}, tile(context, side, hit))),
    ),
  ];
}

function tile(context: ViewContext, side: string, hit: Hit): HTMLElement {
  return h(
    'a',
    { class: 'tile', href: context.href('explore', { side, id: hit.id }) },
    name(hit),
    hit.count !== undefined &&
      h('span', { class: 'soft number', title: plural(hit.count, unit(context.info.task)) }, count(hit.count)),
  );
}
