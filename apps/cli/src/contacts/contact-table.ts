import type { Database } from '@app/database';
import { sql } from 'kysely';

import type { Contact } from './contact.js';

export interface StoredContact extends Contact {
  readonly changed_at: Date;
}

/** What became of contacts that were set; the others were so already. */
export interface SetContacts {
  readonly added: number;
  readonly changed: number;
}

/** Sets contacts; of two for one user and channel the later one counts. */
export async function setContacts(database: Database, contacts: readonly Contact[]): Promise<SetContacts> {
  // One statement cannot touch a row twice.
  const last = [...new Map(contacts.map((contact) => [`${contact.channel} ${contact.user_id}`, contact])).values()];
  const { rows } = await sql<{ readonly is_new: boolean }>`
    INSERT INTO contacts AS known (user_id, channel, address)
    SELECT * FROM unnest(
      ${last.map(({ user_id }) => user_id)}::text[],
      ${last.map(({ channel }) => channel)}::text[],
      ${last.map(({ address }) => address)}::text[])
    ON CONFLICT (user_id, channel) DO UPDATE SET address = excluded.address, changed_at = now()
      WHERE known.address <> excluded.address
    -- No transaction has ever locked or changed a row that is new.
    RETURNING xmax = 0 AS is_new`.execute(database);
  const added = rows.filter(({ is_new: isNew }) => isNew).length;
  return { added, changed: rows.length - added };
}

/** @returns how many there were */
export async function removeContacts(database: Database, userId: string, channel?: string): Promise<number> {
  const ofChannel = channel === undefined ? sql`` : sql`AND channel = ${channel}`;
  const { numAffectedRows } = await sql`DELETE FROM contacts WHERE user_id = ${userId} ${ofChannel}`.execute(database);
  return Number(numAffectedRows ?? 0);
}

/** By user and channel; the first so many. */
export async function listContacts(
  database: Database,
  { user, limit }: { readonly user: string | undefined; readonly limit: number },
): Promise<readonly StoredContact[]> {
  const ofUser = user === undefined ? sql`` : sql`WHERE user_id = ${user}`;
  const { rows } = await sql<StoredContact>`
    SELECT user_id, channel, address, changed_at FROM contacts ${ofUser}
    ORDER BY user_id, channel LIMIT ${limit}`.execute(database);
  return rows;
}
