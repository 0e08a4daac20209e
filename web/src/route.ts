// URL routes, such as #/model/view?side=item&id=356. The URL holds all state that a link should restore.

export interface Route {
  model: string;
  view: string;
  args: URLSearchParams;
}

export function parse(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const [model = '', view = ''] = path.split('/').map(decoded);
  return { model, view, args: new URLSearchParams(query) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export type Args = URLSearchParams | Record<string, string | number | null | undefined>;

export function params(args: Args): URLSearchParams {
  if (args instanceof URLSearchParams) return args;
  const result = new URLSearchParams();
  for (const [key, value] of Object.entries(args))
    if (value !== null && value !== undefined && value !== '') result.set(key, String(value));
  return result;
}

export function href(model: string, view: string, args: Args = {}): string {
  const query = params(args).toString();
  return `#/${encodeURIComponent(model)}/${encodeURIComponent(view)}${query && `?${query}`}`;
}

export function go(to: string, replace = false): void {
  if (to === location.hash) return;
  if (!replace) location.hash = to;
  else {
    history.replaceState(null, '', to);
    dispatchEvent(new HashChangeEvent('hashchange'));
  }
}

export function changed(args: URLSearchParams, change: Record<string, string | number | null>): URLSearchParams {
  const result = new URLSearchParams(args);
  for (const [key, value] of Object.entries(change))
    if (value === null || value === '') result.delete(key);
    else result.set(key, String(value));
  return result;
}
