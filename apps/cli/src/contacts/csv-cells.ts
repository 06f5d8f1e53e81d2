/** A quoted cell, in which a quote is doubled, or a plain one, and what ends it. */
const CELL = /(?:\s*"(?<quoted>(?:[^"]|"")*)"\s*|(?<plain>[^",]*))(?<end>,|$)/uy;

/** The cells of one line of CSV (RFC 4180); undefined when a quote is out of place. A line break in a cell is not known. */
export function csvCells(line: string): readonly string[] | undefined {
  const cells: string[] = [];
  CELL.lastIndex = 0;
  for (;;) {
    const groups = CELL.exec(line)?.groups;
    if (groups === undefined) return undefined;
    cells.push(groups['quoted']?.replaceAll('""', '"') ?? (groups['plain'] ?? '').trim());
    if (groups['end'] === '') return cells;
  }
}
