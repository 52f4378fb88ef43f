import type { Route } from './route.ts';

export interface FoundRoute {
  route: Route;
  params: Record<string, string>;
}

/** @returns null where no route has such a path */
export function findRoute(routes: readonly Route[], path: string): FoundRoute | null {
  for (const route of routes) {
    const params = matchPath(route, path);
    if (params) return { route, params };
  }
  return null;
}

function matchPath(route: Route, path: string): Record<string, string> | null {
  const wanted = route.path.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) {
      if (part !== value) return null;
    } else {
      if (!route.params[name]?.pattern.test(value)) return null;
      params[name] = value;
    }
  }
  return params;
}
