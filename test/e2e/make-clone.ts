import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A repository that somebody has prepared, with the file that their program would make. */
export type Clone = {
  readonly root: string;
  readonly marker: string;
  /** The program that makes it; lies in the repository. */
  readonly evil: string;
};

export const PIPELINE = 'name: p\nsteps:\n  a: { run: "true" }\n';

/** A committed repository with a pipeline, a file, and a program that leaves a marker outside. */
export function makeClone(): Clone {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'mlp-hostile-')));
  const root = join(home, 'clone');
  const marker = join(home, 'MARKER');
  const evil = join(root, 'evil.sh');
  write(root, {
    '.mlpipelines/p.yml': PIPELINE,
    'data.txt': 'x\n',
    'evil.sh': `#!/bin/sh\ntouch ${marker}\n`,
  });
  chmodSync(evil, 0o755);
  commit(root);
  return { root, marker, evil };
}

export function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

export function git(cwd: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
  const local = ['-c', 'protocol.file.allow=always'];
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  return execFileSync('git', [...who, ...local, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: [...stdio],
  });
}

export function commit(root: string): void {
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'add', '-Af', '.');
  git(root, 'commit', '-qm', 'c');
}

/** Makes git doubt whether a file is the one that it knows, so that it filters the contents. */
export function touch(path: string): void {
  utimesSync(path, 1_000_000_000, 1_000_000_000);
}
