import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openOffload } from '../../app/offload/offload.ts';
import { openProcess } from '../../app/offload/process.ts';
import { openThread } from '../../app/offload/thread.ts';
import type { Drawn, DrawQuestion } from '../../app/drawing/drawing-question.ts';
import type { Answer, Question } from '../../app/triggers/compiling/question.ts';
import { appSeed } from '../loopback/open-loopback.ts';
import { openTestGitHub } from '../doubles/github/testing/open-test-github.ts';
import { filesBelow, installPackage, type Installed } from './installed.ts';

const ROOT = join(import.meta.dirname, '../..');
const MB = 1e6;

describe('the package', () => {
  let package_: Installed;
  beforeAll(async () => {
    package_ = await installPackage();
  });
  const mlpipelines = (...args: readonly string[]) =>
    package_.run('npx', '--no-install', 'mlpipelines', ...args);

  test('holds what is needed, and nothing to be installed beside it', () => {
    // Pieces of our code are named by what is in them.
    const files = filesBelow(package_.unpacked).filter(
      (file) => !/^dist\/.+-[A-Z0-9]{8}\.js$/.test(file),
    );
    expect(files).toEqual(FILES);
    expect(statSync(package_.tarball).size).toBeLessThan(6 * MB);
    const manifest = JSON.parse(readFileSync(join(package_.unpacked, 'package.json'), 'utf8'));
    expect(Object.keys(manifest)).not.toContain('dependencies');
    expect(
      filesBelow(join(package_.folder, 'node_modules')).filter(
        (file) => !/^(?:mlpipelines|\.bin)\//.test(file),
      ),
    ).toEqual(['.package-lock.json']);
  });

  test('tells the licence of everything that is bundled', () => {
    const text = readFileSync(join(package_.unpacked, 'dist/THIRD-PARTY.txt'), 'utf8');
    for (const name of [
      '@resvg/resvg-wasm',
      'dejavu-fonts-ttf',
      'vega',
      'probot',
      'commander',
      'idiomorph',
      '@actions/expressions',
    ])
      expect(text).toMatch(new RegExp(`^${name} \\d[\\w.-]* \\(.+\\)$`, 'm'));
    expect(text).toContain('Permission is hereby granted');
  });

  test('makes, checks, runs and shows a pipeline without a network', async () => {
    const told = [];
    for (const command of [
      ['init'],
      ['validate'],
      ['run', 'starter'],
      ['run', 'starter'],
      ['plan', 'starter'],
      ['costs'],
      ['report', 'latest', '--html', 'report.html'],
    ]) {
      const { code, stdout, stderr } = await mlpipelines(...command);
      told.push({ command: command[0], code, stderr });
      if (command[0] === 'validate')
        expect(stdout).toBe('✓ .mlpipelines/starter.yml: no problem found.\n');
      if (command[0] === 'plan') expect(stdout).toContain('1 to run, 3 cached');
    }
    expect(told).toEqual(
      told.map(({ command }) => ({ command, code: 0, stderr: expect.anything() })),
    );
    expect(readFileSync(join(package_.folder, 'report.html'), 'utf8')).toContain('--ground');
  });

  test('compares examples in a process of its own', async () => {
    writeFileSync(join(package_.folder, '.mlpipelines/compared.yml'), COMPARED);
    expect(await mlpipelines('run', 'compared')).toMatchObject({ code: 0 });
    const { code, stdout } = await mlpipelines('run', 'compared', '--param', 'every=10');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/better than #\d+, the run before: acc 0\.9 \(\+0\.1, 95 % /),
    });
  });

  test('draws PNG in a process that may read nothing else', async () => {
    const drawing = openOffload<DrawQuestion, Drawn>({
      ...POOL,
      entry: entry('draw-process'),
      open: openProcess,
      reads: [join(package_.unpacked, 'dist/'), join(package_.unpacked, 'package.json')],
    });
    onTestFinished(() => drawing.close());
    const sides = [{ name: 'this run', bytes: Buffer.from('y,p\n0,0.1\n1,0.9\n') }];
    const plot = { type: 'roc', path: 'p.csv', actual: 'y', score: 'p' } as const;
    const drawn = await drawing.ask('ada', { of: { type: 'table', plot, sides }, form: 'png' });
    expect(drawn).toMatchObject({ type: 'picture', alt: 'ROC curve: AUC 1.' });
  });

  test('compiles in a thread', async () => {
    const threads = openOffload<Question, Answer>({
      ...POOL,
      entry: entry('compile-thread'),
      open: openThread,
    });
    onTestFinished(() => threads.close());
    expect(await threads.ask('ada', { type: 'policy', text: 'nothing: 1' })).toMatchObject({
      type: 'policy',
      problems: [{ line: 1 }],
    });
  });

  test('serves the App', async () => {
    const state = join(package_.folder, 'app');
    mkdirSync(state);
    const app = spawn('npm', ['start'], {
      cwd: package_.unpacked,
      env: { ...package_.env, ...(await registered()), PORT: '0', MLPIPELINES_STATE: state },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const ended = once(app, 'exit');
    onTestFinished(async () => {
      process.kill(-(app.pid ?? 0), 'SIGTERM');
      await ended;
    });
    const port = await portOf(app);
    const [health, page] = await Promise.all(
      ['/healthz', '/'].map((path) => fetch(`http://localhost:${port}${path}`)),
    );
    expect(health?.status).toBe(200);
    // A page brings along what its look is made of.
    expect(await page?.text()).toMatch(/<style[^>]*>[^<]*--ground/);
  });

  test('tells its version and its commit', async () => {
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: ROOT,
      encoding: 'utf8',
    }).trim();
    const { stdout } = await mlpipelines('--version');
    expect(stdout).toMatch(new RegExp(`^\\d+\\.\\d+\\.\\d+ \\(${commit}(?:, changed)?\\)\n$`));
  });

  test.each(['mlpipelines', 'mlpipelines-app'])(
    'of an older Node says what to do: %s',
    async (name) => {
      const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.1' } })`;
      const ended = await package_.run(
        process.execPath,
        '--import',
        `data:text/javascript,${encodeURIComponent(older)}`,
        join(package_.unpacked, 'dist', `${name}.js`),
        'validate',
      );
      expect(ended).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(
          /^mlpipelines needs Node 24 or later, but this is Node 20\.11\.1\.\nInstall a newer one .+\n$/,
        ),
      });
    },
  );

  const entry = (name: string) => pathToFileURL(join(package_.unpacked, 'dist', `${name}.js`));
});

