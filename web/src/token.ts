// The bearer token of the server, stored in the session storage of this tab.
import { h } from './dom';

const KEY = 'kinfold-token';

export const token = (): string => sessionStorage.getItem(KEY) ?? '';

export function tokenForm(rejected: boolean, done: () => void): HTMLElement {
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
    h('h1', {}, 'A token is required'),
    h(
      'p',
      { id: 'token-help', class: 'soft' },
      'This server requires a token. The page stores it until you close this tab.',
    ),
    rejected && h('p', { role: 'alert', class: 'bad' }, 'The token is not valid.'),
    h('label', { for: 'token' }, 'Token'),
    h('div', { class: 'row' }, field, h('button', { class: 'strong' }, 'Continue')),
  );
}
