import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { init } from '../../../app/cli/commands/init.ts';
import { validate } from '../../../app/cli/commands/validate.ts';
import { locatePipeline } from '../../../app/cli/pipelines/locate-pipeline.ts';
import { captureIo } from '../capture-io.ts';

const GOOD = 'name: churn\nsteps:\n  train:\n    run: echo hi\n';
const BAD = 'name: churn\nsteps:\n  train:\n    run: echo hi\n    timeot: 12h\n';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mlp-validate-'));
  mkdirSync(join(root, '.mlpipelines'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(root, '.mlpipelines', name), text);
}

async function run(paths: readonly string[] = [], options: { json?: true } = {}, cwd = root) {
  const { io, out } = captureIo(cwd);
  const code = await validate(paths, options, io);
  return { code, out: out() };
}

describe('validate', () => {
  test('finds nothing wrong with a good file', async () => {
    write('churn.yml', GOOD);
    expect(await run()).toEqual({ code: 0, out: '✓ .mlpipelines/churn.yml: no problem found.\n' });
  });

  test('tells of projects inside the project, with the command for them', async () => {
    const churn = join(root, 'services/churn/.mlpipelines');
    mkdirSync(churn, { recursive: true });
    writeFileSync(join(churn, 'x.yml'), BAD);
    // What a package brings is nobody's here.
    const installed = join(root, 'node_modules/p/starter/.mlpipelines');
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, 'x.yml'), BAD);
    await expect(run()).rejects.toMatchObject({
      hint: 'Those of services/churn: mlpipelines validate services/churn',
    });
    write('churn.yml', GOOD);
    expect(await run()).toEqual({
      code: 0,
      out: '✓ .mlpipelines/churn.yml: no problem found.\nservices/churn has pipelines of its own: mlpipelines validate services/churn\n',
    });
  });

  test('names the file of a pipeline that another project of the repository has', async () => {
    const rank = join(root, 'services/rank');
    mkdirSync(join(rank, '.mlpipelines'), { recursive: true });
    writeFileSync(join(rank, '.mlpipelines/rank.yml'), GOOD.replace('churn', 'rank'));
    write('churn.yml', GOOD);
    expect(() => locatePipeline(root, 'rank')).toThrow(
      expect.objectContaining({
        hint: 'rank is a pipeline of services/rank: name its file, services/rank/.mlpipelines/rank.yml, or go there first.',
      }),
    );
    expect(() => locatePipeline(rank, 'churn')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('../../.mlpipelines/churn.yml') }),
    );
    expect(locatePipeline(root, 'services/rank/.mlpipelines/rank.yml').root).toBe(rank);
  });

  test('says that git ignores what a step names', async () => {
    execFileSync('git', ['init', '-q', root]);
    writeFileSync(join(root, '.gitignore'), 'data/\n');
    mkdirSync(join(root, 'data'));
    writeFileSync(join(root, 'data/raw.csv'), '1');
    write('churn.yml', `${GOOD}    files: [data/raw.csv]\n`);
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(out).toContain('git ignores data/raw.csv, so no run sees it');
  });

  test('does not take a byte order mark for a character of the first line', async () => {
    write('churn.yml', `\uFEFF${GOOD}`);
    write('again.yml', `\uFEFF${GOOD.replace('steps:', 'step:')}`);
    const { out } = await run();
    expect(out).toContain('.mlpipelines/again.yml has the name `churn` already');
    expect(out).toContain('1 │ name: churn\n');
    expect(out).not.toContain('\uFEFF');
  });

  test('shows what is wrong, at its place, from wherever one stands', async () => {
    write('churn.yml', BAD);
    mkdirSync(join(root, 'src'));
    const { code, out } = await run([], {}, join(root, 'src'));
    expect(code).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "error[unknown-key]: \`steps.train\` has no key \`timeot\`
        ┌─ ../.mlpipelines/churn.yml:5:5
        │
      3 │   train:
      4 │     run: echo hi
      5 │     timeot: 12h
        │     ^^^^^^
        = hint: did you mean \`timeout\`?

      1 error in ../.mlpipelines/churn.yml.
      "
    `);
  });

  test('gives a program one document with places from 1 and exclusive ends', async () => {
    write('a.yaml', GOOD.replace('churn', 'a'));
    write('churn.yml', BAD);
    const { code, out } = await run([], { json: true });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      format: 1,
      files: [
        { file: '.mlpipelines/a.yaml', problems: [] },
        {
          file: '.mlpipelines/churn.yml',
          problems: [
            expect.objectContaining({
              code: 'unknown-key',
              severity: 'error',
              line: 5,
              column: 5,
              endLine: 5,
              endColumn: 11,
            }),
          ],
        },
      ],
    });
  });

  test('takes files and folders', async () => {
    write('bad.yml', BAD);
    const good = join(root, 'good');
    mkdirSync(join(good, '.mlpipelines'), { recursive: true });
    writeFileSync(join(good, '.mlpipelines/churn.yml'), GOOD);
    expect((await run(['good'])).code).toBe(0);
    expect((await run(['good/.mlpipelines'])).code).toBe(0);
    expect((await run(['good', '.mlpipelines/bad.yml'])).code).toBe(1);
  });

  test('refuses two pipelines of one name', async () => {
    write('a.yml', GOOD);
    write('b.yml', GOOD);
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(out).toContain('.mlpipelines/b.yml:1:7');
    expect(out).toContain('.mlpipelines/a.yml has the name `churn` already');
  });

  test('takes no folder and no link to nowhere for a pipeline', async () => {
    write('churn.yml', GOOD);
    mkdirSync(join(root, '.mlpipelines/folder.yml'));
    symlinkSync('nowhere', join(root, '.mlpipelines/gone.yml'));
    expect(await run()).toEqual({ code: 0, out: '✓ .mlpipelines/churn.yml: no problem found.\n' });
  });

  test('says what to do when there is nothing to check', async () => {
    await expect(run()).rejects.toMatchObject({
      name: 'UsageError',
      hint: expect.stringContaining('mlpipelines init'),
    });
    await expect(run(['nope.yml'])).rejects.toMatchObject({ name: 'UsageError' });
  });

  test('finds nothing wrong with the starter', async () => {
    await init(captureIo(root).io);
    expect((await run()).out).toBe('✓ .mlpipelines/starter.yml: no problem found.\n');
  });

  test('marks the place of every problem of every bad fixture', async () => {
    const bad = fileURLToPath(new URL('../../fixtures/pipelines/bad/', import.meta.url));
    cpSync(bad, join(root, '.mlpipelines'), { recursive: true });
    const [{ out }, json] = [await run(), await run([], { json: true })];
    const { files } = JSON.parse(json.out) as {
      files: readonly { file: string; problems: readonly { line: number; column: number }[] }[];
    };
    const places = files.flatMap(({ file, problems }) =>
      problems.map(({ line, column }) => `─ ${file}:${line}:${column}`),
    );
    expect(places.length).toBeGreaterThan(100);
    expect(places.filter((place) => !out.includes(place))).toEqual([]);
    expect(out.match(/^ *│ +\^+/gm)).toHaveLength(places.length);
  });
});

describe('what people say of models', () => {
  test('is checked beside the pipelines, with its place', async () => {
    write('churn.yml', GOOD);
    mkdirSync(join(root, '.mlpipelines/models'));
    write('models/churn.yml', 'owner: ada\nlimit: [none]\n');
    write('models/Big.yaml', 'owner: ada\n');
    const { code, out } = await run([], { json: true });
    expect(code).toBe(1);
    const { files } = JSON.parse(out) as { files: { file: string; problems: object[] }[] };
    expect(files).toMatchObject([
      { file: '.mlpipelines/churn.yml', problems: [] },
      { file: '.mlpipelines/models/Big.yaml', problems: [{ code: 'wrong-name' }] },
      { file: '.mlpipelines/models/churn.yml', problems: [{ code: 'unknown-key', line: 2 }] },
    ]);
    expect((await run(['.mlpipelines/models/churn.yml'])).code).toBe(1);
  });
});
