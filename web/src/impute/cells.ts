// The input field of a cell, and an imputed cell with its interval or probability.
import type { Cell, CellValue, Column } from '../types';
import { freshId, h } from '../dom';
import { percent, short, compact } from '../format';

export const numeric = (kind: string): boolean => kind === 'number' || kind === 'count';

export function cellForm({ kind, levels = [] }: Column, value: CellValue, change: (text: string) => void): HTMLElement {
  const id = freshId('cell');
  const text = value === null ? '' : String(value);
  if (levels.length > 0) {
    const choices = levels.map((level) => h('option', { value: level, selected: level === text }, level));
    const field = h('select', { id, change: () => change(field.value) }, h('option', { value: '' }, '—'), choices);
    return field;
  }
  const type = numeric(kind) ? 'number' : 'text';
  const field = h('input', { id, type, step: 'any', value: text, placeholder: '—', input: () => change(field.value) });
  return field;
}

export function imputedCell(cell: Cell, kind: string): HTMLElement {
  const value =
    typeof cell.value === 'number'
      ? kind === 'count'
        ? cell.value.toFixed(1)
        : compact(cell.value)
      : String(cell.value);
  return h(
    'span',
    { class: 'row' },
    h('bdi', { class: 'number' }, value),
    typeof cell.low === 'number' &&
      typeof cell.high === 'number' &&
      h('span', { class: 'soft number' }, `${short(cell.low)} to ${short(cell.high)}`),
    typeof cell.probability === 'number' &&
      h(
        'span',
        { class: 'row tight' },
        h('span', { class: 'bar probability', '--fraction': cell.probability, 'aria-hidden': 'true' }, h('i', {})),
        h('span', { class: 'soft number' }, percent(cell.probability)),
      ),
  );
}
