// A node with what is around it: links of training are full lines to filled discs, likely ones dashed to open diamonds.
import type { Neighbourhood, Spoke } from './neighbourhood';
import { s } from '../dom';

const LETTERS = 22;
const CROWD = 13; // from here on names are turned as their lines are

interface Spot {
  x: number;
  y: number;
  angle: number;
}

export interface Look {
  colour(id: string): string; // a class of the palette
  letter(id: string): string; // the same, not by colour alone
  words(id: string): string;
  href(id: string): string;
  narrow: boolean;
}

interface Sheet {
  reach: number;
  further: number;
}

const WIDE: Sheet = { reach: 190, further: 215 };
const NARROW: Sheet = { reach: 108, further: 124 };

export function drawing(around: Neighbourhood, look: Look): SVGElement {
  const { shown, spokes } = around;
  const sheet = look.narrow ? NARROW : WIDE;
  const spots = spokes.map((spoke, i) => spotOf(sheet, spoke, i, spokes.length));
  const turned = spokes.length >= CROWD;
  const letters = Math.max(4, ...spokes.map((spoke) => Array.from(cut(spoke.id)).length));
  const width = 2 * (sheet.further + 20 + 6.5 * letters);
  const height = turned ? width : 2 * (sheet.further + 34);
  const at = new Map(spokes.map((spoke, i) => [spoke.id, spots[i]!]));
  const labelled = shown.side === 'entity' && !look.narrow;
  return s(
    'svg',
    {
      class: 'graph',
      viewBox: `${-width / 2} ${-height / 2} ${width} ${height}`,
      role: 'group',
      'aria-label': `What is around ${shown.id}`,
    },
    s(
      'g',
      { class: 'among', 'aria-hidden': 'true' },
      around.among.map(([a, b]) => arc(at.get(a), at.get(b))),
    ),
    s(
      'g',
      { 'aria-hidden': 'true' },
      spokes.map((spoke, i) => line(spoke, spots[i]!)),
    ),
    labelled &&
      s(
        'g',
        { class: 'relations', 'aria-hidden': 'true' },
        spokes.map((spoke, i) => relation(spoke, spots[i]!)),
      ),
    spokes.map((spoke, i) => end(spoke, spots[i]!, look, turned)),
    s('circle', { class: `centre ${look.colour(shown.id)}`, r: 14 }),
    s(
      'g',
      { class: 'letters', 'aria-hidden': 'true' },
      s('text', { y: 4.5 }, look.letter(shown.id)),
      spokes.map((spoke, i) => spoke.known && s('text', { x: spots[i]!.x, y: spots[i]!.y + 4 }, look.letter(spoke.id))),
    ),
    s('text', { class: 'centre-name', y: 32, 'text-anchor': 'middle' }, cut(shown.name ?? shown.id)),
  );
}

// Even angles from the top, as they come; likely ones a little further out.
function spotOf(sheet: Sheet, spoke: Spoke, i: number, n: number): Spot {
  const angle = (2 * Math.PI * (i + 0.5)) / n - Math.PI / 2;
  const r = spoke.known ? sheet.reach : sheet.further;
  return { x: r * Math.cos(angle), y: r * Math.sin(angle), angle };
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
  return s(
    'text',
    { transform: `translate(${x * 0.58} ${y * 0.58}) rotate(${turn})`, 'text-anchor': 'middle', dy: -3 },
    text,
  );
}

function end(spoke: Spoke, { x, y, angle }: Spot, look: Look, turned: boolean): SVGElement {
  const words = `${spoke.id}, ${spoke.known ? 'linked in training' : 'a likely link'}${spoke.relation === '' ? '' : `: ${spoke.relation}`}${look.words(spoke.id)}`;
  const colour = look.colour(spoke.id);
  const shape = spoke.known
    ? s('circle', { class: `disc ${colour}`, cx: x, cy: y, r: 8 })
    : s('path', { class: `diamond ${colour}`, d: `M${x} ${y - 9}l9 9l-9 9l-9-9Z` });
  const label = turned ? turnedName(x, y, angle) : levelName(x, y, angle);
  label.textContent = cut(spoke.id);
  return s(
    'a',
    {
      href: look.href(spoke.id),
      'aria-label': label.textContent === spoke.id ? words : `${label.textContent} ${words}`,
      class: 'end-node',
    },
    s('title', {}, words),
    shape,
    label,
  );
}

function turnedName(x: number, y: number, angle: number): SVGElement {
  const left = Math.cos(angle) < 0;
  const turn = (angle * 180) / Math.PI + (left ? 180 : 0);
  return s('text', {
    transform: `translate(${x} ${y}) rotate(${turn})`,
    dx: left ? -14 : 14,
    dy: 4,
    'text-anchor': left ? 'end' : 'start',
  });
}

function levelName(x: number, y: number, angle: number): SVGElement {
  const side = Math.cos(angle) > 0.15 ? 1 : Math.cos(angle) < -0.15 ? -1 : 0;
  const below = Math.sin(angle) < 0 ? -14 : 24;
  return s('text', {
    x: x + 14 * side,
    y: y + (side ? 4 : below),
    'text-anchor': side > 0 ? 'start' : side < 0 ? 'end' : 'middle',
  });
}

const cut = (text: string): string => {
  const letters = Array.from(text);
  return letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join('')}…` : text;
};
