// For you: rate a few, and the list follows at once; or choose a user of the training data.
import type { MakeView, ViewContext, View } from '../context';
import type { Recommendation, Recommended, Shown } from '../types';
import { Combobox } from '../combobox';
import { after, fill, h } from '../dom';
import { go } from '../route';
import { segments, select } from '../segments';
import { empty, failure, Slot } from '../slot';
import { title } from '../words';
import { likes } from '../rating_value';
import { history } from './history';
import { moveRows, recommended } from './list';
import { OwnRatings } from './own';
import { rate } from './rate';
import { historyOf, said, ratingsOf, withRatings } from './ratings';

const TOP = 12;
const MANY = 100; // users; of fewer an item cannot be seen often

export const makeForYou: MakeView = (host, context) => new ForYou(host, context);

class ForYou implements View {
  private readonly own: OwnRatings;
  private readonly who = h('div', { class: 'row searchbar' });
  private readonly left = h('div', { class: 'stack' });
  private readonly right = h('div', {});
  private readonly answer = h('div', {});
  private readonly note = h('div', {});
  private readonly list: Slot<Recommendation>;
  private readonly user = new Slot<Shown>(h('div', {}), (shown) => history(this.context, shown), 10);
  private readonly soon = after(60, () => this.ask());
  private running = new AbortController();
  private mode = '';
  private asked = '';

  constructor(
    host: HTMLElement,
    private readonly context: ViewContext,
  ) {
    this.own = new OwnRatings(
      context,
      (item, value) => this.rating(item, value),
      () => this.keep([]),
    );
    this.list = new Slot<Recommendation>(this.answer, (answer) => this.draw(answer), 10, moveRows);
    fill(host, h('h1', {}, 'For you'), this.who, h('div', { class: 'panels you' }, this.left, this.right));
  }

  private get args(): URLSearchParams {
    return this.context.args;
  }

  private keep(ratings: ReturnType<typeof ratingsOf>): void {
    go(this.context.href('you', withRatings(this.args, ratings)), ratings.length > 1);
  }

  private rating(item: string, value: number | null): void {
    const ratings = said(ratingsOf(this.args), item, value);
    if (ratings.length === ratingsOf(this.args).length && value === null) this.own.draw(ratings);
    this.keep(ratings);
  }

  update(): void {
    const mode = this.args.has('user') ? 'user' : 'guest';
    if (mode !== this.mode) this.drawFrame(mode);
    if (mode === 'user') this.showUser();
    else void this.showOwn();
    this.soon();
  }

  private drawFrame(mode: string): void {
    this.mode = mode;
    const find = new Combobox({
      label: 'Find a user',
      placeholder: 'Find a user by id',
      pick: (hit) => this.context.go({ user: hit.id }),
      find: async (q, signal) => (await this.context.api.search(q, 'user', 10, 0, signal)).items,
    });
    const turn = (to: string) =>
      to === 'guest'
        ? go(this.context.href('you'))
        : this.context.api
            .search('', 'user', 1)
            .then(({ items }) => items[0] && go(this.context.href('you', { user: items[0].id })));
    fill(
      this.who,
      segments(
        'For whom',
        [
          ['guest', 'Someone new'],
          ['user', 'A known user'],
        ],
        mode,
        (to) => void turn(to),
      ),
      mode === 'user' && find.root,
    );
    fill(this.left, mode === 'user' ? this.user.host : this.own.root);
    const minCount = select(
      'Seen in training at least',
      [
        ['0', 'ever'],
        ['5', '5 times'],
        ['20', '20 times'],
        ['50', '50 times'],
      ],
      this.minCount,
      (value) => this.context.go({ min_count: value }),
    );
    fill(
      this.right,
      h(
        'section',
        { class: 'card sticky', 'aria-label': 'Recommended' },
        h('div', { class: 'row ends' }, h('h2', {}, 'Recommended'), minCount),
        this.note,
        this.answer,
      ),
    );
    this.list.clear();
    fill(this.note);
    this.asked = '';
  }

  private get minCount(): string {
    return this.args.get('min_count') ?? (this.context.info.sizes['user']! < MANY ? '0' : '20');
  }

  private showUser(): void {
    const id = this.args.get('user')!;
    void this.user.show((signal) => this.context.api.show('user', id, signal));
  }

  private async showOwn(): Promise<void> {
    this.running.abort();
    const { signal } = (this.running = new AbortController());
    const ratings = ratingsOf(this.args);
    const add = this.args.get('add');
    try {
      await Promise.all([
        this.own.start(signal),
        this.own.learnNames(ratings, signal),
        add && !ratings.length && this.own.offer(add, signal),
      ]);
      if (!signal.aborted) this.own.draw(ratings);
    } catch (error) {
      if (!signal.aborted)
        fill(
          this.answer,
          failure(error, () => this.update()),
        );
    }
  }

  private ask(): void {
    const ratings = ratingsOf(this.args);
    const user = this.args.get('user');
    if (user === null && ratings.length === 0)
      return this.list.clear(empty('Rate one or two: what is recommended appears here, and changes as you go on.'));
    const words = {
      ...(user === null ? { history: historyOf(this.context.info, ratings) } : { user }),
      top: TOP,
      min_count: Number(this.minCount),
      explain: true,
    };
    if (this.asked === JSON.stringify(words)) return;
    this.asked = JSON.stringify(words);
    void this.list
      .show((signal) => this.context.api.recommend(words, signal))
      .then((answer) => answer && this.context.say(`Recommended: ${answer.items.slice(0, 3).map(title).join('; ')}`));
  }

  private draw(answer: Recommendation): HTMLElement {
    if (answer.items.length === 0) return empty('Nothing is left to recommend. Allow items that were seen less often.');
    const user = this.args.get('user');
    const values = new Map(ratingsOf(this.args).map(({ item, value }) => [item, value]));
    const said = (item: Recommended, value: number | null) =>
      user === null ? this.rating(item.id, value) : value !== null && void this.store(user, item, value);
    const control = (item: Recommended) =>
      (user === null || this.context.can('feedback')) && rate(this.context.info, title(item), null, (v) => said(item, v));
    const liked = (id: string) => likes(this.context.info, values.get(id) ?? 0);
    return recommended(this.context, answer.items, { control, liked: user === null ? liked : null });
  }

  private async store(user: string, item: Recommended, value: number): Promise<void> {
    try {
      await this.context.api.feedback(user, item.id, value);
      this.context.say(`${title(item)} is stored`);
      fill(this.note, h('p', { class: 'soft note' }, 'Stored: ', h('bdi', {}, title(item)), '. The list takes it in.'));
      this.asked = '';
      this.ask();
    } catch (error) {
      fill(
        this.note,
        failure(error, () => void this.store(user, item, value)),
      );
    }
  }

  leave(): void {
    this.running.abort();
    this.list.stop();
    this.user.stop();
  }
}
