// Answers to a question, best first: which of them training shows, and the facts that speak for the others.
import type { ViewContext } from '../context';
import type { Answer } from '../types';
import { h, type Child } from '../dom';
import { empty } from '../slot';
import { short } from '../words';

export function answers(context: ViewContext, all: Answer[], side = 'entity'): HTMLElement {
  if (all.length === 0) return empty('Nothing answers this.');
  const scores = all.map(({ score }) => score);
  const [least, most] = [Math.min(...scores), Math.max(...scores)];
  const share = (score: number) => (most > least ? 0.1 + (0.9 * (score - least)) / (most - least) : 1);
  return h(
    'ol',
    { class: 'rows' },
    all.map((answer) =>
      h(
        'li',
        { class: 'line answer' },
        h(
          'span',
          { class: 'row' },
          context.link(side, answer),
          h('span', { class: `badge ${answer.known ? '' : 'new'}` }, answer.known ? '✓ in training' : 'predicted'),
        ),
        h('span', { class: 'bar', '--share': share(answer.score), 'aria-hidden': 'true' }, h('i', {})),
        h('span', { class: 'number soft' }, short(answer.score)),
        !answer.known && reasons(answer),
      ),
    ),
  );
}

function reasons(answer: Answer): Child {
  const facts = (answer.explanations ?? []).slice(0, 2);
  if (facts.length === 0) return null;
  return h(
    'p',
    { class: 'because' },
    'like ',
    facts.map((fact, i) => [
      i > 0 && '; ',
      h('bdi', {}, fact.head),
      fact.relation === undefined ? ' – ' : [' ', h('bdi', {}, fact.relation), ' '],
      h('bdi', {}, fact.tail),
      ` (${short(fact.similarity)})`,
    ]),
  );
}
