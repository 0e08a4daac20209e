// Graph view: a node with its training links, predicted links and class.
import type { MakeView, ViewContext, View } from '../context';
import type { Classified } from '../types';
import type { Neighbourhood } from './neighbourhood';
import { answers } from '../query/answers';
import { Combobox } from '../combobox';
import { fill, h, s, type Child } from '../dom';
import { select } from '../choice_controls';
import { AsyncSlot } from '../async_slot';
import { many, name, percent, plural } from '../format';
import { diagram } from './diagram';
import { neighbourhood } from './neighbourhood';

export const makeGraph: MakeView = (host, context) => new Graph(host, context);

class Graph implements View {
  private readonly bar = h('div', { class: 'row searchbar' });
  private readonly body = h('div', {});
  private readonly slot: AsyncSlot<Neighbourhood>;
  private classes: string[] = [];

  constructor(
    host: HTMLElement,
    private readonly context: ViewContext,
  ) {
    this.slot = new AsyncSlot<Neighbourhood>(this.body, (around) => this.draw(around), 12);
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
      const id =
        this.context.args.get('id') ?? (await this.context.api.search('', side, 1, 0, signal)).items[0]?.id ?? '';
      return neighbourhood(this.context, side, id, this.context.args.get('relation'), signal);
    });
  }

  private draw(around: Neighbourhood): Child {
    const { row } = around;
    this.context.say(`${row.id}: ${plural(around.edges.length, 'link')} drawn`);
    this.classes = [...(around.classes.get(row.id)?.classes ?? [])].map((each) => each.class).sort();
    const style = {
      colour: (id: string) => `c${Math.min(Math.max(this.classIndex(around, id), 0), 9)}`,
      letter: (id: string) => this.letters[this.classIndex(around, id)] ?? '',
      description: (id: string) => (around.classes.has(id) ? `, class ${around.classes.get(id)!.class}` : ''),
      href: (id: string) => this.context.href('graph', { id }),
      narrow: this.body.clientWidth < 520,
    };
    return [
      h('h1', {}, name(row, 'title')),
      h(
        'p',
        { class: 'soft lead' },
        plural(around.total, 'link'),
        ' in the training set',
        around.notDrawn > 0 && `, ${around.notDrawn} not drawn`,
        ' · ',
        h('a', { href: this.context.href('explore', { side: row.side, id: row.id }) }, 'Details'),
      ),
      h(
        'div',
        { class: 'panels graphview' },
        h('div', { class: 'card canvas' }, diagram(around, style), this.key(around)),
        h('div', { class: 'stack' }, this.sideCards(around)),
      ),
    ];
  }

  private classIndex({ classes }: Neighbourhood, id: string): number {
    return this.classes.indexOf(classes.get(id)?.class ?? '');
  }

  // The first letters of the classes if they differ, otherwise numbers.
  private get letters(): string[] {
    const first = this.classes.map((text) => Array.from(text)[0]?.toUpperCase() ?? '');
    return new Set(first).size === first.length ? first : first.map((_, i) => String(i + 1));
  }

  private key(around: Neighbourhood): HTMLElement {
    const sample = (className: string, shape: SVGElement) =>
      s(
        'svg',
        { viewBox: '0 0 44 20', width: 44, height: 20, 'aria-hidden': 'true' },
        s('line', { class: className, x1: 0, x2: 34, y1: 10, y2: 10 }),
        shape,
      );
    return h(
      'ul',
      { class: 'legend key' },
      h('li', {}, sample('link', s('circle', { class: 'disc c0', cx: 34, cy: 10, r: 6 })), 'link in the training set'),
      this.context.can('query') &&
        h(
          'li',
          {},
          sample('link predicted', s('path', { class: 'diamond c0', d: 'M34 2l8 8l-8 8l-8-8Z' })),
          'predicted link',
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

  private sideCards(around: Neighbourhood): Child {
    const ownClass = around.classes.get(around.row.id);
    const predicted = around.edges.flatMap((edge) => (edge.answer ? [edge.answer] : []));
    return [
      ownClass && classCard(ownClass),
      around.row.side === 'entity' && this.context.can('query') && this.relationCard(around),
      predicted.length > 0 &&
        h(
          'section',
          { class: 'card', 'aria-label': 'Predicted links' },
          h('h2', {}, 'Predicted links'),
          answers(this.context, predicted, around.row.side),
        ),
      h('section', { class: 'card', 'aria-label': 'Neighbours' }, h('h2', {}, 'Neighbours'), this.neighbours(around)),
    ];
  }

  private relationCard({ row }: Neighbourhood): HTMLElement {
    const relations = [
      ...new Set(
        (row.links ?? []).flatMap((triple) => (triple.head === row.id && triple.relation ? [triple.relation] : [])),
      ),
    ].sort();
    return h(
      'section',
      { class: 'card', 'aria-label': 'Predicted triples' },
      select(
        'Predict triples with relation',
        [['', 'none'], ...relations.map((relation): [string, string] => [relation, relation])],
        this.context.args.get('relation') ?? '',
        (relation) => this.context.go({ id: row.id, relation }),
      ),
    );
  }

  private neighbours({ row, edges, classes }: Neighbourhood): HTMLElement {
    const known = edges.filter((edge) => edge.known);
    if (known.length === 0) return h('p', { class: 'soft' }, 'No links in the training set.');
    if (row.side === 'node' && classes.size === 0)
      return h(
        'ul',
        { class: 'chips' },
        known.map((edge) =>
          h(
            'li',
            {},
            h('a', { class: 'chip', href: this.context.href('graph', { id: edge.id }) }, h('bdi', {}, edge.id)),
          ),
        ),
      );
    return h(
      'ul',
      { class: 'rows' },
      known.map((edge) =>
        h(
          'li',
          { class: 'row ends' },
          h(
            'span',
            {},
            row.side === 'entity' &&
              h(
                'bdi',
                { class: 'soft' },
                `${edge.outgoing ? '' : 'is '}${edge.relation}${edge.outgoing ? ' ' : ' of '}`,
              ),
            h('a', { class: 'row-link', href: this.context.href('graph', { id: edge.id }) }, h('bdi', {}, edge.id)),
          ),
          probability(classes.get(edge.id)),
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
          h('span', { class: 'bar', '--fraction': each.probability, 'aria-hidden': 'true' }, h('i', {})),
          h('span', { class: 'number' }, percent(each.probability)),
        ),
      ),
    ),
  );
}
