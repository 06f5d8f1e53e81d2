import type { ProblemSpec } from './problem-error.js';

interface Route {
  readonly segments: readonly string[];
  readonly method: string;
}

/** Which methods every path has: Fastify itself answers 404 where HTTP asks for a 405 with `Allow`. */
export class RouteTable {
  private readonly routes: Route[] = [];

  add(route: { readonly url: string; readonly method: string | readonly string[] }): void {
    const segments = segmentsOf(route.url);
    for (const method of [route.method].flat()) this.routes.push({ segments, method });
  }

  /** 405 when the path exists for other methods, else 404. */
  problemFor(url: string): ProblemSpec {
    const allowed = this.methodsOf(url);
    if (allowed.length === 0) {
      return { status: 404, code: 'not-found', title: 'Not found', detail: 'There is nothing at this path' };
    }
    const allow = allowed.join(', ');
    return {
      status: 405,
      code: 'method-not-allowed',
      title: 'Method not allowed',
      detail: `Use ${allow}`,
      headers: { allow },
    };
  }

  private methodsOf(url: string): readonly string[] {
    const path = segmentsOf(url.split('?', 1)[0] ?? '');
    const methods = this.routes.filter(({ segments }) => matches(segments, path)).map(({ method }) => method);
    return [...new Set(methods)].sort();
  }
}

/** A slash at the end makes no difference. */
function segmentsOf(path: string): readonly string[] {
  return path.replace(/\/$/u, '').split('/').slice(1);
}

/** `:name` is one segment that is not empty, `*` is the rest. */
function matches(pattern: readonly string[], path: readonly string[]): boolean {
  const wildcard = pattern.indexOf('*');
  if (wildcard === -1 ? pattern.length !== path.length : path.length < wildcard) return false;
  const fixed = wildcard === -1 ? pattern : pattern.slice(0, wildcard);
  return fixed.every((segment, at) => (segment.startsWith(':') ? path[at] !== '' : segment === path[at]));
}
