// Controls to choose one of a few values: a row of radio buttons, and a drop-down list.
import { freshId, h } from './dom';

export function segments(
  label: string,
  choices: [string, string][],
  current: string,
  onChange: (value: string) => void,
): HTMLElement {
  const group = freshId('choice');
  return h(
    'div',
    { class: 'segments', role: 'radiogroup', 'aria-label': label },
    choices.map(([value, text]) =>
      h(
        'label',
        {},
        h('input', { type: 'radio', name: group, value, checked: value === current, change: () => onChange(value) }),
        h('span', {}, text),
      ),
    ),
  );
}

export function select(
  label: string,
  choices: [string, string][],
  current: string,
  onChange: (value: string) => void,
): HTMLElement {
  const id = freshId('select');
  const field = h(
    'select',
    { id, change: () => onChange(field.value) },
    choices.map(([value, text]) => h('option', { value, selected: value === current }, text)),
  );
  return h('div', { class: 'pick' }, h('label', { for: id }, label), field);
}
