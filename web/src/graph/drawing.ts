// A node with what is around it: links of training are full lines to filled discs, likely ones dashed to open diamonds.
import type { Neighbourhood, Spoke } from './neighbourhood';
import { s } from '../dom';

const WIDTH = 760;
const HEIGHT = 620;
const REACH = 190;
const FURTHER = 235;
const LETTERS = 22;

interface Spot {
  x: number;
  y: number;
  angle: number;
}

export interface Look {
  colour(id: string): string; // a class of the palette
  href(id: string): string;
}

export function drawing(around: Neighbourhood, look: Look): SVGElement {
  const { shown, spokes } = around;
  const spots = spokes.map((spoke, i) => spotOf(spoke, i, spokes.length));
  const at = new Map(spokes.map((spoke, i) => [spoke.id, spots[i]!]));
  const labelled = shown.side === 'entity' && spokes.length <= 30;
  return s('svg', { class: 'graph', viewBox: `${-WIDTH / 2} ${-HEIGHT / 2} ${WIDTH} ${HEIGHT}`, role: 'group', 'aria-label': `What is around ${shown.id}` },
    s('g', { class: 'among', 'aria-hidden': 'true' }, around.among.map(([a, b]) => arc(at.get(a), at.get(b)))),
    s('g', { 'aria-hidden': 'true' }, spokes.map((spoke, i) => line(spoke, spots[i]!))),
    labelled && s('g', { class: 'relations', 'aria-hidden': 'true' }, spokes.map((spoke, i) => relation(spoke, spots[i]!))),
    spokes.map((spoke, i) => end(spoke, spots[i]!, look)),
    s('circle', { class: `centre ${look.colour(shown.id)}`, r: 13 }),
    s('text', { class: 'centre-name', y: 32, 'text-anchor': 'middle' }, cut(shown.name ?? shown.id)));
}

// Even angles from the top; known and likely ones lie in arcs of their own, as they come.
function spotOf(spoke: Spoke, i: number, n: number): Spot {
  const angle = (2 * Math.PI * i) / n - Math.PI / 2;
  const stagger = n > 16 && i % 2 ? 26 : 0;
  const r = (spoke.known ? REACH : FURTHER) + (spoke.known ? stagger : 0);
  return { x: r * Math.cos(angle) * 1.12, y: r * Math.sin(angle), angle };
}

function line(spoke: Spoke, { x, y }: Spot): SVGElement {
  return s('line', { class: spoke.known ? 'link' : 'link likely', x1: 0, y1: 0, x2: x, y2: y });
}

function arc(a: Spot | undefined, b: Spot | undefined): SVGElement | null {
  if (!a || !b) return null;
  return s('path', { d: `M${a.x} ${a.y}Q${(a.x + b.x) * 0.36} ${(a.y + b.y) * 0.36} ${b.x} ${b.y}` });
}

function relation(spoke: Spoke, { x, y, angle }: Spot): SVGElement {
  const left = Math.cos(angle) < 0;
  const turn = (Math.atan2(y, x) * 180) / Math.PI + (left ? 180 : 0);
  const text = `${left === spoke.out ? '← ' : ''}${cut(spoke.relation)}${left === spoke.out ? '' : ' →'}`;
  return s('text', { transform: `translate(${x * 0.58} ${y * 0.58}) rotate(${turn})`, 'text-anchor': 'middle', dy: -3 }, text);
}

function end(spoke: Spoke, { x, y, angle }: Spot, look: Look): SVGElement {
  const right = Math.cos(angle) > 0.15;
  const left = Math.cos(angle) < -0.15;
  const dx = right ? 12 : left ? -12 : 0;
  const dy = right || left ? 4 : Math.sin(angle) < 0 ? -13 : 22;
  const words = `${spoke.id}, ${spoke.known ? 'linked in training' : 'a likely link'}${spoke.relation === 'link' ? '' : `: ${spoke.relation}`}`;
  const colour = look.colour(spoke.id);
  return s('a', { href: look.href(spoke.id), 'aria-label': words, class: 'end-node' }, s('title', {}, words),
    spoke.known ? s('circle', { class: `disc ${colour}`, cx: x, cy: y, r: 7 }) : s('path', { class: `diamond ${colour}`, d: `M${x} ${y - 9}l9 9l-9 9l-9-9Z` }),
    s('text', { x: x + dx, y: y + dy, 'text-anchor': right ? 'start' : left ? 'end' : 'middle' }, cut(spoke.id)));
}

const cut = (text: string): string => {
  const letters = Array.from(text);
  return letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join('')}…` : text;
};
