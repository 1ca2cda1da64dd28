import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DispatchedJob } from '../../app/runtime/ports/hosted/dispatches.ts';
import type { TestApp } from '../api/open-app.ts';
import { freshFolder } from '../support/fresh-folder.ts';

const BUILD = fileURLToPath(new URL('../../scripts/build-action.ts', import.meta.url));

let bundle: Promise<string> | null = null;

/** The action as it is published: one file, made anew for each test file. */
export function builtAction(): Promise<string> {
  bundle ??= build();
  return bundle;
}

async function build(): Promise<string> {
  const file = join(freshFolder(), 'main.mjs');
  await promisify(execFile)(process.execPath, [BUILD, file]);
  return file;
}

export type ActionProcess = {
  readonly child: ChildProcess;
  /** What the job's log would show, commands to the runner included. */
  readonly output: () => string;
  readonly summary: () => string;
  /** Resolves when this text was printed. */
  readonly printed: (text: string) => Promise<void>;
  readonly ended: Promise<number | null>;
  /** The job's temporary folder. */
  readonly temporary: string;
};

/** What a job has in its environment that no step may see. */
export const FORBIDDEN = {
  ACTIONS_RUNTIME_TOKEN: 'runtime-token-of-the-job',
  ACTIONS_CACHE_URL: 'https://cache.example/of-the-job',
  GITHUB_TOKEN: 'ghs_token_of_the_job',
  GITHUB_WORKSPACE: aCheckout(),
};

function aCheckout(): string {
  const folder = freshFolder();
  writeFileSync(join(folder, 'README.md'), '');
  return folder;
}

/** Starts the action as GitHub's runner does for a job. */
export async function spawnAction(
  app: Pick<TestApp, 'url' | 'issuer'>,
  job: DispatchedJob,
  given: {
    readonly secrets?: Readonly<Record<string, string>>;
    readonly inputs?: Readonly<Record<string, string>>;
  } = {},
): Promise<ActionProcess> {
  const temporary = freshFolder();
  const summary = join(temporary, 'summary.md');
  writeFileSync(summary, '');
  mkdirSync(join(temporary, 'tools'));
  const child = spawn(process.execPath, [await builtAction()], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: temporary,
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: temporary,
      RUNNER_TOOL_CACHE: join(temporary, 'tools'),
      INPUT_APP: app.url,
      INPUT_ATTEMPT: job.hint,
      INPUT_SECRETS: JSON.stringify(given.secrets ?? {}),
      ...app.issuer.environment(job),
      ...FORBIDDEN,
      ...given.inputs,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const heard = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      for (const listener of heard) listener();
    });
  }
  return {
    child,
    output: () => output,
    summary: () => readFileSync(summary, 'utf8'),
    printed: (text) =>
      new Promise((resolve) => {
        const look = () => {
          if (output.includes(text)) resolve();
        };
        heard.add(look);
        look();
      }),
    ended: new Promise((resolve) => child.once('close', resolve)),
    temporary,
  };
}

/** A file that steps wait for: `wait` is the shell's text. */
export function gate(): { readonly wait: string; readonly open: () => void } {
  const file = join(freshFolder(), 'go');
  return {
    wait: `while [ ! -e '${file}' ]; do sleep 0.05; done`,
    open: () => writeFileSync(file, ''),
  };
}

/** Everything that lies below a folder, as one text. */
export function everythingIn(folder: string, list: (folder: string) => readonly string[]): string {
  return list(folder)
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'latin1'))
    .join('\n');
}
