import { Command } from 'commander';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { examineDatabase } from '../doctor/examine-database.js';
import { examineLog } from '../doctor/examine-log.js';
import { examine } from '../doctor/examine.js';
import type { Finding } from '../doctor/finding.js';
import { databaseConfig } from '../engines/engines.config.js';
import { addressOf, withDatabase } from '../engines/with-database.js';
import { withLog } from '../engines/with-log.js';
import { printJson, printTable } from '../print.js';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look at the engines and what is in them: one line each, with the cure of what is wrong')
    .option('--json', 'print one line of JSON')
    .action(async (flags: { readonly json?: true }) => {
      const findings = [...(await examinePostgres()), ...(await examineKafka())];
      const ok = findings.every((finding) => finding.ok);
      if (flags.json === true) printJson({ ok, findings });
      else printTable(findings.map(rowOf));
      if (!ok) process.exitCode = 1;
    });
}

function examinePostgres(): Promise<readonly Finding[]> {
  return examine('PostgreSQL', 'start it (npm start runs one), or set DATABASE_URL', () => {
    const { url } = databaseConfig();
    return withDatabase((database) => examineDatabase(database, addressOf(url), MIGRATIONS), { url });
  });
}

function examineKafka(): Promise<readonly Finding[]> {
  return examine('Kafka', 'start it (npm start runs one), or set KAFKA_BROKERS', () =>
    withLog(({ admin }) => examineLog(admin)),
  );
}

function rowOf({ check, ok, detail, cure }: Finding): readonly string[] {
  return [ok ? 'ok' : 'problem', check, cure === undefined ? detail : `${detail} → ${cure}`];
}
