/**
 * `node scripts/record-history.ts VERSION [CLI]`: records under `test/histories/VERSION` what this version keeps of a run, and
 * what it says of it. Later versions open it in `test/histories/upgrade.acceptance.test.ts`. Once for each release; what was
 * recorded is never changed. CLI: the program of an installed package; else `bin/mlpipelines`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Values, files, metrics, cells, an attempt that is made again, a step that fails and one that is skipped for it. */
const PIPELINE = `name: kept
on: { workflow_dispatch: {} }
steps:
  numbers:
    run: seq 1 5 > numbers.txt
    outputs: { numbers: { type: file, path: numbers.txt } }
  train:
    run: |
      mkdir -p out && cp numbers.txt out/model.txt
      printf '{"accuracy": 0.9}' > out/metrics.json
    inputs: { numbers: numbers.numbers }
    strategy: { matrix: { seed: [1, 2] } }
    outputs: { model: { type: file, path: out/model.txt } }
    metrics: out/metrics.json
  breaks:
    run: 'echo broken >&2; exit 3'
    retry: 1
  after:
    needs: [breaks]
    run: 'true'
`;

/** What is asked of the recorded run, then and later. */
const QUESTIONS = [
  ['show', '1', '--json'],
  ['metrics', '1', '--json'],
  ['logs', '1', 'breaks'],
];

const [version = '', program = 'bin/mlpipelines'] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+$/.test(version)) {
  console.error('Name the version to record, such as 0.1.0.');
  process.exit(2);
}
const cli = resolve(program);
const folder = resolve('test/histories', version);
const root = mkdtempSync(join(tmpdir(), 'mlp-history-'));
try {
  mkdirSync(join(root, '.mlpipelines'));
  writeFileSync(join(root, '.mlpipelines', 'kept.yml'), PIPELINE);
  spawnSync(cli, ['run', 'kept'], { cwd: root, stdio: 'inherit' });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const answers = QUESTIONS.map((args) => ({
    args,
    stdout: execFileSync(cli, args, { cwd: root, encoding: 'utf8' }),
  }));
  writeFileSync(join(folder, 'answers.json'), `${JSON.stringify(answers, null, 2)}\n`);
  keep();
} finally {
  rmSync(root, { recursive: true });
}

/** The folder as the version left it: the database in one file, without folders that are empty and what is made anew. */
function keep(): void {
  const state = join(root, '.mlpipelines', '.state');
  const database = new DatabaseSync(join(state, 'store.sqlite'));
  database.exec('pragma wal_checkpoint(truncate); pragma journal_mode = delete; vacuum');
  database.close();
  const kept = mkdtempSync(join(tmpdir(), 'mlp-history-'));
  cpSync(join(root, '.mlpipelines'), join(kept, '.mlpipelines'), { recursive: true });
  // Room that is kept free for a full disk.
  rmSync(join(kept, '.mlpipelines', '.state', 'reserve'), { force: true });
  removeEmpty(kept);
  const how = ['--sort=name', '--owner=0', '--group=0', '-czf', join(folder, 'project.tgz')];
  execFileSync('tar', [...how, '-C', kept, '.mlpipelines']);
  rmSync(kept, { recursive: true });
}

function removeEmpty(place: string): void {
  for (const entry of readdirSync(place, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const inner = join(place, entry.name);
    removeEmpty(inner);
    if (readdirSync(inner).length === 0) rmSync(inner, { recursive: true });
  }
}
