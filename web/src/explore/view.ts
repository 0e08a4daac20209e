// Explore: find a thing, see what is near it, where it stands, who likes it; go on from there.
import type { MakeView, Stage, View } from '../stage';
import type { Shown } from '../types';
import { Combobox } from '../combobox';
import { fill, h } from '../dom';
import { segments } from '../segments';
import { Slot } from '../slot';
import { capital, many, title } from '../words';
import { makeNeighbours } from './neighbours';
import { places } from './places';
import { relations } from './relations';
import { popular } from './popular';
import { portrait } from './portrait';

export const makeExplore: MakeView = (host, stage) => new Explore(host, stage);

class Explore implements View {
  private readonly bar = h('div', { class: 'row searchbar' });
  private readonly body = h('div', { class: 'explore' });
  private readonly slot: Slot<Node[]>;
  private side = '';
  private at = '';

  constructor(
    host: HTMLElement,
    private readonly stage: Stage,
  ) {
    this.slot = new Slot(this.body, (nodes) => nodes, 9);
    fill(host, this.bar, this.body);
  }

  update(): void {
    const side = this.stage.side();
    const id = this.stage.args.get('id');
    if (side !== this.side) this.drawBar(side);
    const at = `${side}\n${id ?? ''}`;
    if (at === this.at) return;
    this.at = at;
    void this.slot.show((signal) => (id === null ? popular(this.stage, side, signal) : this.thing(side, id, signal)));
    if (id !== null) scrollTo({ top: 0 });
  }

  leave(): void {
    this.slot.stop();
  }

  private drawBar(side: string): void {
    this.side = side;
    const { api } = this.stage;
    const find = new Combobox({
      label: `Search ${many(side)} by name or id`,
      placeholder: `Search ${many(side)} by name or id`,
      find: async (q, signal) => (await api.search(q, side, 12, 0, signal)).items,
      pick: (hit) => this.stage.go({ side, id: hit.id }),
    });
    const sides = this.stage.sides.map((each): [string, string] => [each, capital(many(each))]);
    const choice = segments('What to search', sides, side, (chosen) => this.stage.go({ side: chosen, id: null }));
    fill(this.bar, this.stage.sides.length > 1 && choice, find.root);
  }

  private async thing(side: string, id: string, signal: AbortSignal): Promise<Node[]> {
    const shown = { ...(await this.stage.api.show(side, id, signal)), side };
    this.stage.say(`${title(shown)}, ${side}`);
    return [portrait(this.stage, shown), this.panels(shown)];
  }

  private panels(shown: Shown): HTMLElement {
    const near = this.stage.can('similar') && makeNeighbours(this.stage, shown);
    const where = this.stage.can('axes') && shown.axes.length > 0 && places(this.stage, shown);
    return h('div', { class: 'panels' }, near, h('div', { class: 'stack' }, where, relations(this.stage, shown)));
  }
}
