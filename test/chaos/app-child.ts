import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServerConfig } from '../../app/server/server-config.ts';
import type { PutIntoService } from '../loopback/open-loopback.ts';

const ENTRY = fileURLToPath(new URL('app-process.ts', import.meta.url));

/** The App in a process of its own, which can be killed. */
export type AppChild = {
  readonly serve: PutIntoService;
  /** SIGKILL; resolves when it is dead. Its port is free then. */
  readonly kill: () => Promise<void>;
  /** It listens. */
  readonly isUp: () => boolean;
  /** The process as it is now. Throws when there is none. */
  readonly process: () => ChildProcess;
};

export function appChild({
  speed,
  since,
  log,
  preload,
}: {
  readonly speed: number;
  readonly since: number;
  readonly log: (line: string) => void;
  /** A module that its process loads first; left out: none. */
  readonly preload?: string | undefined;
}): AppChild {
  let child: ChildProcess | null = null;
  let isUp = false;
  const first = preload === undefined ? [] : ['--import', preload];
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child;
    child = null;
    isUp = false;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    await ended;
  };
  return {
    serve: async (config) => {
      const env = {
        ...environmentOf(config),
        FAST_CLOCK: `${speed}:${since}`,
        // It is started so often that parsing it again and again would take most of the time.
        NODE_COMPILE_CACHE: join(tmpdir(), 'mlp-chaos-compiled'),
      };
      const started = spawn(process.execPath, [...first, ENTRY], {
        env,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      child = started;
      for (const stream of [started.stdout, started.stderr]) {
        stream?.on('data', (chunk: Buffer) => log(chunk.toString()));
      }
      await Promise.race([once(started, 'message'), failed(started)]);
      isUp = true;
      return { close: () => end('SIGTERM') };
    },
    kill: () => end('SIGKILL'),
    isUp: () => isUp,
    process: () => {
      if (child === null) throw new Error('The App is no process now.');
      return child;
    },
  };
}

async function failed(child: ChildProcess): Promise<never> {
  const [code, signal] = await once(child, 'exit');
  throw new Error(`The App ended before it listened: ${code ?? signal}.`);
}

/** As docs/run-the-app.md lists the variables. */
function environmentOf({ url, listen, state, databaseUrl, github, credentials }: ServerConfig) {
  if (credentials === null) throw new Error('The App is registered before it is started.');
  return {
    PATH: process.env['PATH'] ?? '',
    MLPIPELINES_URL: url,
    HOST: listen.host,
    PORT: String(listen.port),
    MLPIPELINES_STATE: state,
    ...(databaseUrl !== null && { DATABASE_URL: databaseUrl }),
    GITHUB_URL: github.web,
    GITHUB_API_URL: github.api,
    GITHUB_OIDC_ISSUER: github.issuer,
    APP_ID: String(credentials.appId),
    PRIVATE_KEY: credentials.privateKey,
    WEBHOOK_SECRET: credentials.webhookSecret,
    GITHUB_CLIENT_ID: credentials.clientId,
    GITHUB_CLIENT_SECRET: credentials.clientSecret,
  };
}
