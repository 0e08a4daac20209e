// The answers of a query, best first. Marks answers in the training set and explains the others by similar triples.
import type { ViewContext } from '../context';
import type { Answer } from '../types';
import { h, type Child } from '../dom';
import { empty } from '../async_slot';
import { short } from '../format';

export function answers(context: ViewContext, all: Answer[], side = 'entity'): HTMLElement {
  if (all.length === 0) return empty('No answers.');
  const scores = all.map(({ score }) => score);
  const [min, max] = [Math.min(...scores), Math.max(...scores)];
  const fraction = (score: number) => (max > min ? 0.1 + (0.9 * (score - min)) / (max - min) : 1);
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
          h(
            'span',
            { class: `badge ${answer.known ? '' : 'new'}` },
            answer.known ? '✓ in the training set' : 'predicted',
          ),
        ),
        h('span', { class: 'bar', '--fraction': fraction(answer.score), 'aria-hidden': 'true' }, h('i', {})),
        h('span', { class: 'number soft' }, short(answer.score)),
        !answer.known && explanation(answer),
      ),
    ),
  );
}

function explanation(answer: Answer): Child {
  const triples = (answer.explanations ?? []).slice(0, 2);
  if (triples.length === 0) return null;
  return h(
    'p',
    { class: 'explanation' },
    'similar to ',
    triples.map((triple, i) => [
      i > 0 && '; ',
      h('bdi', {}, triple.head),
      triple.relation === undefined ? ' – ' : [' ', h('bdi', {}, triple.relation), ' '],
      h('bdi', {}, triple.tail),
      ` (${short(triple.similarity)})`,
    ]),
  );
}
