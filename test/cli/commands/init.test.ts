import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { init } from '../../../app/cli/commands/init.ts';
import { readWorkflowFile } from '../../../app/github/workflow/read-workflow-file.ts';
import {
  UNTRUSTED_WORKFLOW_PATH,
  WORKFLOW_PATH,
} from '../../../app/github/workflow/workflow-file.ts';
import { captureIo } from '../capture-io.ts';

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

      No workflow for GitHub yet: the app brings it in a pull request, or \`mlpipelines init --app URL --action OWNER/REPO@SHA\`.
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
    const [names, ...rows] = readFileSync(join(folder, 'predictions.csv'), 'utf8')
      .trim()
      .split(/\r?\n/);
    expect(names).toBe('id,correct');
    expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(500);
    expect(rows.filter((row) => row.endsWith(',1')).length / 500).toBe(accuracy);
    const log = readFileSync(join(folder, 'train_log.jsonl'), 'utf8').trim().split('\n');
    expect(log).toHaveLength(60);
  });
});

describe('the workflow files', () => {
  const app = 'https://mlp.example';
  const action = `acme/fork/action@${'0123456789'.repeat(4)}`;
  const text = (file: string) => readFileSync(join(folder, file), 'utf8');

  test('come with the starter when the app is named, and are alone where there are pipelines', async () => {
    await init(captureIo(folder).io, { app: `${app}/`, action });
    expect(text(WORKFLOW_PATH)).toContain(`app: ${app}\n`);
    expect(text(UNTRUSTED_WORKFLOW_PATH)).toContain(`app: ${app}\n`);
    expect(existsSync(join(folder, '.mlpipelines/starter.yml'))).toBe(true);

    rmSync(join(folder, '.github'), { recursive: true });
    rmSync(join(folder, 'starter'), { recursive: true });
    const { io, out } = captureIo(folder);
    await init(io, { app, action });
    expect(out()).toMatch(/^Wrote the workflow files:\n/);
    expect(existsSync(join(folder, 'starter'))).toBe(false);
  });

  test('are not overwritten', async () => {
    await init(captureIo(folder).io, { app, action });
    await expect(
      init(captureIo(folder).io, { app: 'https://other.example', action }),
    ).rejects.toThrow(
      /mlpipelines\.yml, .*mlpipelines-untrusted\.yml are there already; nothing was written/,
    );
    expect(text(WORKFLOW_PATH)).toContain(app);
  });

  test('written anew keep their app and action and hand over the secrets that pipelines ask for now', async () => {
    await init(captureIo(folder).io, { app, action: `${action} # v1.2.3` });
    const steps =
      'steps: { a: { run: x, secrets: [HF_TOKEN], env: { K: "${{ secrets.AWS }}" } } }\n';
    writeFileSync(join(folder, '.mlpipelines/more.yml'), `name: more\n${steps}`);
    const { io, out } = captureIo(folder);
    await init(io, { update: true });
    expect(out()).toMatchInlineSnapshot(`
      "Wrote anew; commit it to the default branch:
        ~ .github/workflows/mlpipelines.yml
        + secret AWS
        + secret HF_TOKEN
      "
    `);
    expect(readWorkflowFile(text(WORKFLOW_PATH))).toMatchObject({
      app,
      actionRef: `${action} # v1.2.3`,
      secrets: ['AWS', 'HF_TOKEN'],
    });
    const again = captureIo(folder);
    await init(again.io, { update: true });
    expect(again.out()).toBe('The workflow files are as they should be.\n');
  });

  test('name the action by a commit alone; without one none is written, and it says how to come by one', async () => {
    await expect(init(captureIo(folder).io, { app })).rejects.toMatchObject({
      message: expect.stringMatching(
        /No version of the action is published yet.*nothing was written/,
      ),
      hint: expect.stringContaining(`mlpipelines init --app ${app} --action OWNER/REPO@SHA`),
    });
    const others = [
      'acme/fork@v9',
      'acme/fork@main',
      './action',
      'acme/fork@0123456',
      `${action}\nx`,
    ];
    for (const other of [...others, `${action} # v1 }}`]) {
      const asked = init(captureIo(folder).io, { app, action: other });
      await expect(asked, other).rejects.toThrow(/40 digits of a commit.*nothing was written/);
    }
    expect(readdirSync(folder)).toEqual(['.git']);
  });

  test('written anew keep an action that somebody named by a tag, and say that it can be moved', async () => {
    await init(captureIo(folder).io, { app, action });
    for (const path of [WORKFLOW_PATH, UNTRUSTED_WORKFLOW_PATH]) {
      writeFileSync(join(folder, path), text(path).replace(action, 'acme/fork/action@v9'));
    }
    const { io, out } = captureIo(folder);
    await init(io, { update: true });
    expect(out()).toBe(
      'The workflow files are as they should be.\nThey use acme/fork/action@v9, a tag or branch that can be moved to other code. Pin it: mlpipelines init --update --action OWNER/REPO@SHA\n',
    );
    await init(captureIo(folder).io, { update: true, action });
    expect(text(WORKFLOW_PATH)).toContain(`uses: ${action}\n`);
  });

  test('check out what Git LFS keeps and submodules where the repository has them, also further down', async () => {
    rmSync(join(folder, '.git'), { recursive: true });
    execFileSync('git', ['init', '-q', folder]);
    await init(captureIo(folder).io, { app, action });
    const plain = text(WORKFLOW_PATH);
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data/.gitattributes'), '*.bin filter=lfs -text\n');
    writeFileSync(join(folder, '.gitmodules'), '[submodule "lib"]\n');
    const { io, out } = captureIo(folder);
    await init(io, { update: true });
    expect(out()).toContain(
      '  + checkout with lfs: true\n  + checkout with submodules: recursive\n',
    );
    for (const path of [WORKFLOW_PATH, UNTRUSTED_WORKFLOW_PATH]) {
      expect(readWorkflowFile(text(path)).checkout).toEqual({ lfs: true, submodules: true });
    }
    writeFileSync(join(folder, '.gitignore'), 'data\n');
    writeFileSync(join(folder, '.gitmodules'), '');
    const later = captureIo(folder);
    await init(later.io, { update: true });
    expect(later.out()).toContain('  - checkout with lfs: true\n');
    expect(text(WORKFLOW_PATH)).toBe(plain);
  });

  test('cannot be written anew where none names an app, nor for a pipeline that cannot be read', async () => {
    await expect(init(captureIo(folder).io, { update: true })).rejects.toMatchObject({
      hint: expect.stringContaining(
        'mlpipelines init --app https://mlp.example.com --action OWNER/REPO@SHA',
      ),
    });
    await init(captureIo(folder).io, { app, action });
    writeFileSync(join(folder, '.mlpipelines/starter.yml'), ': [');
    await expect(init(captureIo(folder).io, { update: true })).rejects.toThrow(
      /starter\.yml cannot be read, .* nothing was written/,
    );
  });

  test('take no address in the clear, but of this machine', async () => {
    await expect(init(captureIo(folder).io, { app: 'http://mlp.example', action })).rejects.toThrow(
      /must be https/,
    );
    expect(existsSync(join(folder, 'starter'))).toBe(false);
    await init(captureIo(folder).io, { app: 'http://127.0.0.1:3000', action });
  });
});

// -I keeps site packages of the user out, and the script's folder too, which it needs.
const RUN_ISOLATED =
  'import runpy, sys; sys.argv = sys.argv[1:]; sys.path.insert(0, "starter"); runpy.run_path(sys.argv[0], run_name="__main__")';
