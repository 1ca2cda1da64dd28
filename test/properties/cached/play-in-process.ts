import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import { runCli } from '../../support/run-cli.ts';

type Variables = Readonly<Record<string, string>>;

/** A repository of a user, in which the CLI's commands run. */
export type Playground = {
  readonly root: string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  /** Gives the view of the run; throws where there was none. `env`: of whoever starts it. */
  readonly run: (env: Variables, ...options: readonly string[]) => Promise<RunView>;
  /** Another one that holds the same, and what the CLI keeps of its runs. */
  readonly copy: () => Playground;
  readonly remove: () => void;
};

export function openPlayground(): Playground {
  const root = emptyFolder();
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: root });
  return playgroundAt(root);
}

function playgroundAt(root: string): Playground {
  return {
    root,
    write: (files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
    },
    run: (env, ...options) => runIn(root, env, ['run', 'churn', '--json', ...options]),
    copy: () => {
      const other = emptyFolder();
      cpSync(root, other, { recursive: true });
      return playgroundAt(other);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function emptyFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'mlp-cached-')));
}

async function runIn(cwd: string, env: Variables, argv: readonly string[]): Promise<RunView> {
  const { stdout, stderr } = await runCli({ cwd, env }, ...argv);
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`${argv.join(' ')} gave no run: ${stdout}\n${stderr}`);
  }
}
