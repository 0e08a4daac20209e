// The head of a thing's page: its name, how often it was seen, its traits.
import type { Stage } from '../stage';
import type { Shown } from '../types';
import { h } from '../dom';
import { name, parted, plural, unit } from '../words';

export function portrait(stage: Stage, shown: Shown): HTMLElement {
  const facts = [
    shown.name ? `${shown.side} ${shown.id}` : shown.side,
    shown.count !== undefined && plural(shown.count, unit(stage.info.task)),
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
    h('div', { class: 'row' }, ways(stage, shown)),
    traits(shown.traits),
  );
}

function ways(stage: Stage, { side, id }: Shown): HTMLElement[] {
  const result: [string, string][] = [];
  if (stage.can('map')) result.push(['On the map', stage.href('map', { side, at: id })]);
  if (side === 'user' && stage.can('recommend')) result.push(['What to recommend', stage.href('you', { user: id })]);
  if (side === 'item' && stage.can('recommend')) result.push(['Rate it', stage.href('you', { add: id })]);
  if (side === 'node' || side === 'entity') result.push(['Its links', stage.href('graph', { id })]);
  if (side === 'entity' && stage.can('ask')) result.push(['Ask of it', stage.href('ask', { head: id })]);
  return result.map(([text, href]) => h('a', { class: 'chip', href }, text));
}

function traits(all: string[]): HTMLElement | false {
  if (all.length === 0) return false;
  const kinds = new Map<string, string[]>();
  for (const trait of all) {
    const [kind, value] = parted(trait);
    kinds.set(kind, [...(kinds.get(kind) ?? []), value]);
  }
  return h(
    'dl',
    { class: 'traits' },
    [...kinds].map(([kind, values]) => [
      h('dt', {}, kind || 'traits'),
      h(
        'dd',
        { class: 'chips' },
        values.map((value) => h('bdi', { class: 'chip' }, value)),
      ),
    ]),
  );
}
