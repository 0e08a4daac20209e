// Diagram of a node and its neighbours. Links of the training set are solid lines to filled discs; predicted links are
// dashed lines to open diamonds.
import type { Neighbourhood, Edge } from './neighbourhood';
import { s } from '../dom';

const MAX_LETTERS = 22;
const MANY_EDGES = 13; // from here on labels are rotated along their edges

interface Position {
  x: number;
  y: number;
  angle: number;
}

export interface NodeStyle {
  colour(id: string): string; // CSS class of the palette
  letter(id: string): string; // the class of the node as a letter, besides its colour
  description(id: string): string;
  href(id: string): string;
  narrow: boolean;
}

interface Radii {
  known: number;
  predicted: number;
}

const WIDE: Radii = { known: 190, predicted: 215 };
const NARROW: Radii = { known: 108, predicted: 124 };

export function diagram(around: Neighbourhood, style: NodeStyle): SVGElement {
  const { row, edges } = around;
  const radii = style.narrow ? NARROW : WIDE;
  const positions = edges.map((edge, i) => positionOf(radii, edge, i, edges.length));
  const rotated = edges.length >= MANY_EDGES;
  const labelLetters = Math.max(4, ...edges.map((edge) => Array.from(cut(edge.id)).length));
  const width = 2 * (radii.predicted + 20 + 6.5 * labelLetters);
  const height = rotated ? width : 2 * (radii.predicted + 34);
  const at = new Map(edges.map((edge, i) => [edge.id, positions[i]!]));
  const labelled = row.side === 'entity' && !style.narrow;
  return s(
    'svg',
    {
      class: 'graph',
      viewBox: `${-width / 2} ${-height / 2} ${width} ${height}`,
      role: 'group',
      'aria-label': `Neighbourhood of ${row.id}`,
    },
    s(
      'g',
      { class: 'between-neighbours', 'aria-hidden': 'true' },
      around.betweenNeighbours.map(([a, b]) => arc(at.get(a), at.get(b))),
    ),
    s(
      'g',
      { 'aria-hidden': 'true' },
      edges.map((edge, i) => line(edge, positions[i]!)),
    ),
    labelled &&
      s(
        'g',
        { class: 'relations', 'aria-hidden': 'true' },
        edges.map((edge, i) => relation(edge, positions[i]!)),
      ),
    edges.map((edge, i) => neighbour(edge, positions[i]!, style, rotated)),
    s('circle', { class: `centre ${style.colour(row.id)}`, r: 14 }),
    s(
      'g',
      { class: 'letters', 'aria-hidden': 'true' },
      s('text', { y: 4.5 }, style.letter(row.id)),
      edges.map(
        (edge, i) => edge.known && s('text', { x: positions[i]!.x, y: positions[i]!.y + 4 }, style.letter(edge.id)),
      ),
    ),
    s('text', { class: 'centre-name', y: 32, 'text-anchor': 'middle' }, cut(row.name ?? row.id)),
  );
}

// Places the edges at even angles from the top. Predicted links are a little longer.
function positionOf(radii: Radii, edge: Edge, i: number, n: number): Position {
  const angle = (2 * Math.PI * (i + 0.5)) / n - Math.PI / 2;
  const r = edge.known ? radii.known : radii.predicted;
  return { x: r * Math.cos(angle), y: r * Math.sin(angle), angle };
}

function line(edge: Edge, { x, y }: Position): SVGElement {
  return s('line', { class: edge.known ? 'link' : 'link predicted', x1: 0, y1: 0, x2: x, y2: y });
}

function arc(a: Position | undefined, b: Position | undefined): SVGElement | null {
  if (!a || !b) return null;
  return s('path', { d: `M${a.x} ${a.y}Q${(a.x + b.x) * 0.36} ${(a.y + b.y) * 0.36} ${b.x} ${b.y}` });
}

function relation(edge: Edge, { x, y, angle }: Position): SVGElement {
  const left = Math.cos(angle) < 0;
  const rotation = (Math.atan2(y, x) * 180) / Math.PI + (left ? 180 : 0);
  const text = `${left === edge.outgoing ? '← ' : ''}${cut(edge.relation)}${left === edge.outgoing ? '' : ' →'}`;
  return s(
    'text',
    { transform: `translate(${x * 0.58} ${y * 0.58}) rotate(${rotation})`, 'text-anchor': 'middle', dy: -3 },
    text,
  );
}

function neighbour(edge: Edge, { x, y, angle }: Position, style: NodeStyle, rotated: boolean): SVGElement {
  const description = `${edge.id}, ${edge.known ? 'linked in the training set' : 'predicted link'}${edge.relation === '' ? '' : `: ${edge.relation}`}${style.description(edge.id)}`;
  const colour = style.colour(edge.id);
  const shape = edge.known
    ? s('circle', { class: `disc ${colour}`, cx: x, cy: y, r: 8 })
    : s('path', { class: `diamond ${colour}`, d: `M${x} ${y - 9}l9 9l-9 9l-9-9Z` });
  const label = rotated ? rotatedLabel(x, y, angle) : horizontalLabel(x, y, angle);
  label.textContent = cut(edge.id);
  return s(
    'a',
    {
      href: style.href(edge.id),
      'aria-label': label.textContent === edge.id ? description : `${label.textContent} ${description}`,
      class: 'graph-neighbour',
    },
    s('title', {}, description),
    shape,
    label,
  );
}

function rotatedLabel(x: number, y: number, angle: number): SVGElement {
  const left = Math.cos(angle) < 0;
  const rotation = (angle * 180) / Math.PI + (left ? 180 : 0);
  return s('text', {
    transform: `translate(${x} ${y}) rotate(${rotation})`,
    dx: left ? -14 : 14,
    dy: 4,
    'text-anchor': left ? 'end' : 'start',
  });
}

function horizontalLabel(x: number, y: number, angle: number): SVGElement {
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
  return letters.length > MAX_LETTERS ? `${letters.slice(0, MAX_LETTERS - 1).join('')}…` : text;
};
