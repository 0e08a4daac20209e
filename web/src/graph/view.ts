// Graph: a node, its known links and its likely ones, its class; go on from node to node.
import type { MakeView, ViewContext, View } from '../context';
import type { Classified } from '../types';
import type { Neighbourhood } from './neighbourhood';
import { answers } from '../ask/answers';
import { Combobox } from '../combobox';
import { fill, h, s, type Child } from '../dom';
import { select } from '../segments';
import { Slot } from '../slot';
import { many, name, percent, plural } from '../words';
import { drawing } from './drawing';
import { neighbourhood } from './neighbourhood';

export const makeGraph: MakeView = (host, context) => new Graph(host, context);

class Graph implements View {
  private readonly bar = h('div', { class: 'row searchbar' });
  private readonly body = h('div', {});
  private readonly slot: Slot<Neighbourhood>;
  private classes: string[] = [];

  constructor(
    host: HTMLElement,
    private readonly context: ViewContext,
  ) {
    this.slot = new Slot<Neighbourhood>(this.body, (around) => this.draw(around), 12);
    const side = context.mainSide;
    const find = new Combobox({
      label: `Search ${many(side)}`,
      placeholder: `Search ${many(side)}`,
      pick: (hit) => context.go({ id: hit.id, relation: null }),
      find: async (q, signal) => (await context.api.search(q, side, 12, 0, signal)).items,
    });
    fill(this.bar, find.root);
    fill(host, this.bar, this.body);
  }

  update(): void {
    const side = this.context.mainSide;
    void this.slot.show(async (signal) => {
      const id = this.context.args.get('id') ?? (await this.context.api.search('', side, 1, 0, signal)).items[0]?.id ?? '';
      return neighbourhood(this.context, side, id, this.context.args.get('relation'), signal);
    });
  }

  private draw(around: Neighbourhood): Child {
    const { shown } = around;
    this.context.say(`${shown.id}: ${plural(around.spokes.length, 'link')} drawn`);
    this.classes = [...(around.classes.get(shown.id)?.classes ?? [])].map((each) => each.class).sort();
    const look = {
      colour: (id: string) => `c${Math.min(Math.max(this.rank(around, id), 0), 9)}`,
      letter: (id: string) => this.letters[this.rank(around, id)] ?? '',
      words: (id: string) => (around.classes.has(id) ? `, class ${around.classes.get(id)!.class}` : ''),
      href: (id: string) => this.context.href('graph', { id }),
      narrow: this.body.clientWidth < 520,
    };
    return [
      h('h1', {}, name(shown, 'title')),
      h(
        'p',
        { class: 'soft lead' },
        plural(around.total, 'link'),
        ' in training',
        around.left > 0 && `, ${around.left} of them not drawn`,
        ' · ',
        h('a', { href: this.context.href('explore', { side: shown.side, id: shown.id }) }, 'All that is known of it'),
      ),
      h(
        'div',
        { class: 'panels graphview' },
        h('div', { class: 'card canvas' }, drawing(around, look), this.key(around)),
        h('div', { class: 'stack' }, this.asides(around)),
      ),
    ];
  }

  private rank({ classes }: Neighbourhood, id: string): number {
    return this.classes.indexOf(classes.get(id)?.class ?? '');
  }

  // First letters where they differ, numbers otherwise.
  private get letters(): string[] {
    const first = this.classes.map((text) => Array.from(text)[0]?.toUpperCase() ?? '');
    return new Set(first).size === first.length ? first : first.map((_, i) => String(i + 1));
  }

