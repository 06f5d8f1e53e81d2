import { readContact, type ContactFields, type ContactReading } from './contact.js';
import { csvCells } from './csv-cells.js';

/** What a line comes to; undefined for one that holds no contact, such as an empty one. */
export type LineReader = (line: string) => ContactReading | undefined;

const COLUMNS = ['user_id', 'channel', 'address'] as const;

export const FORMATS = {
  /** An object a line. */
  ndjson: (): LineReader => (line) => {
    if (line.trim() === '') return undefined;
    const value = parseJson(line);
    return isObject(value) ? readContact(value as ContactFields) : { ok: false, problem: 'is no JSON object' };
  },

  /** The first line names the columns, in any order; others than ours are not read. */
  csv: (): LineReader => {
    let header: readonly string[] | undefined;
    return (line) => {
      if (line.trim() === '') return undefined;
      const cells = csvCells(line);
      if (cells === undefined) return { ok: false, problem: 'has a quote out of place' };
      if (header === undefined) {
        header = cells;
        return headerProblem(cells);
      }
      // Most likely an address with a comma in it, of which only the beginning would be taken.
      if (cells.length > header.length) return { ok: false, problem: 'has more cells than there are columns' };
      return readContact(fieldsOf(header, cells));
    };
  },
};

export type ContactFormat = keyof typeof FORMATS;

function headerProblem(cells: readonly string[]): ContactReading | undefined {
  const missing = COLUMNS.filter((column) => !cells.includes(column));
  if (missing.length > 0) return { ok: false, problem: `names no column ${missing.join(', ')}` };
  const twice = COLUMNS.filter((column) => cells.indexOf(column) !== cells.lastIndexOf(column));
  return twice.length > 0 ? { ok: false, problem: `names column ${twice.join(', ')} twice` } : undefined;
}

function fieldsOf(header: readonly string[], cells: readonly string[]): ContactFields {
  const [user_id, channel, address] = COLUMNS.map((column) => cells[header.indexOf(column)]);
  return { user_id, channel, address };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
