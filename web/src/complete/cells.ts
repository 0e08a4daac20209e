// The field of a cell, by the kind of its column, and a filled cell with its interval or its chance.
import type { Stage } from '../stage';
import type { Cell, CellValue, Column } from '../types';
import { freshId, h } from '../dom';
import { parted, percent, short, tidy } from '../words';

const numeric = (kind: string): boolean => kind === 'number' || kind === 'count';

// The levels of columns: as the model tells them, or else from the ids of its columns, "mode=car".
export async function levelsOf(stage: Stage, columns: Column[]): Promise<Map<string, string[]>> {
  const levels = new Map(columns.map(({ name, levels = [] }) => [name, levels]));
  if (columns.every(({ kind, levels }) => levels || numeric(kind)) || !stage.can('search')) return levels;
  const { items } = await stage.api.search('', 'column', 1000).catch(() => ({ items: [] }));
  for (const { id } of items) {
    const [name, level] = parted(id);
    if (name && levels.get(name)) levels.get(name)!.push(level);
  }
  return levels;
}

export function cellForm(column: Column, levels: string[], value: CellValue, change: (text: string) => void): HTMLElement {
  const id = freshId('cell');
  const text = value === null ? '' : String(value);
  const choices = column.kind === 'boolean' && levels.length === 0 ? ['yes', 'no'] : levels;
  if (!numeric(column.kind) && choices.length > 0) {
    const field = h('select', { id, change: () => change(field.value) }, h('option', { value: '' }, '—'), choices.map((level) => h('option', { value: level, selected: level === text }, level)));
    return field;
  }
  const type = numeric(column.kind) ? 'number' : 'text';
  const field = h('input', { id, type, step: 'any', value: text, placeholder: '—', input: () => change(field.value) });
  return field;
}

export function filled(cell: Cell, kind: string): HTMLElement {
  const value = typeof cell.value === 'number' ? (kind === 'count' ? cell.value.toFixed(1) : tidy(cell.value)) : String(cell.value);
  return h('span', { class: 'row' }, h('bdi', { class: 'number' }, value),
    typeof cell.low === 'number' && typeof cell.high === 'number' && h('span', { class: 'soft number' }, `${short(cell.low)} to ${short(cell.high)}`),
    typeof cell.chance === 'number' && h('span', { class: 'row tight' }, h('span', { class: 'bar chance', '--share': cell.chance, 'aria-hidden': 'true' }, h('i', {})), h('span', { class: 'soft number' }, percent(cell.chance))));
}