  private key(around: Neighbourhood): HTMLElement {
    const sample = (of: string, shape: SVGElement) =>
      s(
        'svg',
        { viewBox: '0 0 44 20', width: 44, height: 20, 'aria-hidden': 'true' },
        s('line', { class: of, x1: 0, x2: 34, y1: 10, y2: 10 }),
        shape,
      );
    return h(
      'ul',
      { class: 'legend key' },
      h('li', {}, sample('link', s('circle', { class: 'disc c0', cx: 34, cy: 10, r: 6 })), 'link of training'),
      this.context.can('query') &&
        h(
          'li',
          {},
          sample('link likely', s('path', { class: 'diamond c0', d: 'M34 2l8 8l-8 8l-8-8Z' })),
          'likely link',
        ),
      around.classes.size > 0 &&
        this.classes.map((text, i) =>
          h(
            'li',
            {},
            h('i', { class: 'swatch lettered', '--colour': `var(--c${Math.min(i, 9)})` }, this.letters[i]),
            h('bdi', {}, text),
          ),
        ),
    );
  }

  private asides(around: Neighbourhood): Child {
    const own = around.classes.get(around.shown.id);
    const likely = around.spokes.flatMap((spoke) => (spoke.answer ? [spoke.answer] : []));
    return [
      own && classCard(own),
      around.shown.side === 'entity' && this.context.can('query') && this.relationCard(around),
      likely.length > 0 &&
        h(
          'section',
          { class: 'card', 'aria-label': 'Likely links' },
          h('h2', {}, 'Likely links'),
          answers(this.context, likely, around.shown.side),
        ),
      h('section', { class: 'card', 'aria-label': 'Neighbours' }, h('h2', {}, 'Neighbours'), this.neighbours(around)),
    ];
  }

  private relationCard({ shown }: Neighbourhood): HTMLElement {
    const relations = [
      ...new Set(
        (shown.links ?? []).flatMap((fact) => (fact.head === shown.id && fact.relation ? [fact.relation] : [])),
      ),
    ].sort();
    return h(
      'section',
      { class: 'card', 'aria-label': 'Likely facts' },
      select(
        'Show likely facts of',
        [['', 'none'], ...relations.map((relation): [string, string] => [relation, relation])],
        this.context.args.get('relation') ?? '',
        (relation) => this.context.go({ id: shown.id, relation }),
      ),
    );
  }

  private neighbours({ shown, spokes, classes }: Neighbourhood): HTMLElement {
    const known = spokes.filter((spoke) => spoke.known);
    if (known.length === 0) return h('p', { class: 'soft' }, 'It has no link in training.');
    if (shown.side === 'node' && classes.size === 0)
      return h(
        'ul',
        { class: 'chips' },
        known.map((spoke) =>
          h(
            'li',
            {},
            h('a', { class: 'chip', href: this.context.href('graph', { id: spoke.id }) }, h('bdi', {}, spoke.id)),
          ),
        ),
      );
    return h(
      'ul',
      { class: 'rows' },
      known.map((spoke) =>
        h(
          'li',
          { class: 'row ends' },
          h(
            'span',
            {},
            shown.side === 'entity' &&
              h('bdi', { class: 'soft' }, `${spoke.out ? '' : 'is '}${spoke.relation}${spoke.out ? ' ' : ' of '}`),
            h('a', { class: 'thing', href: this.context.href('graph', { id: spoke.id }) }, h('bdi', {}, spoke.id)),
          ),
          probability(classes.get(spoke.id)),
        ),
      ),
    );
  }
}

const probability = (node: Classified | undefined): Child =>
  node && h('span', { class: 'soft' }, h('bdi', {}, node.class), ` ${percent(node.probability)}`);

function classCard(node: Classified): HTMLElement {
  return h(
    'section',
    { class: 'card', 'aria-label': 'Class' },
    h('h2', {}, 'Class'),
    node.label !== undefined && h('p', { class: 'soft note' }, 'Training label: ', h('bdi', {}, node.label)),
    h(
      'ol',
      { class: 'rows' },
      node.classes.map((each) =>
        h(
          'li',
          { class: 'line' },
          h('bdi', {}, each.class),
          h('span', { class: 'bar', '--share': each.probability, 'aria-hidden': 'true' }, h('i', {})),
          h('span', { class: 'number' }, percent(each.probability)),
        ),
      ),
    ),
  );
}
