import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { schedule } from '../../../app/cli/commands/schedule.ts';
import { knownSchedule } from '../../../app/triggers/schedules/schedule.ts';
import { syncSchedules } from '../../../app/triggers/schedules/sync-schedules.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { captureIo } from '../capture-io.ts';
import { readPipelineFile } from '../../../app/compile/structure/read-pipeline-file.ts';

const pipeline = (name: string) =>
  `name: ${name}\non: { schedule: [{ cron: "0 3 * * 1", timezone: Europe/Berlin }] }\nsteps: { a: { run: x } }\n`;

function workingTree(): string {
  const root = freshFolder();
  mkdirSync(join(root, '.mlpipelines'));
  mkdirSync(join(root, '.git'));
  writeFileSync(join(root, '.mlpipelines/churn.yml'), pipeline('churn'));
  return root;
}

/** A server's state folder with `churn` in two repositories and `other` in one. */
async function server() {
  const folder = freshFolder();
  const store = await openStore({ sqliteFile: join(folder, 'store.sqlite') });
  onTestFinished(() => store.close());
  const fill = async (id: number, name: string, ...pipelines: string[]) => {
    const repository = { id, installation: 1, owner: 'acme', name, defaultBranch: 'main' };
    const files = pipelines.map((each) =>
      readPipelineFile({ file: `${each}.yml`, text: pipeline(each) }),
    );
    await store.commit(await syncSchedules(store.schedules, repository, files, Date.now()));
  };
  await fill(1, 'one', 'churn', 'other');
  await fill(2, 'two', 'churn');
  const state = async (id: string) => {
    const row = await store.schedules.find(id);
    return row === null ? undefined : knownSchedule(row)?.schedule;
  };
  return { folder, state };
}

async function run(cwd: string, words: readonly string[], options: object = {}) {
  const { io, out } = captureIo(cwd);
  const code = await schedule(io, words, options);
  return { code, out: out() };
}

describe('schedule', () => {
  test('lists what the pipelines here declare, and says that nothing starts by itself', async () => {
    const { out } = await run(workingTree(), []);
    expect(out).toMatch(/churn {5}0 3 \* \* 1 {2}Europe\/Berlin {2}20\d\d-\d\d-\d\d 0[12]:00/);
    expect(out).toContain('Nothing starts by itself on this machine');
  });

  test('does nothing else where no server is named, and says what does', async () => {
    const act = run(workingTree(), ['run', 'churn']);
    await expect(act).rejects.toThrow('there is nothing to run here');
    await expect(act).rejects.toMatchObject({
      hint: expect.stringContaining('mlpipelines run churn'),
    });
  });

  test('pauses one of a server, lets it go on and has it started', async () => {
    const { folder, state } = await server();
    const options = { state: folder, repository: 'acme/two' };
    const root = workingTree();
    expect((await run(root, ['pause', 'churn'], options)).out).toContain('churn is paused.');
    expect(await state('2/churn')).toMatchObject({ paused: true });
    expect(await state('1/churn')).toMatchObject({ paused: false });
    expect((await run(root, ['list'], { state: folder })).out).toMatch(/acme\/two .*paused/);
    await run(root, ['run', 'churn'], options);
    expect(await state('2/churn')).toMatchObject({
      paused: true,
      asked: { once: expect.stringMatching(/^cli /) },
    });
    await run(root, ['resume', 'churn'], options);
    expect(await state('2/churn')).toMatchObject({ paused: false });
  });

  test('asks which one is meant, and names what there is', async () => {
    const { folder } = await server();
    const root = workingTree();
    const options = { state: folder };
    await expect(run(root, ['pause', 'churn'], options)).rejects.toThrow('acme/one, acme/two');
    await expect(run(root, ['pause', 'chrun'], options)).rejects.toMatchObject({
      hint: 'Did you mean churn?',
    });
    await expect(run(root, ['stop', 'churn'], options)).rejects.toThrow('Write schedule list');
    await expect(run(root, [], { state: root })).rejects.toThrow('There is no store.sqlite in');
    const { out } = await run(root, ['list'], { ...options, repository: 'acme/two', json: true });
    expect(JSON.parse(out)).toMatchObject({
      format: 1,
      schedules: [{ pipeline: 'churn', repository: 'acme/two' }],
    });
  });
});
