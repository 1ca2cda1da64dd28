import { describe, expect, test } from 'vitest';
import { costOfPart } from '../../../app/costs/cost.ts';
import { openPages } from '../open-pages.ts';
import { COSTS_PAGE, paidRun, sampleCosts, sampleMachines } from './sample-costs.ts';

const DAY = 86_400_000;
const MONTH = Date.UTC(2026, 10, 1);

/** Pages on the 21st of November. */
async function onThe21st() {
  const opened = await openPages();
  opened.pass(MONTH + 20 * DAY - opened.deps.clock.now());
  const cookie = await opened.signIn('ada');
  const see = async (path = COSTS_PAGE) => {
    const page = await (await opened.get(path, cookie)).text();
    return page.replaceAll(/<(?:style|svg)[\s\S]*?<\/(?:style|svg)>/g, '').replaceAll(/\s+/g, ' ');
  };
  const words = async (path?: string) =>
    (await see(path)).replaceAll(/<[^>]+>\s*/g, '|').replaceAll(/\|+/g, '|');
  return { ...opened, see, words, now: opened.deps.clock.now() };
}

const twoDollars = costOfPart('machine', 2);

describe('the costs of a repository', () => {
  test('are for whoever may read it', async () => {
    const { get, signIn } = await openPages();
    expect((await get(COSTS_PAGE)).status).toBe(302);
    expect((await get(COSTS_PAGE, await signIn('mallory'))).status).toBe(404);
  });

  test('are those of this month, at what rate, by pipeline, what is unknown named', async () => {
    const opened = await onThe21st();
    await paidRun(opened, MONTH - 1, { pipeline: 'old', cost: twoDollars });
    await paidRun(opened, MONTH, { pipeline: 'churn', cost: twoDollars });
    await paidRun(opened, MONTH + DAY, { pipeline: 'judge', cost: costOfPart('judge', 8) });
    await paidRun(opened, MONTH + DAY, { pipeline: 'odd', cost: costOfPart('other-runner', null) });
    const page = await opened.words();
    expect(page).toContain('|Money in November|');
    expect(page).toContain('|so far|$10.00+|');
    expect(page).toMatch(/at this rate\|\$15\.00\|on November 30/);
    expect(page).toContain('the price is not known of other runners (1)');
    expect(page).toContain('verdicts of a judge $8.00 · machines $2.00');
    expect(page).toContain('|judge|1|2|$8.00|churn|1|2|$2.00|odd|1|2|unknown|');
    expect(page).not.toContain('|old|');
  });

  test('are grouped as the address says, and show markup as text', async () => {
    const opened = await onThe21st();
    const actor = '<b>ada</b>';
    await paidRun(opened, MONTH, { pipeline: 'churn', actor, cost: twoDollars });
    expect(await opened.words(`${COSTS_PAGE}?by=day`)).toContain('|2026-11-01|');
    expect(await opened.words(`${COSTS_PAGE}?by=step`)).toContain('|churn / train|');
    expect(await opened.see(`${COSTS_PAGE}?by=person`)).toContain('&lt;b&gt;ada&lt;/b&gt;');
    expect(await opened.words(`${COSTS_PAGE}?by=nothing`)).toContain('This month by pipeline');
  });

  test('have the machines that are there, what for and how busy', async () => {
    const opened = await onThe21st();
    await sampleMachines(opened, opened.now);
    const page = await opened.words();
    expect(page).toMatch(/Machines now \|3\|.*\$12\.58 an hour/);
    expect(page).toMatch(
      /p4d\.24xlarge \|spot · \$11\.57\/h\|ranker-train #1 \/ train\|at work\|94 %/,
    );
    expect(page).toMatch(/2h 41m \|\$31\.0\d\|/);
    expect(page).toMatch(
      /g5\.xlarge \|on demand · \$1\.01\/h\|ranker-train #1 \/ score\|at work\|3 % \|idle\|41m 0\ds \|\$0\.70\+\|/,
    );
    expect(page).toMatch(/asked for[| ]*\|.*\/ more\|is asked for\|/);
  });

  test('say where there are none', async () => {
    const { words } = await onThe21st();
    const page = await words();
    expect(page).toContain('|so far|$0.00|');
    expect(page).toContain('No machine is on.');
    expect(page).toContain('No run of this month cost anything yet.');
  });

  test('stand with each run in the list', async () => {
    const opened = await onThe21st();
    await sampleCosts(opened, MONTH);
    expect(await opened.words('/repos/acme/churn')).toMatch(/\|2h 00m\|\$\d+\.\d\d\|/);
  });
});
