// One of a few, all of them in sight.
import { freshId, h } from './dom';

export function segments(
  label: string,
  choices: [string, string][],
  chosen: string,
  choose: (value: string) => void,
): HTMLElement {
  const group = freshId('choice');
  return h(
    'div',
    { class: 'segments', role: 'radiogroup', 'aria-label': label },
    choices.map(([value, text]) =>
      h(
        'label',
        {},
        h('input', { type: 'radio', name: group, value, checked: value === chosen, change: () => choose(value) }),
        h('span', {}, text),
      ),
    ),
  );
}

export function select(
  label: string,
  choices: [string, string][],
  chosen: string,
  choose: (value: string) => void,
): HTMLElement {
  const id = freshId('select');
  const field = h(
    'select',
    { id, change: () => choose(field.value) },
    choices.map(([value, text]) => h('option', { value, selected: value === chosen }, text)),
  );
  return h('div', { class: 'pick' }, h('label', { for: id }, label), field);
}
