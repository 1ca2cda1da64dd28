import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';

import { openTestGitHub } from '../doubles/github/testing/open-test-github.ts';
import { appSeed, freePort } from '../loopback/open-loopback.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { startPostgres } from '../support/postgres.ts';
import { readDockerfile, textsOf } from './read-dockerfile.ts';

const ROOT = join(import.meta.dirname, '../..');
const URL_OF_APP = 'http://localhost:3000';
const ENGINE = spawnSync('docker', ['info', '--format', '{{.ServerVersion}}'], {
  encoding: 'utf8',
});
const hasEngine = ENGINE.status === 0;

test.runIf(hasEngine)(
  'the container engine builds the image and starts the App with its database',
  async () => {
    const port = String(await freePort());
    const name = `mlp-test-${process.pid}`;
    const env = {
      ...process.env,
      PORT: port,
      MLPIPELINES_URL: URL_OF_APP,
      POSTGRES_PASSWORD: 'probe',
    };
    const compose = (...args: readonly string[]) =>
      execFileSync('docker', ['compose', '--project-name', name, ...args], {
        cwd: ROOT,
        env,
        encoding: 'utf8',
      });
    onTestFinished(() => void compose('down', '--volumes', '--rmi', 'local'));
    compose('up', '--build', '--detach', '--wait', '--wait-timeout', '120');
    expect(await health(port)).toBe('waits to be registered\n');
    expect(compose('exec', 'app', 'id', '--user').trim()).toBe('1000');
    expect(
      compose('ps', '--format', '{{.Service}} {{.Health}}').trim().split('\n').toSorted(),
    ).toEqual(['app healthy', 'database healthy']);
  },
);

// What the file says is done by its own words, but for the paths: a folder of the test stands for the image's root.
test.skipIf(hasEngine)(
  'without a container engine: the commands of the image, run without one, serve the App on PostgreSQL',
  async () => {
    const { root, image, within } = packedAsTheFileSays();
    expect(readdirSync(join(root, 'package'))).toContain('bin');

    const postgres = await startPostgres();
    onTestFinished(() => postgres.stop());
    const port = String(await freePort());
    const given = Object.fromEntries(
      textsOf(image, 'ENV')
        .flatMap((text) => within(text).split(' '))
        .map((pair) => pair.split('=')),
    ) as Record<string, string>;
    const { PATH = '' } = process.env;
    const env = {
      ...given,
      ...(await registered()),
      PATH,
      PORT: port,
      HOST: '127.0.0.1',
      MLPIPELINES_URL: URL_OF_APP,
      DATABASE_URL: await postgres.database(),
    };
    const [program = '', ...args] = JSON.parse(
      textsOf(image, 'CMD')[0] ?? '[]',
    ) as readonly string[];
    const cwd = join(root, 'package');
    const app = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void app.kill('SIGKILL'));
    let said = '';
    for (const stream of [app.stdout, app.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()));

    const isWell = healthCheckOf(image, env);
    expect(await isWell()).toBe(false);
    let well = false;
    for (let tries = 0; tries < 100 && !well; tries += 1) {
      await sleep(200);
      well = await isWell();
    }
    expect(well, said).toBe(true);
    expect(await health(port)).toBe('well\n');

    app.kill('SIGTERM');
    expect(await once(app, 'exit')).toEqual([0, null]);
  },
);

/** The package, by the build's own command, in a folder that stands for the image's root. */
function packedAsTheFileSays() {
  const [build = [], image = []] = readDockerfile(join(ROOT, 'Dockerfile'));
  const root = freshFolder();
  const within = (text: string) =>
    text.replaceAll(/(^|[\s=])\/(source|tmp|package|state|mlpipelines)\b/g, `$1${root}/$2`);
  for (const folder of ['tmp', 'state']) mkdirSync(join(root, folder));
  const source = join(root, 'source');
  execFileSync('git', ['clone', '--quiet', ROOT, source]);
  symlinkSync(join(ROOT, 'node_modules'), join(source, 'node_modules'));
  const pack = textsOf(build, 'RUN').find((text) => text.startsWith('npm pack')) ?? 'exit 1';
  execFileSync('sh', ['-ec', within(pack)], { cwd: source, stdio: 'pipe' });
  return { root, image, within };
}

/** Not `spawnSync`: the stand-in for GitHub lives in this process, and has to answer meanwhile. */
function healthCheckOf(image: Parameters<typeof textsOf>[0], env: NodeJS.ProcessEnv) {
  const [, check = ''] = /^CMD (.*)$/.exec(textsOf(image, 'HEALTHCHECK')[0] ?? '') ?? [];
  const [checker = '', ...how] = JSON.parse(check) as readonly string[];
  return () =>
    new Promise<boolean>((resolve) => {
      spawn(checker, how, { env, stdio: 'ignore' }).once('exit', (code) => resolve(code === 0));
    });
}

/** An App that is registered at a stand-in for GitHub: only such a one opens its database. */
async function registered(): Promise<Readonly<Record<string, string>>> {
  const github = await openTestGitHub();
  const app = github.app(appSeed('http://localhost')).record;
  return {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    GITHUB_CLIENT_ID: app.clientId,
    GITHUB_CLIENT_SECRET: app.clientSecret,
    GITHUB_URL: github.url,
    GITHUB_API_URL: github.apiUrl,
  };
}

async function health(port: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/healthz`)).text();
}
