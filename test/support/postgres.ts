import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

export type Postgres = {
  /** A fresh, empty database; gives its URL. */
  database(): Promise<string>;
  stop(): Promise<void>;
};

/** The server at DATABASE_URL, or a private one from the PostgreSQL of this machine. Throws with how to install one. */
export async function startPostgres(): Promise<Postgres> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined) return { database: () => createDatabase(given), stop: async () => {} };
  const folder = mkdtempSync(join(tmpdir(), 'mlp-pg-'));
  const who = account();
  if (who !== null) chownSync(folder, who.uid, who.gid);
  const data = join(folder, 'data');
  const options = { ...who, cwd: folder, stdio: 'pipe' } as const;
  const init = ['-D', data, '-U', 'tester', '-A', 'trust', '-E', 'UTF8', '--no-instructions'];
  execFileSync(program('initdb'), init, options);
  const quiet = ['-c', 'listen_addresses=', '-c', 'log_min_messages=fatal'];
  const server = spawn(program('postgres'), ['-D', data, '-k', folder, ...quiet], options);
  const kill = (): boolean => server.kill('SIGKILL');
  process.once('exit', kill);
  const url = `postgresql://tester@/postgres?host=${encodeURIComponent(folder)}`;
  await untilReady(url, server);
  return {
    database: () => createDatabase(url),
    stop: async () => {
      process.off('exit', kill);
      // Fast shutdown: https://www.postgresql.org/docs/current/server-shutdown.html
      server.kill('SIGINT');
      if (server.exitCode === null) await once(server, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function createDatabase(server: string): Promise<string> {
  const name = `mlp_${Math.random().toString(36).slice(2)}`;
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return server.replace(/\/[^/?]*(?=\?|$)/, `/${name}`);
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  const said: string[] = [];
  server.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${said.join('')}`);
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await sleep(50);
    }
  }
}

function program(name: string): string {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/lib/postgresql/*/bin',
    '/opt/homebrew/opt/postgresql*/bin',
    '/usr/local/opt/postgresql*/bin',
  ];
  const found = folders.flatMap((folder) => globSync(join(folder, name))).at(0);
  if (found !== undefined) return found;
  throw new Error(
    `This test needs PostgreSQL: ${name} was not found. Set DATABASE_URL, or install it: ` +
      'apt-get install postgresql, or brew install postgresql.',
  );
}

/** PostgreSQL refuses to run as root. */
function account(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const entries = readFileSync('/etc/passwd', 'utf8').split('\n');
  const entry = entries.find((line) => /^(postgres|nobody):/.test(line));
  const [, , uid, gid] = entry?.split(':') ?? [];
  if (uid === undefined || gid === undefined) {
    throw new Error(
      'PostgreSQL cannot run as root: add a user named postgres, or set DATABASE_URL.',
    );
  }
  return { uid: Number(uid), gid: Number(gid) };
}
