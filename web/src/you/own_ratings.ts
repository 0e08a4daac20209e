// The ratings of the visitor: a search, popular items to rate, and the ratings so far.
import type { ViewContext } from '../context';
import type { Named } from '../types';
import type { Rating } from './ratings';
import { Combobox } from '../combobox';
import { fill, h } from '../dom';
import { name, title, unit } from '../format';
import { rate } from './rate';

const NUM_SHOWN = 8;
const NUM_POPULAR = 120;
const DEFAULT_LABEL = 'Find an item to rate';
const LABELS: Record<string, string> = { likes: 'Find an item that you like' };

export class OwnRatings {
  readonly root: HTMLElement;
  private readonly rated = h('div', {});
  private readonly suggestions = h('div', { class: 'suggestions' });
  private readonly names = new Map<string, Named>();
  private popular: Named[] = [];
  private page = 0;
  private ratings: Rating[] = [];
  private adding: string | null = null;

  constructor(
    private readonly context: ViewContext,
    private readonly change: (item: string, value: number | null) => void,
    private readonly reset: () => void,
  ) {
    const find = new Combobox({
      label: LABELS[context.info.task] ?? DEFAULT_LABEL,
      placeholder: LABELS[context.info.task] ?? DEFAULT_LABEL,
      find: async (q, signal) => (await context.api.search(q, 'item', 10, 0, signal)).items,
      pick: (hit) => this.add(hit),
    });
    this.root = h('div', { class: 'stack' }, find.root, this.rated, this.suggestions);
  }

  async start(signal: AbortSignal): Promise<void> {
    if (this.popular.length > 0) return;
    this.popular = (await this.context.api.search('', 'item', NUM_POPULAR, 0, signal)).items;
    for (const hit of this.popular) this.names.set(hit.id, hit);
  }

  // Loads the names of items in the URL.
  async loadNames(ratings: Rating[], signal: AbortSignal): Promise<void> {
    const unknown = ratings.filter(({ item }) => !this.names.has(item));
    await Promise.all(
      unknown.map(async ({ item }) => {
        const row = await this.context.api.show('item', item, signal).catch(() => ({ id: item }));
        this.names.set(item, row);
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

  async startRating(id: string, signal: AbortSignal): Promise<void> {
    await this.loadNames([{ item: id, value: 0 }], signal);
    this.adding = id;
  }

  draw(ratings: Rating[]): void {
    this.ratings = ratings;
    if (ratings.some(({ item }) => item === this.adding)) this.adding = null;
    const focus = document.activeElement?.closest('li')?.getAttribute('data-id');
    fill(this.rated, this.ratedCard());
    fill(this.suggestions, this.suggestionsCard());
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

  private suggestionsCard(): HTMLElement | false {
    const rated = new Set(this.ratings.map(({ item }) => item));
    const remaining = this.popular.filter(({ id }) => !rated.has(id) && id !== this.adding);
    if (remaining.length === 0) return false;
    const from = (this.page * NUM_SHOWN) % remaining.length;
    const page = remaining.slice(from, from + NUM_SHOWN);
    const others = h(
      'button',
      {
        class: 'quiet small',
        click: () => {
          ++this.page;
          this.draw(this.ratings);
        },
      },
      'Show others',
    );
    return h(
      'section',
      { class: 'card', 'aria-label': 'Popular items' },
      h('div', { class: 'row ends' }, h('h2', {}, 'Popular items'), remaining.length > NUM_SHOWN && others),
      h(
        'ul',
        { class: 'rows' },
        page.map((hit) => this.row(hit, null, false)),
      ),
    );
  }

  private row(item: Named, value: number | null, isOwn: boolean): HTMLElement {
    const control = rate(this.context.info, title(item), value, (chosen) => this.change(item.id, chosen));
    const remove = () => {
      this.adding = null;
      this.change(item.id, null);
    };
    return h(
      'li',
      { class: 'row ends rated', 'data-id': item.id },
      name(item),
      h(
        'span',
        { class: 'row tight' },
        control,
        isOwn && h('button', { class: 'quiet small', 'aria-label': `Remove ${title(item)}`, click: remove }, '✕'),
      ),
    );
  }
}
