// What a model was learned from, as the program tells it.
import type { ModelInfo } from '../types';
import { h } from '../dom';
import { capital, many, tidy } from '../words';

const OWN = ['name', 'kind', 'task', 'model', 'rank', 'checksum'];
const LATER = /checksum|^source$/;

export function facts(info: ModelInfo): HTMLElement {
  const told = Object.entries(info).filter(
    ([, value]) => typeof value === 'number' || (typeof value === 'string' && value !== ''),
  );
  const own = told
    .filter(([key]) => !OWN.includes(key))
    .map(([key, value]): [string, string] => [key, worded(key, String(value))]);
  const sides = Object.entries(info.sizes).map(([side, size]): [string, string] => [many(side), tidy(size)]);
  const data = Object.entries(info.data ?? {})
    .filter(([, value]) => value !== '')
    .map(([key, value]): [string, string] => [key, worded(key, value)]);
  const seen = new Set(sides.map(([key]) => key));
  const first = [...sides, ...[...own, ...data].filter(([key]) => !LATER.test(key) && !seen.has(key))];
  const last = data.filter(([key]) => LATER.test(key));
  return h(
    'dl',
    {},
    [...first, ...last].map(([key, value]) => [
      h('dt', {}, capital(key)),
      h('dd', { class: 'number' }, h('bdi', {}, value)),
    ]),
  );
}

function worded(key: string, value: string): string {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number) || /checksum|seed/.test(key)) return value;
  if (/time$/.test(key) && number > 1e8) return new Date(1000 * number).toISOString().slice(0, 10);
  return Number.isInteger(number) ? tidy(number) : String(Number(number.toPrecision(5)));
}

export function options(all: Record<string, string>): HTMLElement {
  const names = Object.keys(all).sort();
  const field = h('input', { type: 'text', id: 'option', placeholder: 'rate, rank, …', input: () => draw() });
  const body = h('tbody', {});
  const draw = () => {
    const found = names.filter((name) => all[name] !== '' && name.includes(field.value.trim().toLowerCase()));
    body.replaceChildren(
      ...found.map((name) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, h('bdi', {}, all[name])))),
    );
  };
  draw();
  return h(
    'details',
    { class: 'card wide' },
    h('summary', {}, h('h2', { class: 'inline' }, 'Options'), ` ${names.length} of them, as it was trained with`),
    h('div', { class: 'row' }, h('label', { for: 'option' }, 'Those with'), h('div', { class: 'narrowfield' }, field)),
    h('div', { class: 'columns' }, h('table', {}, body)),
  );
}
