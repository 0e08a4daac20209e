// Query view: link prediction queries "head, relation, ?" and "?, relation, tail". Marks answers in the training set.
import type { MakeView, ViewContext, View } from '../context';
import type { Answer } from '../types';
import { Combobox } from '../combobox';
import { fill, h } from '../dom';
import { segments } from '../choice_controls';
import { empty, AsyncSlot } from '../async_slot';
import { answers } from './answers';

const TOP = 15;

export const makeQuery: MakeView = (host, context) => new QueryView(host, context);

class QueryView implements View {
  private readonly form = h('div', { class: 'card query-form' });
  private readonly slot: AsyncSlot<Answer[]>;
  private readonly list = h('div', {});
  private lastQuery = '';

  constructor(
    host: HTMLElement,
    private readonly context: ViewContext,
  ) {
    this.slot = new AsyncSlot<Answer[]>(this.list, (all) => answers(context, all), 10);
    fill(
      host,
      h('h1', {}, 'Query'),
      this.form,
      h('section', { class: 'card', 'aria-label': 'Answers' }, h('h2', {}, 'Answers'), this.list),
    );
  }

  private get missing(): 'head' | 'tail' {
    return this.context.args.get('open') === 'head' ? 'head' : 'tail';
  }

  update(): void {
    const { args } = this.context;
    const now = args.toString();
    if (now === this.lastQuery && this.list.firstChild) return;
    this.lastQuery = now;
    this.drawForm();
    const fixed = this.missing === 'tail' ? 'head' : 'tail';
    const [entity, relation] = [args.get(fixed), args.get('relation')];
    if (!entity || !relation)
      return this.slot.clear(
        empty(
          `Choose ${entity ? 'a relation' : relation ? `the ${fixed}` : `the ${fixed} and a relation`}: the answers appear here.`,
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
    const onlyNew = h('input', {
      type: 'checkbox',
      id: 'unknown',
      checked: args.get('known') === '0',
      change: () => this.context.go({ known: onlyNew.checked ? '0' : null }),
    });
    const swapEnds = (missing: string) =>
      this.context.go({ open: missing === 'head' ? 'head' : null, head: args.get('tail'), tail: args.get('head') });
    fill(
      this.form,
      h(
        'div',
        { class: 'row ends' },
        segments(
          'Missing entity',
          [
            ['tail', 'head, relation, ?'],
            ['head', '?, relation, tail'],
          ],
          this.missing,
          swapEnds,
        ),
        h('span', { class: 'row' }, onlyNew, h('label', { for: 'unknown' }, 'only triples outside the training set')),
      ),
      h(
        'div',
        { class: 'triple' },
        this.part('head', 'entity'),
        this.part('relation', 'relation'),
        this.part('tail', 'entity'),
      ),
    );
    if (focused) this.form.querySelector<HTMLInputElement>(`[data-part="${focused}"] input`)?.focus();
  }

  private part(part: string, side: string): HTMLElement {
    if (part === this.missing)
      return h('div', { class: 'blank', role: 'img', 'aria-label': `the missing ${part}` }, '?');
    const find = new Combobox({
      label: part,
      labelled: true,
      keep: true,
      placeholder: side === 'relation' ? 'Search relations' : 'Search entities',
      find: async (q, signal) =>
        (await this.context.api.search(q === this.context.args.get(part) ? '' : q, side, 12, 0, signal)).items,
      pick: (hit) => this.context.go({ [part]: hit.id }),
    });
    find.value = this.context.args.get(part) ?? '';
    return h('div', { 'data-part': part }, find.root);
  }
}
