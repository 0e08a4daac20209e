// The header of a row: name, id, number of training rows, features, and links to other views.
import type { ViewContext } from '../context';
import type { RowInfo } from '../types';
import { h } from '../dom';
import { name, splitFeature, plural, unit } from '../format';

export function rowHeader(context: ViewContext, row: RowInfo): HTMLElement {
  const details = [
    row.name ? `${row.side} ${row.id}` : row.side,
    row.count !== undefined && plural(row.count, unit(context.info.task)),
    row.class !== undefined && `class ${row.class}`,
  ].filter(Boolean) as string[];
  return h(
    'div',
    { class: 'row-header' },
    h(
      'div',
      {},
      h('h1', {}, name(row, 'title')),
      h(
        'p',
        { class: 'soft' },
        details.map((detail, i) => [i > 0 && ' · ', h('bdi', {}, detail)]),
      ),
    ),
    h('div', { class: 'row' }, viewLinks(context, row)),
    features(row.features),
  );
}

function viewLinks(context: ViewContext, { side, id }: RowInfo): HTMLElement[] {
  const result: [string, string][] = [];
  if (context.can('map')) result.push(['Show on the map', context.href('map', { side, at: id })]);
  if (side === 'user' && context.can('recommend')) result.push(['Recommendations', context.href('you', { user: id })]);
  if (side === 'item' && context.can('recommend')) result.push(['Rate it', context.href('you', { add: id })]);
  if (side === 'node' || side === 'entity') result.push(['Show its links', context.href('graph', { id })]);
  if (side === 'entity' && context.can('query')) result.push(['Query it', context.href('query', { head: id })]);
  return result.map(([text, href]) => h('a', { class: 'chip', href }, text));
}

function features(all: string[]): HTMLElement | false {
  if (all.length === 0) return false;
  const kinds = new Map<string, string[]>();
  for (const feature of all) {
    const [kind, value] = splitFeature(feature);
    kinds.set(kind, [...(kinds.get(kind) ?? []), value]);
  }
  return h(
    'dl',
    { class: 'features' },
    [...kinds].map(([kind, values]) => [
      h('dt', {}, kind || 'features'),
      h(
        'dd',
        { class: 'chips' },
        values.map((value) => h('bdi', { class: 'chip' }, value)),
      ),
    ]),
  );
}
