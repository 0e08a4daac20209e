// The head of a thing's page: its name, how often it was seen, its features.
import type { ViewContext } from '../context';
import type { Shown } from '../types';
import { h } from '../dom';
import { name, parted, plural, unit } from '../words';

export function thingHeader(context: ViewContext, shown: Shown): HTMLElement {
  const facts = [
    shown.name ? `${shown.side} ${shown.id}` : shown.side,
    shown.count !== undefined && plural(shown.count, unit(context.info.task)),
    shown.class !== undefined && `class ${shown.class}`,
  ].filter(Boolean) as string[];
  return h(
    'div',
    { class: 'portrait' },
    h(
      'div',
      {},
      h('h1', {}, name(shown, 'title')),
      h(
        'p',
        { class: 'soft' },
        facts.map((fact, i) => [i > 0 && ' · ', h('bdi', {}, fact)]),
      ),
    ),
    h('div', { class: 'row' }, ways(context, shown)),
    features(shown.features),
  );
}

function ways(context: ViewContext, { side, id }: Shown): HTMLElement[] {
  const result: [string, string][] = [];
  if (context.can('map')) result.push(['On the map', context.href('map', { side, at: id })]);
  if (side === 'user' && context.can('recommend')) result.push(['What to recommend', context.href('you', { user: id })]);
  if (side === 'item' && context.can('recommend')) result.push(['Rate it', context.href('you', { add: id })]);
  if (side === 'node' || side === 'entity') result.push(['Its links', context.href('graph', { id })]);
  if (side === 'entity' && context.can('query')) result.push(['Query it', context.href('query', { head: id })]);
  return result.map(([text, href]) => h('a', { class: 'chip', href }, text));
}

function features(all: string[]): HTMLElement | false {
  if (all.length === 0) return false;
  const kinds = new Map<string, string[]>();
  for (const feature of all) {
    const [kind, value] = parted(feature);
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
