import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { addedTo, type RecipeStep } from './recipe.js';

/** What the apps are built from. */
const SOURCES = ['package.json', 'tsconfig.json', 'nest-cli.json', 'apps', 'libs', 'migrations'];
/** Half of the files, and no part of any app. */
const TESTS = /(spec|fixture)\.ts$/u;

/** The sources of the apps in a folder of their own, for a test that changes the code. */
export class SourceCopy {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tidemark-copy-'));

  constructor() {
    for (const name of SOURCES) {
      cpSync(name, join(this.folder, name), { recursive: true, filter: (path) => !TESTS.test(path) });
    }
    symlinkSync(resolve('node_modules'), join(this.folder, 'node_modules'));
  }

  /** Writes a file that is new; adds to one that is there. */
  follow(step: RecipeStep): void {
    const path = join(this.folder, step.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, existsSync(path) ? addedTo(readFileSync(path, 'utf8'), step) : step.code);
  }

  /** As `npm run build` does. @throws Error that says what does not compile */
  build(): Promise<void> {
    return new Promise((done, reject) => {
      const nest = resolve('node_modules/@nestjs/cli/bin/nest.js');
      execFile(process.execPath, [nest, 'build'], { cwd: this.folder }, (error, stdout, stderr) => {
        if (error === null) done();
        else reject(new Error(`the copy does not compile: ${stdout}${stderr}`, { cause: error }));
      });
    });
  }

  /** The built main.js of an app. */
  mainOf(app: string): string {
    return join(this.folder, 'dist/apps', app, 'src/main.js');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
