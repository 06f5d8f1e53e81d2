import type { DatabaseTransaction } from '@app/database';
import { readerOf, type Projection } from '@app/projections';

import { ClaimsCheck } from './claims-check.js';
import type { Findings } from './findings.js';
import { holdTables } from './hold-tables.js';
import { liveModels, type LiveModel } from './live-models.js';
import { proveParkedCount } from './prove-parked-count.js';
import type { SentTransactions } from './sent-transactions.js';
import { StatusCheck } from './status-check.js';
import { StoredClaims } from './stored-claims.js';
import { storedReader, type StoredReader } from './stored-readers.js';
import { StoredTransactions } from './stored-transactions.js';
import { SumsCheck } from './sums-check.js';
import { PROCESSOR, STATUS, SUMMARIES, TOPIC } from './until-caught-up.js';
import type { ReaderCheck } from './walk-log.js';

/** A read model with what its reader has come to. */
export interface ReadModel extends LiveModel {
  readonly reader: StoredReader;
}

/** The read models of a snapshot that can be verified; why others cannot is a finding. */
export async function readModels(
  snapshot: DatabaseTransaction,
  projections: readonly Projection[],
  findings: Findings,
): Promise<readonly ReadModel[]> {
  const { models, leftOut } = await liveModels(snapshot, projections);
  for (const finding of leftOut) findings.add(finding);
  const read: ReadModel[] = [];
  for (const model of models) {
    await holdTables(snapshot, model.generation.schema);
    const { topic } = model.projection;
    const reader = await storedReader(snapshot, readerOf(model.generation), topic);
    await proveParkedCount(snapshot, reader.reader, topic, findings);
    read.push({ ...model, reader });
  }
  return read;
}

/** What can be judged without the read models' own code. */
export async function checksOf(
  snapshot: DatabaseTransaction,
  models: readonly ReadModel[],
  comparison: { readonly sent: SentTransactions; readonly settled: boolean },
  findings: Findings,
): Promise<readonly ReaderCheck[]> {
  const processor = await storedReader(snapshot, PROCESSOR, TOPIC);
  await proveParkedCount(snapshot, PROCESSOR, TOPIC, findings);
  const checks: ReaderCheck[] = [new ClaimsCheck(processor, new StoredClaims(snapshot), findings)];
  for (const { projection, generation, reader } of models) {
    if (projection.name === STATUS) {
      const stored = new StoredTransactions(snapshot, generation.schema);
      checks.push(new StatusCheck(reader, stored, comparison, findings));
    }
    if (projection.name === SUMMARIES) checks.push(new SumsCheck(reader, snapshot, generation, findings));
  }
  return checks;
}
