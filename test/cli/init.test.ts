import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { init } from '../../app/cli/commands/init.ts';
import { captureIo } from './capture-io.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlp-init-'));
  mkdirSync(join(folder, '.git'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('init', () => {
  test('writes a pipeline and says what to do next', async () => {
    const { io, out } = captureIo(folder);
    expect(await init(io)).toBe(0);
    expect(out()).toMatchInlineSnapshot(`
      "Wrote a pipeline that runs as it is:
        + .mlpipelines/starter.yml
        + starter/prepare.py
        + starter/train.py
        + starter/model.py
        + starter/evaluate.py

      → mlpipelines plan starter  what would run, and why
      → mlpipelines run starter   trains a model in a few seconds; needs only python3
      → mlpipelines run starter   once more: nothing changed, so nothing is computed again
      "
    `);
    expect(readFileSync(join(folder, '.mlpipelines/starter.yml'), 'utf8')).toMatch(
      /^name: starter\n/,
    );
  });

  test('writes into the root of the repository, wherever one stands', async () => {
    mkdirSync(join(folder, 'deep/down'), { recursive: true });
    const { io, out } = captureIo(join(folder, 'deep/down'));
    await init(io);
    expect(out()).toContain('into ../..');
    expect(existsSync(join(folder, '.mlpipelines/starter.yml'))).toBe(true);
  });

  test('writes nothing at all when one of its files is there already', async () => {
    mkdirSync(join(folder, 'starter'));
    writeFileSync(join(folder, 'starter/train.py'), 'mine');
    await expect(init(captureIo(folder).io)).rejects.toThrow(
      'starter/train.py is there already; nothing was written.',
    );
    expect(existsSync(join(folder, '.mlpipelines'))).toBe(false);
    expect(readFileSync(join(folder, 'starter/train.py'), 'utf8')).toBe('mine');
  });

  test('writes scripts that train a model which passes the gate, with python3 alone', async () => {
    await init(captureIo(folder).io);
    for (const script of ['prepare', 'train', 'evaluate']) {
      execFileSync('python3', ['-I', '-c', RUN_ISOLATED, `starter/${script}.py`], { cwd: folder });
    }
    const { accuracy } = JSON.parse(readFileSync(join(folder, 'metrics.json'), 'utf8'));
    expect(accuracy).toBeGreaterThan(0.9);
    const log = readFileSync(join(folder, 'train_log.jsonl'), 'utf8').trim().split('\n');
    expect(log).toHaveLength(60);
  });
});

// -I keeps site packages of the user out, and the script's folder too, which it needs.
const RUN_ISOLATED =
  'import runpy, sys; sys.argv = sys.argv[1:]; sys.path.insert(0, "starter"); runpy.run_path(sys.argv[0], run_name="__main__")';
