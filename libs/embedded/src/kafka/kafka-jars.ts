import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

import { AlreadyRunningError, EngineUnavailableError } from '../engine/engine.errors.js';
import { lockFolder, type FolderLock } from '../engine/folder-lock.js';
import { hasCode } from '../engine/has-code.js';

const run = promisify(execFile);

export const KAFKA_VERSION = '4.3.1';

/** Kafka 4.3 brings slf4j 1.7, hence log4j-slf4j-impl and not log4j-slf4j2-impl. */
const ARTIFACTS = [
  ['org.apache.kafka', 'kafka_2.13', KAFKA_VERSION],
  ['org.apache.logging.log4j', 'log4j-core', '2.25.1'],
  ['org.apache.logging.log4j', 'log4j-slf4j-impl', '2.25.1'],
] as const;

const ADVICE = 'or set KAFKA_BROKERS to a running Kafka, or use `docker compose up -d --wait`';

/** Kafka 4.3 needs Java 17 or later. */
const MIN_JAVA = 17;

/** @returns the folder of the jars, downloaded at the first call on this machine (44 MB). */
export async function kafkaJars(cacheDir: string, log: (line: string) => void): Promise<string> {
  const folder = join(cacheDir, `kafka-${KAFKA_VERSION}`);
  if (existsSync(folder)) return folder;
  const lock = await waitForLock(cacheDir);
  try {
    if (!existsSync(folder)) await download(cacheDir, folder, log);
  } finally {
    lock.release();
  }
  return folder;
}

/** Two starts at once download once: Maven's own cache is not made for two at a time. */
async function waitForLock(cacheDir: string): Promise<FolderLock> {
  for (;;) {
    try {
      return lockFolder(join(cacheDir, 'downloading'));
    } catch (error) {
      if (!(error instanceof AlreadyRunningError)) throw error;
      await delay(200);
    }
  }
}

async function download(cacheDir: string, folder: string, log: (line: string) => void): Promise<void> {
  log(`downloading Apache Kafka ${KAFKA_VERSION} into ${folder} (44 MB, once)`);
  mkdirSync(cacheDir, { recursive: true });
  const partial = mkdtempSync(`${folder}.part-`);
  try {
    writeFileSync(join(partial, 'pom.xml'), pom());
    const jars = join(partial, 'jars');
    await maven(join(partial, 'pom.xml'), jars);
    renameSync(jars, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

async function maven(pomFile: string, outputDirectory: string): Promise<void> {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${outputDirectory}`];
  try {
    await run('mvn', ['-q', '-B', '-f', pomFile, ...goal]);
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) {
      const message = 'Maven is missing, Kafka cannot be fetched: `apt-get install maven`';
      throw new EngineUnavailableError(`${message}, ${ADVICE}.`, { cause });
    }
    const reason = (cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : String(cause)).trim();
    throw new EngineUnavailableError(`Maven could not fetch Kafka (${firstLine(reason)}): see to it, ${ADVICE}.`, {
      cause,
    });
  }
}

function pom(): string {
  const dependencies = ARTIFACTS.map(
    ([group, artifact, version]) =>
      `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>tidemark</groupId><artifactId>embedded-kafka</artifactId><version>1</version>
<dependencies>
${dependencies.join('\n')}
</dependencies>
</project>
`;
}

/** @returns the command that runs Java. */
export async function findJava(javaHome: string | undefined): Promise<string> {
  const java = javaHome === undefined ? 'java' : join(javaHome, 'bin', 'java');
  const install = '`apt-get install openjdk-17-jre-headless maven`';
  const version = await javaVersion(java).catch((cause: unknown) => {
    throw new EngineUnavailableError(`Java is missing, Kafka needs it: ${install}, ${ADVICE}.`, { cause });
  });
  if (version < MIN_JAVA) {
    const found = `Java ${version} is too old, Kafka needs ${MIN_JAVA}`;
    throw new EngineUnavailableError(`${found}: ${install}, ${ADVICE}.`);
  }
  return java;
}

async function javaVersion(java: string): Promise<number> {
  const { stderr } = await run(java, ['-version']);
  // Java 8 calls itself 1.8, which is too old either way.
  return Number(/version "(\d+)/.exec(stderr)?.[1] ?? MIN_JAVA);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
