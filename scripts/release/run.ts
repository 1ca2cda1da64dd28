import { execFileSync } from 'node:child_process';

type Options = { readonly cwd: string; readonly env?: Readonly<Record<string, string>> };

/** What a program printed, less the last line break. Throws with what it said where it fails. */
export function run(program: string, args: readonly string[], { cwd, env }: Options): string {
  return execFileSync(program, args, {
    cwd,
    env: { ...withoutGit(process.env), ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  }).trimEnd();
}

/** A hook of Git hands over where its repository is, which would point commands in other folders there. */
function withoutGit(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith('GIT_')),
  );
}
