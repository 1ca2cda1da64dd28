import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { UsageError } from '../usage-error.ts';

/** Who is signed in to a server, and by what. */
export type KeptLogin = {
  readonly server: string;
  readonly login: string;
  readonly github: string;
  readonly clientId: string;
  readonly token: string;
  /** Null: the token does not run out. */
  readonly renewal: { readonly token: string; readonly expiresAt: number } | null;
};

export type Env = Readonly<Record<string, string | undefined>>;

/** https://specifications.freedesktop.org/basedir-spec/latest/: a folder that is not absolute is to be ignored. */
function folderOf(env: Env): string {
  const named = env['XDG_CONFIG_HOME'] ?? '';
  return join(isAbsolute(named) ? named : join(homedir(), '.config'), 'mlpipelines');
}

function fileOf(env: Env): string {
  return join(folderOf(env), 'login.json');
}

/** Null: nobody is signed in. Throws a `UsageError` for a file that cannot be read. */
export async function readLogin(env: Env): Promise<KeptLogin | null> {
  const file = fileOf(env);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new UsageError(`${file} cannot be read.`, String(error));
  });
  if (text === null) return null;
  const kept = parsed(text);
  if (kept === null)
    throw new UsageError(`${file} is damaged.`, 'Sign in again: mlpipelines login URL');
  return kept;
}

/** Kept for this user alone, whole or not at all. */
export async function keepLogin(env: Env, login: KeptLogin): Promise<void> {
  const folder = folderOf(env);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const partial = join(folder, `.login-${randomBytes(6).toString('hex')}`);
  await writeFile(partial, JSON.stringify(login), { mode: 0o600, flag: 'wx' });
  await chmod(partial, 0o600);
  await rename(partial, fileOf(env));
}

export async function forgetLogin(env: Env): Promise<void> {
  await rm(fileOf(env), { force: true });
}

function parsed(text: string): KeptLogin | null {
  try {
    const value: unknown = JSON.parse(text);
    return isLogin(value) ? value : null;
  } catch {
    return null;
  }
}

function isLogin(value: unknown): value is KeptLogin {
  if (typeof value !== 'object' || value === null || !('renewal' in value)) return false;
  const names = ['server', 'login', 'github', 'clientId', 'token'];
  const texts = new Map<string, unknown>(Object.entries(value));
  return names.every((name) => typeof texts.get(name) === 'string') && isRenewal(value.renewal);
}

function isRenewal(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== 'object' || !('token' in value) || !('expiresAt' in value)) return false;
  return typeof value.token === 'string' && typeof value.expiresAt === 'number';
}
