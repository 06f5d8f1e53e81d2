import { globSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** The repository's own TypeScript, as paths from its top. jest and npm scripts run there. */
export function sourceFiles(pattern = '{apps,libs,migrations,test}/**/*.ts'): readonly string[] {
  return globSync(pattern)
    .filter((path) => !path.includes('node_modules'))
    .sort();
}

/** The name in `libs/<name>/…`, of every lib or app. */
export function foldersOf(parent: 'apps' | 'libs'): readonly string[] {
  return readdirSync(parent).sort();
}

export function textOf(path: string): string {
  return readFileSync(path, 'utf8');
}

export function linesOf(path: string): number {
  return textOf(path).trimEnd().split('\n').length;
}

export function nameOf(path: string): string {
  return basename(path).replace(/\.[a-z]+$/u, '');
}
