import type { AlreadyRunningError } from '@app/embedded';

/** A file of a backup is not what an export wrote; the message names it. */
export class DamagedBackupError extends Error {
  readonly code = 'BACKUP.DAMAGED';

  constructor(path: string, detail: string, options?: ErrorOptions) {
    super(`${path}: ${detail}`, options);
    this.name = 'DamagedBackupError';
  }
}

/** Another export writes to the folder. */
export class BackupInUseError extends Error {
  readonly code = 'BACKUP.IN_USE';

  constructor(folder: string, cause: AlreadyRunningError) {
    super(`another export writes to ${folder}: process ${cause.pid}`, { cause });
    this.name = 'BackupInUseError';
  }
}

/** Log and backup do not belong together. */
export class AnotherLogError extends Error {
  readonly code = 'BACKUP.ANOTHER_LOG';

  constructor(detail: string) {
    super(detail);
    this.name = 'AnotherLogError';
  }
}

/** The import cannot go on. */
export class ImportStoppedError extends Error {
  readonly code = 'BACKUP.IMPORT_STOPPED';

  constructor(detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'ImportStoppedError';
  }
}
