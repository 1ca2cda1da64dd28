import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../support/manual-clock.ts';
import { openTestIngress } from '../open-ingress.ts';

const PIPELINE = 'name: churn\non: { push: {} }\nsteps: { train: { run: echo train } }\n';
const FILES = { '.mlpipelines/churn.yml': PIPELINE };
const MINUTES = 60_000;

async function opened() {
  const clock = new ManualClock(Date.parse('2026-05-01T12:00:00Z'));
  const test = await openTestIngress({ clock });
  const asked = () =>
    test.github
      .requests()
      .list()
      .filter(({ path }) => path.endsWith('/attempts')).length;
  return { ...test, clock, asked };
}

describe('a delivery that is lost on the way', () => {
  test('is asked for again and worked off after all, once', async () => {
    const { github, repo, runs, settle, ingress, asked, clock } = await opened();
    github.deliveries.rule({ event: 'push', times: 1, fate: { kind: 'lose' } });
    await repo.commit({ files: FILES, by: 'ada' });
    await settle();
    expect(await runs()).toEqual([]);
    expect(await ingress.askAgain()).toBe(1);
    await settle();
    expect(await runs()).toHaveLength(1);
    // GitHub goes on listing the attempt that failed.
    for (let look = 0; look < 3; look += 1) {
      clock.advance(20 * MINUTES);
      expect(await ingress.askAgain()).toBe(0);
    }
    await settle();
    expect(asked()).toBe(1);
    expect(await runs()).toHaveLength(1);
  });

  test('is asked for a few times while it fails again, not at every look and not for ever', async () => {
    const { github, repo, runs, settle, ingress, asked, clock, app, url } = await opened();
    app.deliverTo('http://127.0.0.1:9/nobody-listens');
    await repo.commit({ files: FILES, by: 'ada' });
    await settle();
    for (let look = 0; look < 12; look += 1) {
      await ingress.askAgain();
      await settle();
      clock.advance(10 * MINUTES);
    }
    // The push, and the check suite that GitHub made for it.
    expect(asked()).toBe(10);
    app.deliverTo(`${url}/api/github/webhooks`);
    await repo.commit({ files: { 'a.py': '1' }, by: 'ada' });
    await settle();
    expect(await runs()).toHaveLength(1);
    expect(github.problems()).toEqual([]);
  });

  test('is not asked for where nobody would do anything with it', async () => {
    const { github, repo, settle, ingress, app } = await opened();
    const other = github.repository('else/where');
    app.install([other]);
    github.deliveries.rule({ event: 'push', fate: { kind: 'lose' } });
    await other.commit({ files: FILES });
    await settle();
    expect(await ingress.askAgain()).toBe(0);
    expect(repo.checkRuns()).toEqual([]);
  });
});
