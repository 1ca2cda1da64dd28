import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../loopback/open-loopback.ts';
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
    expect(await health(port)).toBe('well\n');
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

    const [, check = ''] = /^CMD (.*)$/.exec(textsOf(image, 'HEALTHCHECK')[0] ?? '') ?? [];
    const [checker = '', ...how] = JSON.parse(check) as readonly string[];
    const isWell = () => spawnSync(checker, how, { env, timeout: 10_000 }).status === 0;
    expect(isWell()).toBe(false);
    for (let tries = 0; tries < 100 && !isWell(); tries += 1) await sleep(200);
    expect(isWell(), said).toBe(true);
    expect(await health(port)).toBe('well\n');
    expect(said).toContain('/setup?secret=');

    app.kill('SIGTERM');
    expect(await once(app, 'exit')).toEqual([0, null]);
  },
);

async function health(port: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/healthz`)).text();
}
