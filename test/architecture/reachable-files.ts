import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { textOf } from './source-files.js';

/** `import { A, type B } from 'x'`, `export { A } from 'x'`, `import * as x from 'x'`, `import 'x'`; names in the first group. */
const STATEMENT = /^(?:import|export)\s+(?!type\s)(?:(\{[^}]*\}|\*(?: as \w+)?|\w+)\s+from\s+)?'([^']+)'/gmu;
const DYNAMIC = /\bimport\('([^']+)'\)/gu;

interface Import {
  readonly from: string;
  /** Undefined: the whole module. */
  readonly names: readonly string[] | undefined;
}

/**
 * Every source file whose code is loaded by these, through imports of values. A lib's index is followed by name: what it
 * offers besides is not what the importer has got hold of.
 */
export function reachableFiles(starts: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const left = [...starts];
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const found of importsOf(file)) left.push(...filesOf(file, found));
  }
  return reached;
}

function importsOf(file: string): readonly Import[] {
  const text = textOf(file);
  const fixed = [...text.matchAll(STATEMENT)].flatMap(([, clause, from = '']): readonly Import[] => {
    if (clause?.startsWith('{') !== true) return [{ from, names: undefined }];
    const names = valuesOf(clause);
    return names.length === 0 ? [] : [{ from, names }];
  });
  const dynamic = [...text.matchAll(DYNAMIC)].map(([, from = '']) => ({ from, names: undefined }));
  return [...fixed, ...dynamic];
}

/** The names of `{ A, type B, C as D }` that are values, as the other module calls them. */
function valuesOf(clause: string): readonly string[] {
  return clause
    .slice(1, -1)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
    .map((name) => name.split(' as ')[0] ?? name);
}

function filesOf(importer: string, { from, names }: Import): readonly string[] {
  if (from.startsWith('.')) return [sourceOf(join(dirname(importer), from))];
  const lib = /^@app\/(.+)$/u.exec(from)?.[1];
  if (lib === undefined) return [];
  const index = `libs/${lib}/src/index.ts`;
  const offers = importsOf(index);
  return offers
    .filter((offer) => names === undefined || offer.names?.some((name) => names.includes(name)) !== false)
    .flatMap((offer) => filesOf(index, { from: offer.from, names: undefined }));
}

function sourceOf(path: string): string {
  const file = path.replace(/\.js$/u, '.ts');
  if (!existsSync(file)) throw new Error(`${path} is imported and not there`);
  return file;
}
