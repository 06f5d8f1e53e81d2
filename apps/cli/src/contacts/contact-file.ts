import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';

import { ContactFileError } from './contact-file.errors.js';
import { FORMATS, type ContactFormat } from './contact-line.js';
import type { Contact } from './contact.js';

/** Contacts that were read together, and how much of the file that took. */
export interface ContactBlock {
  readonly contacts: readonly Contact[];
  readonly bytes: number;
}

/** The contacts of a file, in blocks of what was read at once. @throws ContactFileError for the first line that is none */
export async function* readContacts(
  path: string,
  format: ContactFormat,
): AsyncGenerator<ContactBlock, void, undefined> {
  const read = FORMATS[format]();
  let number = 0;
  for await (const { lines, bytes } of linesOf(path)) {
    const contacts: Contact[] = [];
    for (const line of lines) {
      number += 1;
      if (!isUtf8(line)) throw new ContactFileError(path, number, 'is not UTF-8');
      const reading = read(textOf(line, number));
      if (reading?.ok === false) throw new ContactFileError(path, number, reading.problem);
      if (reading !== undefined) contacts.push(reading.contact);
    }
    yield { contacts, bytes };
  }
}

interface Lines {
  readonly lines: readonly Buffer[];
  readonly bytes: number;
}

/** Not by node:readline: to it, characters that may stand in an address (U+2028) end a line. */
async function* linesOf(path: string): AsyncGenerator<Lines, void, undefined> {
  let rest = Buffer.alloc(0);
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
    const block = Buffer.concat([rest, bytes]);
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = block.indexOf('\n'); end !== -1; end = block.indexOf('\n', start)) {
      lines.push(block.subarray(start, end));
      start = end + 1;
    }
    rest = block.subarray(start);
    yield { lines, bytes: bytes.length };
  }
  if (rest.length > 0) yield { lines: [rest], bytes: 0 };
}

/** Without the byte order mark and the carriage returns that spreadsheets write. */
function textOf(line: Buffer, number: number): string {
  const text = line.toString('utf8').replace(/\r$/u, '');
  return number === 1 ? text.replace(/^\uFEFF/u, '') : text;
}
