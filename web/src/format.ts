// How numbers, names and counts are written.
import type { Named } from './types';
import { h } from './dom';

const whole = new Intl.NumberFormat('en');

export const count = (n: number): string => whole.format(Math.round(n));

export const percent = (share: number): string =>
  share > 0 && share < 0.001 ? '< 0.1 %' : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5) return whole.format(Math.round(value));
  const text =
    size >= 100
      ? value.toFixed(Number.isInteger(value) ? 0 : 1)
      : size > 0 && size < 0.005
        ? value.toExponential(1)
        : value.toFixed(2);
  return text.replaceAll('-', '−');
}

// Numbers of one axis, with as many digits as tell them apart.
export function ticks(values: number[]): string[] {
  for (let digits = 0; digits < 8; ++digits) {
    const texts = values.map((value) => value.toFixed(digits));
    const near = values.every(
      (value, i) => Math.abs(Number(texts[i]) - value) <= 0.02 * Math.abs(values[0]! - values.at(-1)!),
    );
    if (near) return texts;
  }
  return values.map(String);
}

export const tidy = (value: number): string => (Number.isInteger(value) ? whole.format(value) : short(value));

export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

export const many = (side: string): string => (side === 'entity' ? 'entities' : `${side}s`);

export const title = (thing: Named): string => thing.name || thing.id || '(no id)';

// A name that may be in any script, of any length: it keeps its own direction, breaks after an underline, and is cut by the
// style sheet alone.
export function name(thing: Named, of = 'name'): HTMLElement {
  const text = title(thing);
  const parts = text.split(/(?<=[_/])/);
  return h(
    'bdi',
    { class: of, title: text.length > 40 ? text : null },
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
  triples: 'fact',
  labels: 'link',
  table: 'value',
};

export const unit = (task: string): string => UNITS[task] ?? 'row';

export function parted(feature: string): [string, string] {
  const at = feature.indexOf('=');
  return at < 0 ? ['', feature] : [feature.slice(0, at), feature.slice(at + 1)];
}

export function listed(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
