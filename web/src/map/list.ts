// Table of the visible points, most frequent first, with their coordinates.
import type { ViewContext } from '../context';
import { h } from '../dom';
import { short } from '../format';
import { nameOf, type Points } from './points';

export function visiblePointsTable(context: ViewContext, points: Points, visible: number[]): HTMLElement {
  if (visible.length === 0) return h('p', { class: 'soft' }, 'No points are visible.');
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Visible points' },
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
          h('th', { scope: 'col', class: 'number' }, 'x'),
          h('th', { scope: 'col', class: 'number' }, 'y'),
        ),
      ),
      h(
        'tbody',
        {},
        visible.map((i) =>
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
