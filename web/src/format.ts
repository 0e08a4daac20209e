// Formats numbers, names and counts.
import type { Named } from './types';
import { h } from './dom';

const integer = new Intl.NumberFormat('en');

export const count = (n: number): string => integer.format(Math.round(n));

export const percent = (fraction: number): string =>
  fraction > 0 && fraction < 0.001 ? '< 0.1 %' : `${(100 * fraction).toFixed(fraction < 0.1 ? 1 : 0)} %`;

export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5) return integer.format(Math.round(value));
  const text =
    size >= 100
      ? value.toFixed(Number.isInteger(value) ? 0 : 1)
      : size > 0 && size < 0.005
        ? value.toExponential(1)
        : value.toFixed(2);
  return text.replaceAll('-', '−');
}

// Formats the tick labels of an axis, with as few digits as are accurate to 2 % of its range.
export function ticks(values: number[]): string[] {
  for (let digits = 0; digits < 8; ++digits) {
    const texts = values.map((value) => value.toFixed(digits));
    const accurate = values.every(
      (value, i) => Math.abs(Number(texts[i]) - value) <= 0.02 * Math.abs(values[0]! - values.at(-1)!),
    );
    if (accurate) return texts;
  }
  return values.map(String);
}

export const compact = (value: number): string => (Number.isInteger(value) ? integer.format(value) : short(value));

export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

export const many = (side: string): string => (side === 'entity' ? 'entities' : `${side}s`);

export const title = (row: Named): string => row.name || row.id || '(no id)';

// A name in any script and of any length. It keeps its own text direction and may break after an underscore or slash.
// The style sheet truncates it.
export function name(row: Named, className = 'name'): HTMLElement {
  const text = title(row);
  const parts = text.split(/(?<=[_/])/);
  return h(
    'bdi',
    { class: className, title: text.length > 40 ? text : null },
    parts.map((part, i) => [i > 0 && h('wbr'), part]),
  );
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const UNITS: Record<string, string> = {
  ratings: 'rating',
  votes: 'vote',
  likes: 'like',
  links: 'link',
  triples: 'triple',
  nodes: 'link',
  table: 'value',
};

export const unit = (task: string): string => UNITS[task] ?? 'row';

export function splitFeature(feature: string): [string, string] {
  const at = feature.indexOf('=');
  return at < 0 ? ['', feature] : [feature.slice(0, at), feature.slice(at + 1)];
}

export function joined(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
