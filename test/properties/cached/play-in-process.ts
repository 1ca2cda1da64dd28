import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommandLine } from '../../../app/cli/run-command-line.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';

/** A repository of a user, in which the CLI's commands run in this process: a start of the CLI takes longer than a run. */
export type Playground = {
  readonly root: string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  /** Gives the view of the run; throws where there was none. */
  readonly run: (...options: readonly string[]) => Promise<RunView>;
  readonly remove: () => void;
};

export function openPlayground(): Playground {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mlp-cached-')));
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: root });
  return {
    root,
    write: (files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
    },
    run: (...options) => runIn(root, ['run', 'churn', '--json', ...options]),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

async function runIn(root: string, argv: readonly string[]): Promise<RunView> {
  let out = '';
  let err = '';
  await runCommandLine(argv, {
    stdin: process.stdin,
    env: environment(),
    cwd: root,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    exit: () => {},
    onInterrupt: () => () => {},
    ports: (deps) => deps,
  });
  try {
    return JSON.parse(out);
  } catch {
    throw new Error(`${argv.join(' ')} gave no run: ${out}\n${err}`);
  }
}

function environment(): Readonly<Record<string, string>> {
  return { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', NO_COLOR: '1' };
}
