import type { Database } from '@app/database';

import { readContacts } from './contact-file.js';
import type { ContactFormat } from './contact-line.js';
import { setContacts, type SetContacts } from './contact-table.js';

export interface ImportOptions {
  readonly path: string;
  readonly format: ContactFormat;
  /** Takes everything back at the end. */
  readonly dryRun: boolean;
  /** Bytes of the file that are done. */
  readonly onProgress: (bytes: number) => void;
}

export interface ImportedContacts extends SetContacts {
  readonly contacts: number;
}

/** Imports a whole file or, when one of its lines is wrong, nothing. Again, it changes nothing. @throws ContactFileError */
export async function importContacts(database: Database, options: ImportOptions): Promise<ImportedContacts> {
  const transaction = await database.startTransaction().execute();
  try {
    let contacts = 0;
    let added = 0;
    let changed = 0;
    let done = 0;
    for await (const block of readContacts(options.path, options.format)) {
      const set = await setContacts(transaction, block.contacts);
      contacts += block.contacts.length;
      added += set.added;
      changed += set.changed;
      done += block.bytes;
      options.onProgress(done);
    }
    await (options.dryRun ? transaction.rollback() : transaction.commit()).execute();
    return { contacts, added, changed };
  } catch (error) {
    if (!transaction.isCommitted && !transaction.isRolledBack) await transaction.rollback().execute();
    throw error;
  }
}
