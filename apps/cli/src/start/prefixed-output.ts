import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { styleText } from 'node:util';

const COLOURS = ['cyan', 'magenta', 'yellow', 'green', 'blue'] as const;

export type Print = (name: string, line: string) => void;

/** Every line begins with the name of who wrote it; names are coloured where the terminal shows colours. */
export function prefixedPrinter(names: readonly string[], to: Writable): Print {
  const width = Math.max(...names.map((name) => name.length));
  return (name, line) => {
    const colour = COLOURS[Math.max(0, names.indexOf(name)) % COLOURS.length] ?? 'cyan';
    to.write(`${styleText(colour, `${name.padEnd(width)} |`, { stream: to })} ${line}\n`);
  };
}

/** Whole lines only, so that the lines of several processes never mix. */
export function printLinesOf(print: Print): (name: string, child: ChildProcess) => void {
  return (name, child) => {
    for (const stream of [child.stdout, child.stderr]) if (stream !== null) printLines(stream, name, print);
  };
}

function printLines(stream: Readable, name: string, print: Print): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
    print(name, line);
  });
}
