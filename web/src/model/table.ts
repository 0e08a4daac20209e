// Of a table: its columns, and the variance that its components explain.
import type { Column, ModelInfo } from '../types';
import { h } from '../dom';
import { percent, short } from '../words';

export function columns(all: Column[]): HTMLElement {
  const noisy = all.some((column) => column.noise);
  return h(
    'section',
    { class: 'card', 'aria-label': 'Columns' },
    h('h2', {}, 'Columns'),
    h(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Table of columns' },
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ['column', 'kind', 'loss'].map((head) => h('th', { scope: 'col' }, head)),
            h('th', { scope: 'col', class: 'number' }, 'known'),
            noisy && h('th', { scope: 'col', class: 'number' }, 'noise'),
          ),
        ),
        h(
          'tbody',
          {},
          all.map((column) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row' }, h('bdi', {}, column.name)),
              h('td', {}, column.kind),
              h('td', {}, column.loss ?? ''),
              h('td', { class: 'number' }, column.observed ?? ''),
              noisy && h('td', { class: 'number' }, column.noise ? short(column.noise) : ''),
            ),
          ),
        ),
      ),
    ),
  );
}

export function components(all: NonNullable<ModelInfo['components']>): HTMLElement {
  const most = Math.max(...all.map((component) => component.explained_variance_ratio), 1e-9);
  return h(
    'section',
    { class: 'card', 'aria-label': 'Components' },
    h('h2', {}, 'Explained variance'),
    h(
      'ol',
      { class: 'rows' },
      all.map(({ explained_variance_ratio: share, cumulative_ratio: sum }, i) =>
        h(
          'li',
          { class: 'line shares' },
          h('span', {}, `Component ${i + 1}`),
          h('span', { class: 'bar', '--share': share / most, 'aria-hidden': 'true' }, h('i', {})),
          h('span', { class: 'number' }, percent(share)),
          h('span', { class: 'number soft' }, `Σ ${percent(sum)}`),
        ),
      ),
    ),
  );
}
