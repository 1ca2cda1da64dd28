import { spawn } from 'node:child_process';

export type GitOptions = {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
};

class GitError extends Error {
  readonly stderr: string;
  constructor(args: readonly string[], stderr: string) {
    super(`git ${args.join(' ')}: ${stderr.trim()}`);
    this.stderr = stderr;
  }
}

/** Runs git in a bare repository, free of this machine's configuration. Throws `GitError` when git fails. */
export async function runGit(
  gitDir: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<Buffer> {
  const { code, stdout, stderr } = await collect(gitDir, args, options);
  if (code !== 0) throw new GitError(args, stderr.toString());
  return stdout;
}

/** As `runGit`, for output that is one text; null when git fails, as it does for what does not exist. */
export async function askGit(
  gitDir: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string | null> {
  const { code, stdout } = await collect(gitDir, args, options);
  return code === 0 ? stdout.toString().trim() : null;
}

/** The environment of every git of the stand-in. */
export const GIT_ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
};

async function collect(
  gitDir: string,
  args: readonly string[],
  { input, env }: GitOptions,
): Promise<{ code: number; stdout: Buffer; stderr: Buffer }> {
  const child = spawn('git', ['--git-dir', gitDir, ...args], {
    env: { ...GIT_ENVIRONMENT, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A git that needs no input may be gone before all of it is written.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? 1));
  });
  return { code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
}