const POOL = { workers: 1, memoryMb: 512, limitMs: 60_000, mostWaiting: 1, idleMs: 1000 };

const COMPARED = `
name: compared
on: { workflow_dispatch: {} }
params: { every: { type: number, default: 5 } }
steps:
  evaluate:
    params: [every]
    run: |
      awk -v every=$\{{ params.every }} 'BEGIN {
        print "id,correct" > "predictions.csv"
        for (at = 0; at < 500; at++) {
          right = at % every == 0 ? 0 : 1
          sum += right
          print "e" at "," right > "predictions.csv"
        }
        print "{\\"acc\\": " sum / 500 "}" > "metrics.json"
      }'
    metrics: { path: metrics.json, primary: acc, maximize: [acc] }
    report:
      examples: { path: predictions.csv, id: id, metrics: { acc: { mean: correct } } }
`;

/** An App that is registered, as README.md lists the variables. */
async function registered(): Promise<Readonly<Record<string, string>>> {
  const github = await openTestGitHub();
  const { id, privateKey, webhookSecret, clientId, clientSecret } = github.app(
    appSeed('http://localhost'),
  ).record;
  return {
    APP_ID: String(id),
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: webhookSecret,
    GITHUB_CLIENT_ID: clientId,
    GITHUB_CLIENT_SECRET: clientSecret,
    GITHUB_URL: github.url,
    GITHUB_API_URL: github.apiUrl,
  };
}

/** Its log says so once it listens; what it says later has to be read, too, or it would wait. */
function portOf(app: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let text = '';
  app.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const [, port] = /"port":(\d+)/.exec(text) ?? [];
    if (port !== undefined) resolve(Number(port));
  });
  app.once('exit', () => reject(new Error(`the App ended: ${text}`)));
  return promise;
}

const FILES = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'action/action.yml',
  'action/dist/main.mjs',
  'app.yml',
  'app/github/workflow/mlpipelines-untrusted.yml',
  'app/github/workflow/mlpipelines.yml',
  'app/reports/html/report.css',
  'app/starter/.mlpipelines/starter.yml',
  'app/starter/starter/evaluate.py',
  'app/starter/starter/model.py',
  'app/starter/starter/prepare.py',
  'app/starter/starter/train.py',
  'app/web/browser/styles/colours.css',
  'bin/mlpipelines',
  'bin/mlpipelines-app',
  'dist/DejaVuSans.ttf',
  'dist/THIRD-PARTY.txt',
  'dist/compare-process.js',
  'dist/compile-thread.js',
  'dist/draw-process.js',
  'dist/mlpipelines-app.js',
  'dist/mlpipelines.js',
  'dist/resvg.wasm',
  'dist/supervisor.js',
  'package.json',
  'runner-provisioner/boot/user-data.sh',
  'schemas/action-answer.schema.json',
  'schemas/action-request.schema.json',
  'schemas/attempt-report.schema.json',
  'schemas/machines.schema.json',
  'schemas/model.schema.json',
  'schemas/people-answer.schema.json',
  'schemas/pipeline.schema.json',
  'schemas/policy.schema.json',
  'schemas/report.schema.json',
  'schemas/run-view.schema.json',
  'schemas/ticket.schema.json',
];
