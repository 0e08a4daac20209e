// The token that a program started with one asks for. It is kept for this tab alone, until the tab is closed.
import { h } from './dom';

const KEY = 'kinfold-token';

export const token = (): string => sessionStorage.getItem(KEY) ?? '';

export function tokenForm(wrong: boolean, done: () => void): HTMLElement {
  const field = h('input', {
    id: 'token',
    type: 'password',
    autocomplete: 'off',
    spellcheck: 'false',
    required: true,
    'aria-describedby': 'token-help',
  });
  const enter = (event: Event) => {
    event.preventDefault();
    sessionStorage.setItem(KEY, field.value.trim());
    done();
  };
  return h(
    'form',
    { class: 'card narrow', submit: enter },
    h('h1', {}, 'A token is needed'),
    h(
      'p',
      { id: 'token-help', class: 'soft' },
      'This program was started with a token. It stays in this tab, and is forgotten when the tab is closed.',
    ),
    wrong && h('p', { role: 'alert', class: 'bad' }, 'That token was not right.'),
    h('label', { for: 'token' }, 'Token'),
    h('div', { class: 'row' }, field, h('button', { class: 'strong' }, 'Go on')),
  );
}
