// The neighbourhood of a node: its training links, predicted links, links between the neighbours, and classes.
import type { ViewContext } from '../context';
import type { Answer, Classified, Triple, RowInfo } from '../types';

export interface Edge {
  id: string;
  relation: string; // empty in models of links
  outgoing: boolean; // from the node to the neighbour
  known: boolean;
  answer?: Answer;
}

export interface Neighbourhood {
  row: RowInfo;
  edges: Edge[];
  total: number; // training links
  notDrawn: number; // training links that are not drawn
  betweenNeighbours: [string, string][];
  classes: Map<string, Classified>;
}

const NUM_KNOWN = 22;
const NUM_PREDICTED = 6;

export async function neighbourhood(
  context: ViewContext,
  side: string,
  id: string,
  relation: string | null,
  signal: AbortSignal,
): Promise<Neighbourhood> {
  const [row, candidates] = await Promise.all([
    context.api.show(side, id, signal),
    predicted(context, side, id, relation, signal),
  ]);
  const all = edgesOf(row);
  const known = all.slice(0, NUM_KNOWN);
  const predictions = candidates
    .filter(
      (answer) =>
        !all.some((edge) => edge.id === answer.id && (side === 'node' || edge.relation === relation)) &&
        answer.id !== id,
    )
    .slice(0, NUM_PREDICTED);
  const edges = [
    ...known,
    ...predictions.map((answer): Edge => ({
      id: answer.id,
      relation: relation ?? '',
      outgoing: true,
      known: false,
      answer,
    })),
  ];
  const ids = [...new Set([id, ...edges.map((edge) => edge.id)])];
  const [betweenNeighbours, classes] = await Promise.all([
    side === 'node' ? linksAmong(context, ids.slice(1), signal) : [],
    classesOf(context, ids, signal),
  ]);
  const total = Math.max(row.count ?? 0, all.length);
  return { row, edges, total, notDrawn: total - known.length, betweenNeighbours, classes };
}

function edgesOf(row: RowInfo): Edge[] {
  const edge = ({ head, relation = '', tail }: Triple): Edge => ({
    id: head === row.id ? tail : head,
    relation,
    outgoing: head === row.id,
    known: true,
  });
  const all = (row.links ?? []).map(edge);
  const seen = new Set<string>();
  const unique = all.filter(({ id, relation, outgoing }) => {
    const key = row.side === 'node' ? id : `${relation}\n${outgoing}\n${id}`;
    return !seen.has(key) && seen.add(key);
  });
  return unique.sort((a, b) => a.relation.localeCompare(b.relation) || Number(b.outgoing) - Number(a.outgoing));
}

async function predicted(
  context: ViewContext,
  side: string,
  id: string,
  relation: string | null,
  signal: AbortSignal,
): Promise<Answer[]> {
  if (!context.can('query') || (side === 'entity' && relation === null)) return [];
  const query = side === 'node' ? { node: id } : { head: id, relation: relation! };
  return (await context.api.query({ ...query, top: NUM_PREDICTED * 2, include_known: false }, signal)).answers;
}

async function linksAmong(context: ViewContext, ids: string[], signal: AbortSignal): Promise<[string, string][]> {
  const inside = new Set(ids);
  const around = await Promise.all(ids.map((id) => context.api.show('node', id, signal).catch(() => null)));
  const pairs = new Map<string, [string, string]>();
  for (const row of around)
    for (const { head, tail } of row?.links ?? [])
      if (inside.has(head) && inside.has(tail) && head !== tail)
        pairs.set([head, tail].sort().join('\n'), [head, tail]);
  return [...pairs.values()];
}

async function classesOf(context: ViewContext, ids: string[], signal: AbortSignal): Promise<Map<string, Classified>> {
  if (!context.can('classify')) return new Map();
  const { nodes } = await context.api.classify(ids, signal);
  return new Map(nodes.map((node) => [node.id, node]));
}
