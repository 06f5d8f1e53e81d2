export { arrayParameter, type Scalar } from './array-parameter.js';
export { planByKeyOnly } from './by-key-only.js';
export { createDatabase, type Database, type DatabaseOptions, type DatabaseTransaction } from './create-database.js';
export { isDataError, isLockContention, isUndefinedTable } from './database-error.js';
export { migrateDown, migrateUp, migrationStatus, type Migrations, type MigrationStatus } from './migrate.js';
export type {
  GenerationState,
  LogPositionsTable,
  ParkedRecordsTable,
  ProjectionGenerationsTable,
  RedrivesTable,
  RedriveState,
  Tables,
  TransactionClaimsTable,
  WorkItemsTable,
} from './tables.js';
