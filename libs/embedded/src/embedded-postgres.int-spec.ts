import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createDatabase } from '@app/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { EmbeddedPostgres, freePort, isAlive } from './index.js';

describe('EmbeddedPostgres', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'embedded-postgres-'));
  let postgres: EmbeddedPostgres;

  beforeAll(async () => {
    postgres = new EmbeddedPostgres({ dataDir, port: await freePort() });
    await postgres.start();
    await query('create table note (text text)');
  });
  afterAll(async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true });
  });

  async function query(statement: string): Promise<readonly unknown[]> {
    const database = createDatabase({ url: postgres.url, poolSize: 1, applicationName: 'spec' });
    try {
      return (await sql.raw(statement).execute(database)).rows;
    } finally {
      await database.destroy();
    }
  }

  it('given rows, when stopped and started, then they are there, and the process is a new one', async () => {
    await query("insert into note values ('before the stop')");
    const before = postgres.pid;

    await postgres.restart();

    expect(isAlive(before)).toBe(false);
    expect(postgres.pid).not.toBe(before);
    expect(await query("select text from note where text = 'before the stop'")).toHaveLength(1);
  });

  it('given rows, when killed by SIGKILL and started, then committed rows are there', async () => {
    await query("insert into note values ('before the kill')");

    postgres.kill('SIGKILL');
    await postgres.exited;
    await postgres.start();

    expect(await query("select text from note where text = 'before the kill'")).toHaveLength(1);
  });

  it('given a server left by a killed parent, when another one starts on its folder, then it takes over', async () => {
    const left = postgres.pid;
    postgres = new EmbeddedPostgres({ dataDir, port: postgres.port });

    await postgres.start();

    expect(isAlive(left)).toBe(false);
    expect(await query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('given a postmaster.pid whose pid is another program by now, when started, then it starts', async () => {
    postgres.kill('SIGKILL');
    await postgres.exited;
    const pidFile = join(dataDir, 'data', 'postmaster.pid');
    expect(existsSync(pidFile)).toBe(true);
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, `${process.pid}`));

    await postgres.start();

    expect(await query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('given a setting that PostgreSQL refuses, when started, then the error ends with what it said', async () => {
    const settings = { shared_buffers: 'much' };
    const other = new EmbeddedPostgres({ dataDir: join(dataDir, 'other'), port: await freePort(), settings });

    await expect(other.start()).rejects.toThrow(/postgres did not start[^]*shared_buffers/);
  });

  it('given a port in use, when started, then the error says so, and whoever listens there is not taken for it', async () => {
    const other = new EmbeddedPostgres({ dataDir: join(dataDir, 'other'), port: postgres.port });

    await expect(other.start()).rejects.toThrow(`port ${postgres.port} is in use`);
  });
});
