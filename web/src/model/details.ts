// Details of a model: sizes, training data, checksums and options.
import type { ModelInfo, Property } from '../types';
import { h } from '../dom';
import { capital, many, compact } from '../format';

const SHOWN_ELSEWHERE = ['name', 'kind', 'task', 'model', 'rank', 'checksum', 'stop_reason'];

type Entry = [string, string];

export function details(info: ModelInfo): HTMLElement[] {
  const sizes = Object.entries(info.sizes).map(([side, size]): Entry => [many(side), compact(size)]);
  const own = Object.entries(info)
    .filter(([key, value]) => !SHOWN_ELSEWHERE.includes(key) && ['number', 'string'].includes(typeof value))
    .map(([key, value]): Entry => [key, String(value)]);
  const range: Entry[] = info.values ? [['values', `${info.values.low} to ${info.values.high}`]] : [];
  const all = [...own, ...range, ...propertiesOf(info.data)].filter(([, value]) => value !== '');
  const counted = new Set(sizes.map(([key]) => key));
  const checks = all.filter(([key]) => key.includes('checksum'));
  const others = all.filter(([key]) => !key.includes('checksum') && !counted.has(key));
  return [
    list([...sizes, ...others.map(([key, value]): Entry => [key, formatted(key, value)])]),
    h('details', { hidden: checks.length === 0 }, h('summary', {}, 'Checksums of the input'), list(checks)),
  ];
}

function list(all: Entry[]): HTMLElement {
  const line = ([key, value]: Entry) => [
    h('dt', {}, capital(key).replaceAll('_', ' ')),
    h('dd', { class: 'number' }, h('bdi', {}, value)),
  ];
  return h('dl', {}, all.map(line));
}

function formatted(key: string, value: string): string {
  const number = Number(value);
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return value.replace('T', ' ').replace('Z', ' UTC');
  if (value.trim() === '' || !Number.isFinite(number)) return value;
  if (/time$/.test(key) && number > 1e8) return new Date(1000 * number).toISOString().slice(0, 10);
  return Number.isInteger(number) ? compact(number) : String(Number(number.toPrecision(5)));
}

// Names and values as text; truth values as on the command line.
function propertiesOf(properties: Record<string, Property> = {}): Entry[] {
  const text = (value: Property) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value));
  return Object.entries(properties).map(([name, value]): Entry => [name, text(value)]);
}

export function options(properties: Record<string, Property>): HTMLElement {
  const all = Object.fromEntries(propertiesOf(properties));
  const names = Object.keys(all).sort();
  const field = h('input', { type: 'text', id: 'option', placeholder: 'lr, rank, …', input: () => draw() });
  const body = h('tbody', {});
  const draw = () => {
    const matches = names.filter((name) => all[name] !== '' && name.includes(field.value.trim().toLowerCase()));
    body.replaceChildren(
      ...matches.map((name) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, h('bdi', {}, all[name])))),
    );
  };
  draw();
  return h(
    'details',
    { class: 'card wide' },
    h('summary', {}, h('h2', { class: 'inline' }, 'Options'), ` (${names.length}) of the training run`),
    h('div', { class: 'row' }, h('label', { for: 'option' }, 'Filter'), h('div', { class: 'narrowfield' }, field)),
    h('div', { class: 'columns' }, h('table', {}, body)),
  );
}
