#!/usr/bin/env node
// Runs the built CLI on the project's own Node, whatever the machine's is, and passes signals on.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const main = join(root, 'dist/apps/cli/src/main.js');
const ownNode = join(root, 'node_modules/.bin/node');
const isNewEnough = Number.parseInt(process.versions.node, 10) >= 24;

if (!existsSync(main)) {
  console.error(`${main} is missing: run \`npm run build\` first.`);
  process.exit(1);
}

// Commands that read the whole log (rebuild, verify, log) make much that is gone at once: a larger young generation takes
// a quarter of their time away.
const flags = ['--disable-warning=TimeoutNegativeWarning', '--max-semi-space-size=64'];
// The settings that `npm start` has, too: a rebuild in another zone than the projector's would be of no use.
const settings = join(root, '.env');
if (existsSync(settings)) flags.push(`--env-file=${settings}`);
const args = [...flags, main, ...process.argv.slice(2)];
const child = spawn(isNewEnough ? process.execPath : ownNode, args, { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
