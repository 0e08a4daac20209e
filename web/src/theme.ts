// Light or dark theme: that of the system, unless the user selects one.
import { h, fill, s } from './dom';

const KEY = 'kinfold-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

export const isDark = () => document.documentElement.dataset['theme'] === 'dark';

export function onTheme(callback: () => void): () => void {
  addEventListener('kinfold-theme', callback);
  return () => removeEventListener('kinfold-theme', callback);
}

function show(): void {
  document.documentElement.dataset['theme'] = localStorage.getItem(KEY) ?? (dark.matches ? 'dark' : 'light');
  dispatchEvent(new Event('kinfold-theme'));
}

export function restoreTheme(): void {
  dark.addEventListener('change', show);
  show();
}

function choose(theme: string): void {
  localStorage.setItem(KEY, theme);
  show();
}

const sun = () =>
  s(
    'svg',
    { viewBox: '0 0 20 20', class: 'icon', 'aria-hidden': 'true' },
    s('circle', { cx: 10, cy: 10, r: 3.6 }),
    s('path', {
      d: 'M10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M15.8 4.2l-1.4 1.4M5.6 14.4l-1.4 1.4',
    }),
  );

const moon = () =>
  s(
    'svg',
    { viewBox: '0 0 20 20', class: 'icon', 'aria-hidden': 'true' },
    s('path', { d: 'M16.4 12.4A7 7 0 0 1 7.6 3.6a7 7 0 1 0 8.8 8.8Z' }),
  );

export function themeButton(): HTMLButtonElement {
  const button = h('button', { class: 'quiet round', click: () => choose(isDark() ? 'light' : 'dark') });
  const draw = () => {
    fill(button, isDark() ? sun() : moon());
    button.setAttribute('aria-label', isDark() ? 'Light colours' : 'Dark colours');
    button.title = isDark() ? 'Light colours' : 'Dark colours';
  };
  onTheme(draw);
  draw();
  return button;
}
