// What the visitor rates: a search, some well known items, and what he said so far.
import type { ViewContext } from '../context';
import type { Named } from '../types';
import type { Rating } from './ratings';
import { Combobox } from '../combobox';
import { fill, h } from '../dom';
import { name, title, unit } from '../words';
import { rate } from './rate';

const SHOWN = 8;
const KNOWN = 120;
const RATE = 'Find an item to rate';
const WORDS: Record<string, string> = { likes: 'Find an item that you like' };

export class OwnRatings {
  readonly root: HTMLElement;
  private readonly rated = h('div', {});
  private readonly offers = h('div', { class: 'offers' });
  private readonly names = new Map<string, Named>();
  private popular: Named[] = [];
  private turn = 0;
  private ratings: Rating[] = [];
  private adding: string | null = null;

  constructor(
    private readonly context: ViewContext,
    private readonly change: (item: string, value: number | null) => void,
    private readonly reset: () => void,
  ) {
    const find = new Combobox({
      label: WORDS[context.info.task] ?? RATE,
      placeholder: WORDS[context.info.task] ?? RATE,
      find: async (q, signal) => (await context.api.search(q, 'item', 10, 0, signal)).items,
      pick: (hit) => this.add(hit),
    });
    this.root = h('div', { class: 'stack' }, find.root, this.rated, this.offers);
  }

  async start(signal: AbortSignal): Promise<void> {
    if (this.popular.length > 0) return;
    this.popular = (await this.context.api.search('', 'item', KNOWN, 0, signal)).items;
    for (const hit of this.popular) this.names.set(hit.id, hit);
  }

  // Names of what a link brought along are asked for one by one.
  async learnNames(ratings: Rating[], signal: AbortSignal): Promise<void> {
    const unknown = ratings.filter(({ item }) => !this.names.has(item));
    await Promise.all(
      unknown.map(async ({ item }) => {
        const shown = await this.context.api.show('item', item, signal).catch(() => ({ id: item }));
        this.names.set(item, shown);
      }),
    );
  }

  private add(hit: Named): void {
    this.names.set(hit.id, hit);
    if (this.context.info.task === 'likes') return this.change(hit.id, 1);
    this.adding = hit.id;
    this.draw(this.ratings);
    this.rated.querySelector<HTMLElement>('li input, li button')?.focus();
  }

  async offer(id: string, signal: AbortSignal): Promise<void> {
    await this.learnNames([{ item: id, value: 0 }], signal);
    this.adding = id;
  }

  draw(ratings: Rating[]): void {
    this.ratings = ratings;
    if (ratings.some(({ item }) => item === this.adding)) this.adding = null;
    const focus = document.activeElement?.closest('li')?.getAttribute('data-id');
    fill(this.rated, this.ratedCard());
    fill(this.offers, this.offersCard());
    if (focus)
      this.root
        .querySelector<HTMLElement>(`li[data-id="${CSS.escape(focus)}"] :is(input:checked, button, input)`)
        ?.focus();
  }

  private ratedCard(): HTMLElement | false {
    const rows: [string, number | null][] = this.ratings.map(({ item, value }) => [item, value]);
    if (this.adding !== null) rows.unshift([this.adding, null]);
    if (rows.length === 0) return false;
    return h(
      'section',
      { class: 'card', 'aria-label': `Your ${unit(this.context.info.task)}s` },
      h(
        'div',
        { class: 'row ends' },
        h('h2', {}, `Your ${unit(this.context.info.task)}s`),
        h('button', { class: 'quiet small', click: this.reset }, 'Start over'),
      ),
      h(
        'ul',
        { class: 'rows' },
        rows.map(([item, value]) => this.row(this.names.get(item) ?? { id: item }, value, true)),
      ),
    );
  }

  private offersCard(): HTMLElement | false {
    const known = new Set(this.ratings.map(({ item }) => item));
    const left = this.popular.filter(({ id }) => !known.has(id) && id !== this.adding);
    if (left.length === 0) return false;
    const from = (this.turn * SHOWN) % left.length;
    const shown = left.slice(from, from + SHOWN);
    const others = h(
      'button',
      {
        class: 'quiet small',
        click: () => {
          ++this.turn;
          this.draw(this.ratings);
        },
      },
      'Others',
    );
    return h(
      'section',
      { class: 'card', 'aria-label': 'Well known' },
      h('div', { class: 'row ends' }, h('h2', {}, 'Well known'), left.length > SHOWN && others),
      h(
        'ul',
        { class: 'rows' },
        shown.map((hit) => this.row(hit, null, false)),
      ),
    );
  }

  private row(thing: Named, value: number | null, mine: boolean): HTMLElement {
    const control = rate(this.context.info, title(thing), value, (chosen) => this.change(thing.id, chosen));
    const out = () => {
      this.adding = null;
      this.change(thing.id, null);
    };
    return h(
      'li',
      { class: 'row ends rated', 'data-id': thing.id },
      name(thing),
      h(
        'span',
        { class: 'row tight' },
        control,
        mine && h('button', { class: 'quiet small', 'aria-label': `Take out ${title(thing)}`, click: out }, '✕'),
      ),
    );
  }
}
