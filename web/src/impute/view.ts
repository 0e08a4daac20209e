// Impute view: enter the known cells of a row; the model imputes the others.
import type { MakeView, ViewContext, View } from '../context';
import type { Cell, CellValue, Column } from '../types';
import { debounce, fill, h } from '../dom';
import { go } from '../route';
import { AsyncSlot } from '../async_slot';
import { cellForm, imputedCell, numeric } from './cells';

export const makeImpute: MakeView = (host, context) => new ImputeView(host, context);

const PREFIX = 'c.';

class ImputeView implements View {
  private readonly table = h('div', { class: 'scroll' });
  private readonly rows = new Map<string, HTMLElement>();
  private readonly slot: AsyncSlot<Record<string, Cell>>;
  private readonly status = h('div', {});
  private readonly requestSoon = debounce(120, () => this.request());

  constructor(
    host: HTMLElement,
    private readonly context: ViewContext,
  ) {
    this.slot = new AsyncSlot<Record<string, Cell>>(this.status, (cells) => this.write(cells), 1);
    fill(
      host,
      h('h1', {}, 'Impute a row'),
      h(
        'p',
        { class: 'soft lead' },
        'Enter the values that you know. The model imputes the other columns; numbers come with a 95 % interval.',
      ),
      h(
        'section',
        { class: 'card', 'aria-label': 'Row' },
        h(
          'div',
          { class: 'row ends' },
          h('h2', {}, 'Row'),
          h('button', { class: 'quiet small', click: () => this.clear() }, 'Start over'),
        ),
        this.table,
        this.status,
      ),
    );
    this.draw();
  }

  private get columns(): Column[] {
    const { columns } = this.context.info;
    return Array.isArray(columns) ? columns : [];
  }

  private get observed(): Record<string, CellValue> {
    const kinds = new Map(this.columns.map(({ name, kind }) => [name, kind]));
    const row: Record<string, CellValue> = {};
    for (const [key, text] of this.context.args) {
      const name = key.slice(PREFIX.length);
      if (!key.startsWith(PREFIX) || !kinds.has(name)) continue;
      row[name] =
        numeric(kinds.get(name)!) && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
    }
    return row;
  }

  private draw(): void {
    const { observed } = this;
    this.rows.clear();
    const row = (column: Column) => {
      const cell = h('td', { class: 'imputed' });
      this.rows.set(column.name, cell);
      const form = cellForm(column, observed[column.name] ?? null, (text) =>
        this.context.go({ [PREFIX + column.name]: text || null }, true),
      );
      return h(
        'tr',
        {},
        h('th', { scope: 'row' }, h('label', { for: form.id }, h('bdi', {}, column.name))),
        h('td', {}, form),
        cell,
      );
    };
    fill(
      this.table,
      h(
        'table',
        { class: 'impute' },
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ['column', 'known value', 'imputed value'].map((head) => h('th', { scope: 'col' }, head)),
          ),
        ),
        h('tbody', {}, this.columns.map(row)),
      ),
    );
    this.requestSoon();
  }

  private clear(): void {
    go(this.context.href('impute'));
    this.draw();
  }

  update(): void {
    this.requestSoon();
  }

  private request(): void {
    const row: Record<string, CellValue> = Object.fromEntries(
      this.columns.map(({ name }) => [name, this.observed[name] ?? null]),
    );
    void this.slot.show(async (signal) => (await this.context.api.impute(row, signal)).rows[0]?.cells ?? {});
  }

  private write(cells: Record<string, Cell>): Node {
    for (const { name, kind } of this.columns) {
      const host = this.rows.get(name);
      const cell = cells[name];
      if (host) fill(host, cell && !cell.observed && imputedCell(cell, kind));
    }
    return h('span', { class: 'visually-hidden', role: 'status' }, 'The missing cells are imputed.');
  }

  leave(): void {
    this.slot.stop();
  }
}
