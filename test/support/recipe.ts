import { readFileSync } from 'node:fs';

/** One code block of a recipe: what is to stand in a file. */
export interface RecipeStep {
  /** From the top of the repository, as the block's first line names it. */
  readonly path: string;
  readonly code: string;
}

const CODE_BLOCK = /^(?<indent> *)```ts\n *\/\/ (?<path>\S+)\n(?<code>.*?)\n *```$/gmsu;

/** The code blocks of one of the README's recipes, in order. */
export function recipeSteps(title: string): readonly RecipeStep[] {
  const recipe = readFileSync('README.md', 'utf8').split(/^(?=\*\*)|^(?=## )/mu);
  const text = recipe.find((part) => part.startsWith(`**${title}.**`));
  if (text === undefined) throw new Error(`the README has no recipe "${title}"`);
  return [...text.matchAll(CODE_BLOCK)].map(({ groups: { indent = '', path = '', code = '' } = {} }) => ({
    path,
    code: code.replaceAll(new RegExp(`^${indent}`, 'gmu'), ''),
  }));
}

/**
 * Adds to a file what a step shows: its imports, and in the line that ends with `…`, which stands for what is there
 * already, the new entry of the list.
 */
export function addedTo(source: string, { path, code }: RecipeStep): string {
  const lines = code.split('\n').filter((line) => line !== '');
  const entry = lines.find((line) => line.includes('…'));
  const list = entry?.slice(0, entry.lastIndexOf('[') + 1);
  if (entry === undefined || list === undefined || source.split(list).length !== 2) {
    throw new Error(`${path} has no list to add to as the README says: ${code}`);
  }
  const imports = lines.filter((line) => line.startsWith('import '));
  return [...imports, source.replace(list, entry.slice(0, entry.indexOf('…')))].join('\n');
}
