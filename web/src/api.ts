// Client of the HTTP API (docs/http.md): one function for each path that the page uses.
import type * as T from './types';
import { token } from './token';

export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly field?: string,
    readonly choices?: string[],
  ) {
    super(detail);
  }
}

type Params = Record<string, string | number | boolean | undefined>;

function queryString(params: Params): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value !== undefined) search.set(key, String(value));
  const text = search.toString();
  return text && `?${text}`;
}

async function problemOf(response: Response): Promise<Problem> {
  const problem = (await response.json().catch(() => ({}))) as {
    detail?: string;
    title?: string;
    field?: string;
    choices?: string[];
  };
  return new Problem(
    response.status,
    problem.detail ?? problem.title ?? `the server responded with status ${response.status}`,
    problem.field,
    problem.choices,
  );
}

async function request<R>(path: string, init: RequestInit): Promise<R> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (init.body) headers['content-type'] = 'application/json';
  if (token()) headers['authorization'] = `Bearer ${token()}`;
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers, redirect: 'error' });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Problem(0, 'The server does not respond. Is kinfold serve still running?');
  }
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as R;
}

export const models = (): Promise<{ models: T.ModelSummary[] }> => request('v1/models', {});

// Requests to one model. Responses that several views share are cached.
export class ModelApi {
  private readonly root: string;
  private readonly cache = new Map<string, Promise<unknown>>();

  constructor(readonly name: string) {
    this.root = `v1/models/${encodeURIComponent(name)}`;
  }

  private get<R>(verb: string, params: Params, signal?: AbortSignal): Promise<R> {
    return request<R>(`${this.root}${verb && `/${verb}`}${queryString(params)}`, { signal: signal ?? null });
  }

  private post<R>(verb: string, body: unknown, signal?: AbortSignal): Promise<R> {
    return request<R>(`${this.root}/${verb}`, { method: 'POST', body: JSON.stringify(body), signal: signal ?? null });
  }

  private cached<R>(verb: string, params: Params): Promise<R> {
    const key = verb + queryString(params);
    const cached = this.cache.get(key) as Promise<R> | undefined;
    if (cached) return cached;
    const response = this.get<R>(verb, params);
    this.cache.set(key, response);
    response.catch(() => this.cache.delete(key));
    return response;
  }

  info(): Promise<T.ModelInfo> {
    return this.cached('', {});
  }

  axes(side: string, kind: T.AxisKind): Promise<{ axes: T.Axis[] }> {
    return this.cached('axes', { side, kind, ends: 5 });
  }

  search(q: string, side?: string, top = 20, offset = 0, signal?: AbortSignal): Promise<T.Hits> {
    return this.get('search', { q: q || undefined, side, top, offset }, signal);
  }

  show(side: string, id: string, signal?: AbortSignal): Promise<T.RowInfo> {
    return this.get('show', { side, id }, signal);
  }

  // A row that does not occur in the training set has no neighbours (422).
  async similar(side: string, id: string, top: number, metric: string, signal?: AbortSignal): Promise<T.Similar> {
    try {
      return await this.get('similar', { side, id, top, metric }, signal);
    } catch (error) {
      if (error instanceof Problem && error.status === 422) return { id, side, items: [] };
      throw error;
    }
  }

  map(params: Params, signal?: AbortSignal): Promise<T.MapResponse> {
    return this.get('map', params, signal);
  }

  recommend(body: Record<string, unknown>, signal?: AbortSignal): Promise<T.Recommendation> {
    return this.post('recommend', body, signal);
  }

  // Stores an event. The next request uses it.
  feedback(user: string, item: string, value: number): Promise<{ stored: number }> {
    return request('v1/feedback', { method: 'POST', body: JSON.stringify({ user, item, value }) });
  }

  query(params: Params, signal?: AbortSignal): Promise<{ answers: T.Answer[] }> {
    return this.get('query', { ...params, explain: true }, signal);
  }

  classify(nodes: string[], signal?: AbortSignal): Promise<{ nodes: T.Classified[] }> {
    return this.post('classify', { nodes }, signal);
  }

  impute(
    row: Record<string, T.CellValue>,
    signal?: AbortSignal,
  ): Promise<{ rows: { cells: Record<string, T.Cell> }[] }> {
    return this.post('impute', { row }, signal);
  }
}
