// For you: rate a few, and the list follows at once; or choose a user of the training data.
import type { MakeView, Stage, View } from '../stage';
import type { Recommendation, Recommended, Shown } from '../types';
import { Combobox } from '../combobox';
import { after, fill, h } from '../dom';
import { go } from '../route';
import { segments, select } from '../segments';
import { empty, failure, Slot } from '../slot';
import { title } from '../words';
import { likes } from '../worth';
import { history } from './known';
import { moveRows, recommended } from './list';
import { Own } from './own';
import { rate } from './rate';
import { historyOf, said, tastesOf, withTastes } from './tastes';

const TOP = 12;
const MANY = 100; // users; of fewer an item cannot be seen often

export const makeForYou: MakeView = (host, stage) => new ForYou(host, stage);

class ForYou implements View {
  private readonly own: Own;
  private readonly who = h('div', { class: 'row searchbar' });
  private readonly left = h('div', { class: 'stack' });
  private readonly right = h('div', {});
  private readonly answer = h('div', {});
  private readonly note = h('div', {});
  private readonly list: Slot<Recommendation>;
  private readonly user = new Slot<Shown>(h('div', {}), (shown) => history(this.stage, shown), 10);
  private readonly soon = after(60, () => this.ask());
  private running = new AbortController();
  private mode = '';
  private asked = '';

  constructor(
    host: HTMLElement,
    private readonly stage: Stage,
  ) {
    this.own = new Own(
      stage,
      (item, value) => this.taste(item, value),
      () => this.keep([]),
    );
    this.list = new Slot<Recommendation>(this.answer, (answer) => this.draw(answer), 10, moveRows);
    fill(host, h('h1', {}, 'For you'), this.who, h('div', { class: 'panels you' }, this.left, this.right));
  }

  private get args(): URLSearchParams {
    return this.stage.args;
  }

  private keep(tastes: ReturnType<typeof tastesOf>): void {
    go(this.stage.href('you', withTastes(this.args, tastes)), tastes.length > 1);
  }

  private taste(item: string, value: number | null): void {
    const tastes = said(tastesOf(this.args), item, value);
    if (tastes.length === tastesOf(this.args).length && value === null) this.own.draw(tastes);
    this.keep(tastes);
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
      pick: (hit) => this.stage.go({ user: hit.id }),
      find: async (q, signal) => (await this.stage.api.search(q, 'user', 10, 0, signal)).items,
    });
    const turn = (to: string) =>
      to === 'guest'
        ? go(this.stage.href('you'))
        : this.stage.api
            .search('', 'user', 1)
            .then(({ items }) => items[0] && go(this.stage.href('you', { user: items[0].id })));
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
    const least = select(
      'Seen in training at least',
      [
        ['0', 'ever'],
        ['5', '5 times'],
        ['20', '20 times'],
        ['50', '50 times'],
      ],
      this.least,
      (value) => this.stage.go({ least: value }),
    );
    fill(
      this.right,
      h(
        'section',
        { class: 'card sticky', 'aria-label': 'Recommended' },
        h('div', { class: 'row ends' }, h('h2', {}, 'Recommended'), least),
        this.note,
        this.answer,
      ),
    );
    this.list.clear();
    fill(this.note);
    this.asked = '';
  }

  private get least(): string {
    return this.args.get('least') ?? (this.stage.info.sizes['user']! < MANY ? '0' : '20');
  }

  private showUser(): void {
    const id = this.args.get('user')!;
    void this.user.show((signal) => this.stage.api.show('user', id, signal));
  }

  private async showOwn(): Promise<void> {
    this.running.abort();
    const { signal } = (this.running = new AbortController());
    const tastes = tastesOf(this.args);
    const add = this.args.get('add');
    try {
      await Promise.all([
        this.own.start(signal),
        this.own.learnNames(tastes, signal),
        add && !tastes.length && this.own.offer(add, signal),
      ]);
      if (!signal.aborted) this.own.draw(tastes);
    } catch (error) {
      if (!signal.aborted)
        fill(
          this.answer,
          failure(error, () => this.update()),
        );
    }
  }

  private ask(): void {
    const tastes = tastesOf(this.args);
    const user = this.args.get('user');
    if (user === null && tastes.length === 0)
      return this.list.clear(empty('Rate one or two: what is recommended appears here, and changes as you go on.'));
    const words = {
      ...(user === null ? { history: historyOf(this.stage.info, tastes) } : { user }),
      top: TOP,
      least: Number(this.least),
      why: true,
    };
    if (this.asked === JSON.stringify(words)) return;
    this.asked = JSON.stringify(words);
    void this.list
      .show((signal) => this.stage.api.recommend(words, signal))
      .then((answer) => answer && this.stage.say(`Recommended: ${answer.items.slice(0, 3).map(title).join('; ')}`));
  }

  private draw(answer: Recommendation): HTMLElement {
    if (answer.items.length === 0) return empty('Nothing is left to recommend. Allow items that were seen less often.');
    const user = this.args.get('user');
    const values = new Map(tastesOf(this.args).map(({ item, value }) => [item, value]));
    const said = (item: Recommended, value: number | null) =>
      user === null ? this.taste(item.id, value) : value !== null && void this.store(user, item, value);
    const control = (item: Recommended) =>
      (user === null || this.stage.can('feedback')) && rate(this.stage.info, title(item), null, (v) => said(item, v));
    const liked = (id: string) => likes(this.stage.info, values.get(id) ?? 0);
    return recommended(this.stage, answer.items, { control, liked: user === null ? liked : null });
  }

  private async store(user: string, item: Recommended, value: number): Promise<void> {
    try {
      await this.stage.api.feedback(user, item.id, value);
      this.stage.say(`${title(item)} is kept`);
      fill(this.note, h('p', { class: 'soft note' }, 'Kept: ', h('bdi', {}, title(item)), '. The list takes it in.'));
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
