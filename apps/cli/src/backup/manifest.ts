import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DamagedBackupError } from './backup.errors.js';

const FORMAT = 1;

/** What a backup is of; one file, rewritten when an export begins and when it is done. */
export interface Manifest {
  readonly format: typeof FORMAT;
  readonly cluster_id: string;
  readonly created_at: string;
  /** When the last export came to its end; null while one runs, and after one that was stopped. */
  readonly finished_at: string | null;
  readonly topics: readonly BackedUpTopic[];
}

export interface BackedUpTopic {
  readonly topic: string;
  /** By partition. */
  readonly partitions: readonly BackedUpRange[];
}

/** Offsets that finished exports have covered, from the first to the next to come. */
export interface BackedUpRange {
  readonly from: number;
  readonly to: number;
}

export function newManifest(clusterId: string, createdAt: string): Manifest {
  return { format: FORMAT, cluster_id: clusterId, created_at: createdAt, finished_at: null, topics: [] };
}

/** @returns undefined when the folder holds no backup @throws DamagedBackupError */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = manifestPath(folder);
  if (!existsSync(path)) return undefined;
  const manifest = parse(path, await readFile(path, 'utf8'));
  if (!isManifest(manifest)) throw new DamagedBackupError(path, `is no manifest of format ${FORMAT}`);
  return manifest;
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const path = manifestPath(folder);
  await mkdir(folder, { recursive: true });
  await writeFile(`${path}.partial`, `${JSON.stringify(manifest, undefined, 2)}\n`, { flush: true });
  await rename(`${path}.partial`, path);
}

export function manifestPath(folder: string): string {
  return join(folder, 'manifest.json');
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DamagedBackupError(path, 'is not JSON', { cause });
  }
}

function isManifest(json: unknown): json is Manifest {
  const { format, cluster_id: clusterId, topics } = (json ?? {}) as Partial<Manifest>;
  return format === FORMAT && typeof clusterId === 'string' && Array.isArray(topics) && topics.every(isTopic);
}

function isTopic(json: Partial<BackedUpTopic> | null): boolean {
  const { topic, partitions } = json ?? {};
  // The name becomes part of a path.
  return (
    typeof topic === 'string' && /^[\w.-]+$/u.test(topic) && Array.isArray(partitions) && partitions.every(isRange)
  );
}

function isRange(json: Partial<BackedUpRange> | null): boolean {
  return Number.isSafeInteger(json?.from) && Number.isSafeInteger(json?.to);
}
