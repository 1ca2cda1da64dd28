import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../support/manual-clock.ts';
import { openTestIngress } from '../open-ingress.ts';

const pipeline = (name: string, on: string) =>
  `name: ${name}\non: ${on}\nsteps: { train: { run: echo train } }\n`;

describe('what comes in from GitHub', () => {
  test('is held against exact paths, beyond what a comparison lists', async () => {
    const { repo, runs, settle } = await openTestIngress();
    const many = Array.from({ length: 350 }, (_, i) => [`a/${i}.txt`, 'x\n'] as const);
    const files = {
      '.mlpipelines/last.yml': pipeline('last', '{ push: { branches: [main], paths: ["z/**"] } }'),
      '.mlpipelines/none.yml': pipeline('none', '{ push: { branches: [main], paths: ["q/**"] } }'),
    };
    await repo.commit({ files: { 'README.md': 'x\n' }, by: 'ada' });
    await repo.commit({ files, by: 'ada' });
    await repo.commit({ files: { ...Object.fromEntries(many), 'z/last.txt': 'x\n' }, by: 'ada' });
    await settle();
    expect((await runs()).map((run) => run.pipeline)).toEqual(['last']);
  });

  test('starts what a clock of the default branch says, once, with the time in the run', async () => {
    const clock = new ManualClock(Date.parse('2026-05-01T00:30:00Z'));
    const { repo, runs, settle, troubles } = await openTestIngress({ clock });
    const on = '{ schedule: [{ cron: "0 3 * * *", timezone: Europe/Berlin }] }';
    await repo.commit({
      files: { '.mlpipelines/nightly.yml': pipeline('nightly', on) },
      by: 'ada',
    });
    await settle();
    expect(await runs()).toEqual([]);
    clock.advance(3_600_000);
    await settle();
    await settle();
    expect(await runs()).toMatchObject([
      { pipeline: 'nightly', trigger: 'schedule', scheduledAt: Date.parse('2026-05-01T01:00:00Z') },
    ]);
    expect(troubles).toEqual([]);
  });

  test('starts the pipeline that waits for another, of the same commit, once that is over', async () => {
    const { repo, runs, until, settle } = await openTestIngress();
    const files = {
      '.mlpipelines/first.yml': pipeline('first', '{ push: { branches: [main] } }'),
      '.mlpipelines/then.yml': pipeline('then', '{ pipeline: { name: first } }'),
    };
    const sha = await repo.commit({ files, by: 'ada' });
    await settle();
    const [first] = await runs();
    expect((await until(first?.id ?? '')).status).toBe('succeeded');
    await settle();
    expect((await runs())[0]).toMatchObject({ pipeline: 'then', trigger: 'pipeline', sha });
  });

  test('starts pipelines that wait for each other in a circle so many times and no more', async () => {
    const { repo, runs, until, settle } = await openTestIngress();
    const files = {
      '.mlpipelines/a.yml': pipeline('a', '{ push: { branches: [main] }, pipeline: { name: b } }'),
      '.mlpipelines/b.yml': pipeline('b', '{ pipeline: { name: a } }'),
    };
    await repo.commit({ files, by: 'ada' });
    const over: string[] = [];
    for (let left = 20; left > 0; left -= 1) {
      await settle();
      const next = (await runs()).filter(({ id }) => !over.includes(id));
      for (const { id } of next) {
        await until(id);
        over.push(id);
      }
    }
    // The one that the push started, and eight one after the other.
    expect((await runs()).map((run) => run.pipeline).join('')).toBe('ababababa');
  });
});
