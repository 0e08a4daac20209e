// Explore view: search for a row and show its neighbours, position on the axes and training data.
import type { MakeView, ViewContext, View } from '../context';
import type { RowInfo } from '../types';
import { Combobox } from '../combobox';
import { fill, h } from '../dom';
import { segments } from '../choice_controls';
import { AsyncSlot } from '../async_slot';
import { capital, many, title } from '../format';
import { makeNeighbours } from './neighbours';
import { axisPositions } from './axes';
import { relations } from './relations';
import { popular } from './popular';
import { rowHeader } from './header';

export const makeExplore: MakeView = (host, context) => new Explore(host, context);

class Explore implements View {
  private readonly bar = h('div', { class: 'row searchbar' });
  private readonly body = h('div', { class: 'explore' });
  private readonly slot: AsyncSlot<Node[]>;
  private side = '';
  private at = '';

  constructor(
    host: HTMLElement,
    private readonly context: ViewContext,
  ) {
    this.slot = new AsyncSlot(this.body, (nodes) => nodes, 9);
    fill(host, this.bar, this.body);
  }

  update(): void {
    const side = this.context.side();
    const id = this.context.args.get('id');
    if (side !== this.side) this.drawBar(side);
    const at = `${side}\n${id ?? ''}`;
    if (at === this.at) return;
    this.at = at;
    void this.slot.show((signal) => (id === null ? popular(this.context, side, signal) : this.row(side, id, signal)));
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
    const choice = segments('Search in', sides, side, (chosen) => this.context.go({ side: chosen, id: null }));
    fill(this.bar, this.context.sides.length > 1 && choice, find.root);
  }

  private async row(side: string, id: string, signal: AbortSignal): Promise<Node[]> {
    const row = { ...(await this.context.api.show(side, id, signal)), side };
    this.context.say(`${title(row)}, ${side}`);
    return [rowHeader(this.context, row), this.panels(row)];
  }

  private panels(row: RowInfo): HTMLElement {
    const neighbours = this.context.can('similar') && makeNeighbours(this.context, row);
    const axes = this.context.can('axes') && row.axes.length > 0 && axisPositions(this.context, row);
    return h('div', { class: 'panels' }, neighbours, h('div', { class: 'stack' }, axes, relations(this.context, row)));
  }
}
