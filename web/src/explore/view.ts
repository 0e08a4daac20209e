// Explore: find a thing, see what is near it, where it stands, who likes it; go on from there.
import type { MakeView, ViewContext, View } from '../context';
import type { Shown } from '../types';
import { Combobox } from '../combobox';
import { fill, h } from '../dom';
import { segments } from '../segments';
import { Slot } from '../slot';
import { capital, many, title } from '../words';
import { makeNeighbours } from './neighbours';
import { axisPositions } from './axes';
import { relations } from './relations';
import { popular } from './popular';
import { thingHeader } from './header';

export const makeExplore: MakeView = (host, context) => new Explore(host, context);

class Explore implements View {
  private readonly bar = h('div', { class: 'row searchbar' });
  private readonly body = h('div', { class: 'explore' });
  private readonly slot: Slot<Node[]>;
  private side = '';
  private at = '';

  constructor(
    host: HTMLElement,
    private readonly context: ViewContext,
  ) {
    this.slot = new Slot(this.body, (nodes) => nodes, 9);
    fill(host, this.bar, this.body);
  }

  update(): void {
    const side = this.context.side();
    const id = this.context.args.get('id');
    if (side !== this.side) this.drawBar(side);
    const at = `${side}\n${id ?? ''}`;
    if (at === this.at) return;
    this.at = at;
    void this.slot.show((signal) => (id === null ? popular(this.context, side, signal) : this.thing(side, id, signal)));
    if (id !== null) scrollTo({ top: 0 });
  }

  leave(): void {
    this.slot.stop();
  }

  private drawBar(side: string): void {
    this.side = side;
    const { api } = this.context;
    const find = new Combobox({
      label: `Search ${many(side)} by name or id`,
      placeholder: `Search ${many(side)} by name or id`,
      find: async (q, signal) => (await api.search(q, side, 12, 0, signal)).items,
      pick: (hit) => this.context.go({ side, id: hit.id }),
    });
    const sides = this.context.sides.map((each): [string, string] => [each, capital(many(each))]);
    const choice = segments('What to search', sides, side, (chosen) => this.context.go({ side: chosen, id: null }));
    fill(this.bar, this.context.sides.length > 1 && choice, find.root);
  }

  private async thing(side: string, id: string, signal: AbortSignal): Promise<Node[]> {
    const shown = { ...(await this.context.api.show(side, id, signal)), side };
    this.context.say(`${title(shown)}, ${side}`);
    return [thingHeader(this.context, shown), this.panels(shown)];
  }

  private panels(shown: Shown): HTMLElement {
    const near = this.context.can('similar') && makeNeighbours(this.context, shown);
    const where = this.context.can('axes') && shown.axes.length > 0 && axisPositions(this.context, shown);
    return h('div', { class: 'panels' }, near, h('div', { class: 'stack' }, where, relations(this.context, shown)));
  }
}
