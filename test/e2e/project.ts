import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { readEnvironment } from '../../app/config.ts';
import type { RunView, StepView } from '../../schemas/run-view.generated.ts';
import { AS_THE_CLI } from '../support/load-as-the-cli.ts';
import { runCli, type Told } from '../support/run-cli.ts';

const MAIN = fileURLToPath(new URL('../../app/cli/main.ts', import.meta.url));
const KILLED = fileURLToPath(new URL('../support/killed-cli.ts', import.meta.url));

export type Answer = Pick<Told, 'stdout' | 'stderr'> & { readonly code: number };

/** A repository of a user, and the CLI as they start it there. */
export type Project = {
  readonly root: string;
  /** Runs a command to its end, in this process. */
  readonly cli: (...args: string[]) => Promise<Answer>;
  /** As `cli`, with the repository as the home of whoever runs it: its steps can reach it. */
  readonly cliAtHome: Project['cli'];
  /** Runs a command with `--json` and gives its document: the view of a run, unless told otherwise. */
  readonly run: <Document = RunView>(...args: string[]) => Promise<Document>;
  /** Starts a command as a process of its own and lets it run. */
  readonly start: (args: readonly string[], env?: Readonly<Record<string, string>>) => Started;
  /** As `start`, but of a CLI that kills itself (test/support/killed-cli.ts). */
  readonly startKilled: Project['start'];
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly commit: () => void;
};

export type Started = {
  readonly process: ChildProcess;
  /** What it has written to stdout and stderr so far. */
  readonly text: () => string;
  readonly over: Promise<Answer>;
};

/** Makes a repository with these files, committed. */
export function makeProject(files: Readonly<Record<string, string>>): Project {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mlp-e2e-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  const write: Project['write'] = (some) => {
    for (const [path, text] of Object.entries(some)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  const commit = () => {
    execFileSync('git', ['add', '-A'], { cwd: root });
    execFileSync('git', [...AUTHOR, 'commit', '-qm', 'change'], { cwd: root });
  };
  write(files);
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: root });
  commit();
  const start: Project['start'] = (args, env = {}) => startCli(root, [MAIN, ...args], env);
  const startKilled: Project['start'] = (args, env = {}) =>
    startCli(root, [...AS_THE_CLI, KILLED, ...args], env);
  const cli: Project['cli'] = (...args) => runCli({ cwd: root, env: environment() }, ...args);
  const cliAtHome: Project['cli'] = (...args) =>
    runCli({ cwd: root, env: { ...environment(), HOME: root } }, ...args);
  const run: Project['run'] = async (...args) => {
    const { code, stdout, stderr } = await cli(...args, '--json');
    try {
      return JSON.parse(stdout);
    } catch {
      throw new Error(`${args.join(' ')} ended with ${code} and no document: ${stdout}\n${stderr}`);
    }
  };
  return { root, cli, cliAtHome, run, start, startKilled, write, commit };
}

const AUTHOR = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];

function startCli(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Started {
  const child = spawn(process.execPath, [...args], {
    cwd,
    env: { ...environment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const over = new Promise<Answer>((done) => {
    child.on('close', (code) => done({ code: code ?? -1, stdout, stderr }));
  });
  return { process: child, text: () => stdout + stderr, over };
}

function environment(): Record<string, string> {
  const { MLPIPELINES_RUN_ID: _, ...outer } = readEnvironment();
  return { ...outer, CI: 'true', NO_COLOR: '1' };
}

/** The step or cell of a view; fails the test when there is none. */
export function stepOf(view: RunView, key: string): StepView {
  const step = view.steps.find((candidate) => candidate.key === key);
  if (step === undefined) {
    throw new Error(`no ${key} among ${view.steps.map((one) => one.key).join(', ')}`);
  }
  return step;
}

/** Results by key, of the steps that ran and those that did not: `{ data: 'cached', train: 'success' }`. */
export function results(view: RunView): Record<string, string> {
  return Object.fromEntries(
    view.steps.map(({ key, result, cached, state }) => [
      key,
      cached ? 'cached' : (result ?? state),
    ]),
  );
}
