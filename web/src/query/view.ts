// Ask: complete a fact, "head, relation, ?" or "?, relation, tail"; what training shows is marked.
import type { MakeView, ViewContext, View } from '../context';
import type { Answer } from '../types';
import { Combobox } from '../combobox';
import { fill, h } from '../dom';
import { segments } from '../segments';
import { empty, Slot } from '../slot';
import { answers } from './answers';

const TOP = 15;

export const makeQuery: MakeView = (host, context) => new QueryView(host, context);

class QueryView implements View {
  private readonly form = h('div', { class: 'card question' });
  private readonly slot: Slot<Answer[]>;
  private readonly list = h('div', {});
  private asked = '';

  constructor(
    host: HTMLElement,
    private readonly context: ViewContext,
  ) {
    this.slot = new Slot<Answer[]>(this.list, (all) => answers(context, all), 10);
    fill(
      host,
      h('h1', {}, 'Query'),
      this.form,
      h('section', { class: 'card', 'aria-label': 'Answers' }, h('h2', {}, 'Answers'), this.list),
    );
  }

  private get open(): 'head' | 'tail' {
    return this.context.args.get('open') === 'head' ? 'head' : 'tail';
  }

  update(): void {
    const { args } = this.context;
    const now = args.toString();
    if (now === this.asked && this.list.firstChild) return;
    this.asked = now;
    this.drawForm();
    const fixed = this.open === 'tail' ? 'head' : 'tail';
    const [entity, relation] = [args.get(fixed), args.get('relation')];
    if (!entity || !relation)
      return this.slot.clear(
        empty(
          `Choose ${entity ? 'a relation' : relation ? `the ${fixed}` : `the ${fixed} and a relation`}: what completes the fact appears here.`,
        ),
      );
    void this.slot.show(
      async (signal) =>
        (
          await this.context.api.query(
            { [fixed]: entity, relation, top: TOP, include_known: args.get('known') === '0' ? false : undefined },
            signal,
          )
        ).answers,
    );
  }

  private drawForm(): void {
    const { args } = this.context;
    const focused = document.activeElement?.closest('[data-part]')?.getAttribute('data-part');
    const known = h('input', {
      type: 'checkbox',
      id: 'unknown',
      checked: args.get('known') === '0',
      change: () => this.context.go({ known: known.checked ? '0' : null }),
    });
    const turned = (open: string) =>
      this.context.go({ open: open === 'head' ? 'head' : null, head: args.get('tail'), tail: args.get('head') });
    fill(
      this.form,
      h(
        'div',
        { class: 'row ends' },
        segments(
          'What is asked for',
          [
            ['tail', 'head, relation, ?'],
            ['head', '?, relation, tail'],
          ],
          this.open,
          turned,
        ),
        h('span', { class: 'row' }, known, h('label', { for: 'unknown' }, 'only triples outside the training set')),
      ),
      h(
        'div',
        { class: 'fact' },
        this.part('head', 'entity'),
        this.part('relation', 'relation'),
        this.part('tail', 'entity'),
      ),
    );
    if (focused) this.form.querySelector<HTMLInputElement>(`[data-part="${focused}"] input`)?.focus();
  }

  private part(part: string, side: string): HTMLElement {
    if (part === this.open)
      return h('div', { class: 'blank', role: 'img', 'aria-label': `the ${part} is asked for` }, '?');
    const find = new Combobox({
      label: part,
      labelled: true,
      keep: true,
      placeholder: side === 'relation' ? 'Search a relation' : 'Search an entity',
      find: async (q, signal) =>
        (await this.context.api.search(q === this.context.args.get(part) ? '' : q, side, 12, 0, signal)).items,
      pick: (hit) => this.context.go({ [part]: hit.id }),
    });
    find.value = this.context.args.get(part) ?? '';
    return h('div', { 'data-part': part }, find.root);
  }
}
