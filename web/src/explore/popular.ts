// Where one begins: the things that training showed most often.
import type { Stage } from '../stage';
import type { Hit } from '../types';
import { h } from '../dom';
import { empty } from '../slot';
import { count, many, name, plural, unit } from '../words';

export async function popular(stage: Stage, side: string, signal: AbortSignal): Promise<Node[]> {
  const { items } = await stage.api.search('', side, 24, 0, signal);
  if (items.length === 0) return [empty(`This model has no ${many(side)}.`)];
  return [
    h('h1', {}, `Begin with ${side === 'item' || side === 'entity' ? 'an' : 'a'} ${side}`),
    h('p', { class: 'soft lead' }, `Search above, or choose one of those that training saw most.`),
    h(
      'ul',
      { class: 'tiles' },
      items.map((hit) => h('li', {}, tile(stage, side, hit))),
    ),
  ];
}

function tile(stage: Stage, side: string, hit: Hit): HTMLElement {
  return h(
    'a',
    { class: 'tile', href: stage.href('explore', { side, id: hit.id }) },
    name(hit),
    hit.count !== undefined &&
      h('span', { class: 'soft number', title: plural(hit.count, unit(stage.info.task)) }, count(hit.count)),
  );
}
