import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../support/manual-clock.ts';
import { begun, failed, succeeded } from '../../support/script-host.ts';
import { openTestIngress } from '../open-ingress.ts';

const FILE = '.mlpipelines/nightly.yml';
const PIPELINE = `name: nightly
on: { schedule: [{ cron: "0 3 * * *", timezone: Europe/Berlin }], workflow_dispatch: {} }
steps: { train: { run: echo train } }
`;
const DAY = 86_400_000;

async function opened() {
  const clock = new ManualClock(Date.parse('2026-05-01T00:30:00Z'));
  const test = await openTestIngress({ clock });
  const { repo, settle, publish, runs, until, host } = test;
  repo.protect('main');
  host.acts.set('train', () => [begun(), failed()]);
  await repo.commit({ files: { [FILE]: PIPELINE }, by: 'ada' });
  await settle();
  const finish = async () => {
    const [newest] = await runs();
    if (newest !== undefined) await until(newest.id);
    await settle();
    for (let round = 0; round < 3; round += 1) {
      clock.advance(20_000);
      await publish();
    }
  };
  return {
    ...test,
    clock,
    finish,
    night: async () => {
      clock.advance(DAY);
      await settle();
      await finish();
    },
    issues: () =>
      [...repo.record.issues.values()].map(({ number, title, state, body }) => {
        return { number, title, state, body: body ?? '' };
      }),
    ask: async (login: string, issue: number, text: string) => {
      test.github.user(login).comment(repo, issue, text);
      await settle();
      await publish();
      return repo.comments(issue).at(-1)?.body.split('\n').slice(1).join('\n');
    },
  };
}

describe('a scheduled run that fails', () => {
  test('opens one issue that follows the newest, and closes it when one succeeds', async () => {
    const { night, issues, host } = await opened();
    await night();
    expect(issues()).toMatchObject([{ title: 'Scheduled runs of nightly fail', state: 'open' }]);
    expect(issues()[0]?.body).toMatch(
      /The scheduled \[run 1\]\(https:\/\/mlp.example\/runs\/.*failed\.\n/,
    );
    expect(issues()[0]?.body).toContain('What failed:\n\n- <code>train</code>');
    expect(issues()[0]?.body).toContain('`/mlp schedule pause nightly`');
    await night();
    expect(issues()).toHaveLength(1);
    expect(issues()[0]?.body).toContain('2 scheduled starts in a row have failed.');
    host.acts.set('train', () => [begun(), succeeded()]);
    await night();
    expect(issues()).toMatchObject([{ state: 'closed' }]);
    expect(issues()[0]?.body).toContain('succeeded again: [run 3]');
    host.acts.set('train', () => [begun(), failed()]);
    await night();
    expect(issues()).toMatchObject([{ state: 'open' }]);
  });

  test('says nothing while all is well', async () => {
    const { night, issues, host } = await opened();
    host.acts.set('train', () => [begun(), succeeded()]);
    await night();
    await night();
    expect(issues()).toEqual([]);
  });

  test('is tried again, paused and let go on from its issue', async () => {
    const { night, issues, host, ask, runs, finish, clock, settle } = await opened();
    await night();
    const [issue] = issues();
    const number = issue?.number ?? 0;
    host.acts.set('train', () => [begun(), succeeded()]);
    expect(await ask('bob', number, '/mlp rerun failed #1')).toContain('needs write access');
    expect(await ask('ada', number, '/mlp rerun failed #1')).toBe('nightly #1.2 started.');
    await finish();
    expect(issues()).toMatchObject([{ state: 'closed' }]);
    expect(await ask('ada', number, '/mlp schedule pause nightly')).toBe('nightly is paused.');
    expect(await ask('ada', number, '/mlp schedule')).toBe(
      '- nightly: `0 3 * * *` Europe/Berlin; paused',
    );
    clock.advance(2 * DAY);
    await settle();
    expect(await runs()).toHaveLength(2);
    expect(await ask('ada', number, '/mlp schedule resume nightly')).toContain('is resumed');
    expect(await ask('ada', number, '/mlp schedule run nightly')).toContain('starts now');
    expect((await runs())[0]).toMatchObject({ trigger: 'schedule' });
    expect(await ask('ada', number, '/mlp status')).toContain('works in an open pull request only');
    expect(await ask('ada', number, '/mlp schedule pause nightl')).toContain('`nightl`');
  });

  test('or cannot even start is told the same way', async () => {
    const { night, issues, repo, settle } = await opened();
    await repo.commit({
      files: { [FILE]: PIPELINE.replace('run: echo train', 'run: 3') },
      by: 'ada',
    });
    await settle();
    await night();
    expect(issues()[0]?.body).toMatch(/could not start: \.mlpipelines\/nightly\.yml has mistakes/);
  });
});

test('the times of a repository that the app has left pass, each asked about once', async () => {
  const { app, installation, clock, settle, github, runs, troubles } = await opened();
  app.uninstall(installation);
  clock.advance(DAY);
  await settle();
  const asked = github.requests().list().length;
  await settle();
  await settle();
  expect(github.requests().list()).toHaveLength(asked);
  expect(await runs()).toEqual([]);
  expect(troubles).toEqual([]);
});
