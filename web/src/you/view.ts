// For you view: recommendations for the visitor's own ratings, or for a user of the training set.
import type { MakeView, ViewContext, View } from '../context';
import type { Recommendation, Recommended, RowInfo } from '../types';
import { Combobox } from '../combobox';
import { debounce, fill, h } from '../dom';
import { go } from '../route';
import { segments, select } from '../choice_controls';
import { empty, failure, AsyncSlot } from '../async_slot';
import { title } from '../format';
import { isLike } from '../rating_value';
import { history } from './history';
import { moveRows, recommended } from './list';
import { OwnRatings } from './own_ratings';
import { rate } from './rate';
import { historyOf, ratingsOf, setRating, withRatings } from './ratings';

const TOP = 12;
const MANY_USERS = 100; // with fewer users the default minimum count is 0

export const makeForYou: MakeView = (host, context) => new ForYou(host, context);

class ForYou implements View {
  private readonly ownRatings: OwnRatings;
  private readonly userBar = h('div', { class: 'row searchbar' });
  private readonly leftPanel = h('div', { class: 'stack' });
  private readonly rightPanel = h('div', {});
  private readonly recommendations = h('div', {});
  private readonly note = h('div', {});
  private readonly list: AsyncSlot<Recommendation>;
  private readonly user = new AsyncSlot<RowInfo>(h('div', {}), (row) => history(this.context, row), 10);
  private readonly requestSoon = debounce(60, () => this.request());
  private running = new AbortController();
  private mode = '';
  private lastRequest = '';

  constructor(
    host: HTMLElement,
    private readonly context: ViewContext,
  ) {
    this.ownRatings = new OwnRatings(
      context,
      (item, value) => this.rating(item, value),
      () => this.storeRatings([]),
    );
    this.list = new AsyncSlot<Recommendation>(this.recommendations, (answer) => this.draw(answer), 10, moveRows);
    fill(
      host,
      h('h1', {}, 'For you'),
      this.userBar,
      h('div', { class: 'panels you' }, this.leftPanel, this.rightPanel),
    );
  }

  private get args(): URLSearchParams {
    return this.context.args;
  }

  private storeRatings(ratings: ReturnType<typeof ratingsOf>): void {
    go(this.context.href('you', withRatings(this.args, ratings)), ratings.length > 1);
  }

  private rating(item: string, value: number | null): void {
    const ratings = setRating(ratingsOf(this.args), item, value);
    if (ratings.length === ratingsOf(this.args).length && value === null) this.ownRatings.draw(ratings);
    this.storeRatings(ratings);
  }

  update(): void {
    const mode = this.args.has('user') ? 'user' : 'guest';
    if (mode !== this.mode) this.drawFrame(mode);
    if (mode === 'user') this.showUser();
    else void this.showOwn();
    this.requestSoon();
  }

  private drawFrame(mode: string): void {
    this.mode = mode;
    const find = new Combobox({
      label: 'Find a user',
      placeholder: 'Find a user by id',
      pick: (hit) => this.context.go({ user: hit.id }),
      find: async (q, signal) => (await this.context.api.search(q, 'user', 10, 0, signal)).items,
    });
    const switchMode = (to: string) =>
      to === 'guest'
        ? go(this.context.href('you'))
        : this.context.api
            .search('', 'user', 1)
            .then(({ items }) => items[0] && go(this.context.href('you', { user: items[0].id })));
    fill(
      this.userBar,
      segments(
        'User',
        [
          ['guest', 'New user'],
          ['user', 'Known user'],
        ],
        mode,
        (to) => void switchMode(to),
      ),
      mode === 'user' && find.root,
    );
    fill(this.leftPanel, mode === 'user' ? this.user.host : this.ownRatings.root);
    const minCount = select(
      'Minimum training rows',
      [
        ['0', 'any'],
        ['5', '5'],
        ['20', '20'],
        ['50', '50'],
      ],
      this.minCount,
      (value) => this.context.go({ min_count: value }),
    );
    fill(
      this.rightPanel,
      h(
        'section',
        { class: 'card sticky', 'aria-label': 'Recommended' },
        h('div', { class: 'row ends' }, h('h2', {}, 'Recommended'), minCount),
        this.note,
        this.recommendations,
      ),
    );
    this.list.clear();
    fill(this.note);
    this.lastRequest = '';
  }

  private get minCount(): string {
    return this.args.get('min_count') ?? (this.context.info.sizes['user']! < MANY_USERS ? '0' : '20');
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
        this.ownRatings.start(signal),
        this.ownRatings.loadNames(ratings, signal),
        add && !ratings.length && this.ownRatings.startRating(add, signal),
      ]);
      if (!signal.aborted) this.ownRatings.draw(ratings);
    } catch (error) {
      if (!signal.aborted)
        fill(
          this.recommendations,
          failure(error, () => this.update()),
        );
    }
  }

  private request(): void {
    const ratings = ratingsOf(this.args);
    const user = this.args.get('user');
    if (user === null && ratings.length === 0)
      return this.list.clear(empty('Rate one or two items. Recommendations appear here and change with each rating.'));
    const request = {
      ...(user === null ? { history: historyOf(this.context.info, ratings) } : { user }),
      top: TOP,
      min_count: Number(this.minCount),
      explain: true,
    };
    if (this.lastRequest === JSON.stringify(request)) return;
    this.lastRequest = JSON.stringify(request);
    void this.list
      .show((signal) => this.context.api.recommend(request, signal))
      .then((answer) => answer && this.context.say(`Recommended: ${answer.items.slice(0, 3).map(title).join('; ')}`));
  }

  private draw(answer: Recommendation): HTMLElement {
    if (answer.items.length === 0) return empty('No items to recommend. Lower the minimum number of training rows.');
    const user = this.args.get('user');
    const values = new Map(ratingsOf(this.args).map(({ item, value }) => [item, value]));
    const onRate = (item: Recommended, value: number | null) =>
      user === null ? this.rating(item.id, value) : value !== null && void this.store(user, item, value);
    const control = (item: Recommended) =>
      (user === null || this.context.can('feedback')) &&
      rate(this.context.info, title(item), null, (v) => onRate(item, v));
    const liked = (id: string) => isLike(this.context.info, values.get(id) ?? 0);
    return recommended(this.context, answer.items, { control, liked: user === null ? liked : null });
  }

  private async store(user: string, item: Recommended, value: number): Promise<void> {
    try {
      await this.context.api.feedback(user, item.id, value);
      this.context.say(`${title(item)} is stored`);
      fill(
        this.note,
        h('p', { class: 'soft note' }, 'Stored: ', h('bdi', {}, title(item)), '. The recommendations use it.'),
      );
      this.lastRequest = '';
      this.request();
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
