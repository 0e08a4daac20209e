// The map in words: what is in sight, best known first, with its place on both axes.
import type { ViewContext } from '../context';
import { h } from '../dom';
import { short } from '../words';
import { nameOf, type Points } from './points';

export function inSightList(context: ViewContext, points: Points, seen: number[]): HTMLElement {
  if (seen.length === 0) return h('p', { class: 'soft' }, 'Nothing is in sight.');
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'What is in sight' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, points.side),
          h('th', { scope: 'col', class: 'number' }, 'across'),
          h('th', { scope: 'col', class: 'number' }, 'up'),
        ),
      ),
      h(
        'tbody',
        {},
        seen.map((i) =>
          h(
            'tr',
            {},
            h('td', {}, context.link(points.side, { id: points.ids[i]!, name: nameOf(points, i) })),
            h('td', { class: 'number' }, short(points.x[i]!)),
            h('td', { class: 'number' }, short(points.y[i]!)),
          ),
        ),
      ),
    ),
  );
}
