import { describe, expect, test } from 'vitest';
import type { Merging } from '../../../app/reports/comment/run-story.ts';
import { stickyComment } from '../../../app/reports/comment/sticky-comment.ts';
import { aCommentedRun, MERGING } from './a-story.ts';

const BESIDE = { sha: 'a381992f6f0b0c8a7d1f5b2f8e3c4d5a6b7c8d9e', states: [] };
const [DEPLOY] = MERGING.deploys;

function told(change: Partial<Merging>, status: 'succeeded' | 'failed' | 'running' = 'succeeded') {
  const endedAt = status === 'running' ? { endedAt: null } : {};
  const run = aCommentedRun({
    header: { status, ...endedAt },
    story: { training: null, merging: { ...MERGING, ...change } },
  });
  const text = stickyComment([run], BESIDE);
  const [, section = null] =
    /(<details><summary><b>What merging does.*?<\/details>)/s.exec(text) ?? [];
  const [, sentence = null] = /(Merging [^]*?\.) \[Run/.exec(text) ?? [];
  return { text, section, sentence };
}

describe('what merging does', () => {
  test('stands in a sentence in the head, and with its steps further down', () => {
    const { section, sentence } = told({});
    expect(sentence).toMatchInlineSnapshot(
      `"Merging runs it on <code>main</code>, which moves <code>churn&#64;production</code> (now v14) after approval for <code>production</code> by acme/ml&#45;leads or grace."`,
    );
    expect(section).toMatchInlineSnapshot(`
      "<details><summary><b>What merging does</b>: a run on <code>main</code>, which after an approval moves <code>churn&#64;production</code></summary>

      - <code>deploy</code> moves <code>churn&#64;production</code> (now v14) to what that run registers, after approval for <code>production</code> by acme/ml&#45;leads or grace, once <code>evaluate</code> passes <code>good</code>
      - Runs there: <code>deploy</code>
      - Taken over from this run if somebody approves it after this report and the merge changes nothing that they read, else they run again: <code>train</code>, <code>evaluate</code>
      - Expected from the cache: <code>features</code>
      - Only that run will tell: <code>notify</code>

      </details>"
    `);
  });

  test('without a person, or without an alias, is said so', () => {
    if (DEPLOY === undefined) throw new Error('It deploys.');
    const bare = {
      ...DEPLOY,
      approval: null,
      gates: [],
      moves: [{ name: 'churn@next', now: null }],
    };
    const { section, sentence } = told({ deploys: [bare] });
    expect(sentence).toMatchInlineSnapshot(
      `"Merging runs it on <code>main</code>, which moves <code>churn&#64;next</code> (not there yet)."`,
    );
    expect(section).toContain('</code>, which moves <code>churn&#64;next</code></summary>');
    const anybody = { reviewers: [], count: 2, environment: null };
    const asked = told({ deploys: [{ ...DEPLOY, moves: [], approval: anybody }, bare] });
    expect(asked.sentence).toMatchInlineSnapshot(
      `"Merging runs it on <code>main</code>, which runs <code>deploy</code> after 2 approvals by somebody with write access who is not an author of the change."`,
    );
  });

  test('that only the run there will tell is no promise', () => {
    if (DEPLOY === undefined) throw new Error('It deploys.');
    const unsure = told({ deploys: [{ ...DEPLOY, isSure: false }] });
    expect(unsure.sentence).toContain('which may move <code>churn&#64;');
    expect(unsure.section).toContain(', where its condition holds, which only that run tells\n');
    const unknown = told({ isProtected: null });
    expect(unknown.sentence).toContain('which may move <code>churn&#64;');
    expect(unknown.section).toContain(
      '\n- Nothing of this pipeline has run on <code>main</code> yet;',
    );
    const barred = told({ isProtected: false });
    expect(barred.sentence).toBeNull();
    expect(barred.section).toContain(', which deploys nothing as things stand</summary>');
    expect(barred.section).toContain('was not allowed to deploy: its check on GitHub says why');
    expect(told({ isSure: false }).section).toContain(
      '<b>What merging does</b>: perhaps a run (too many files changed to tell) on <code>main</code>',
    );
  });

  test('that starts nothing says why in one line', () => {
    const { text, sentence } = told({ nothing: '`on.push.branches` leaves out main' });
    expect(sentence).toBeNull();
    expect(text).toContain(
      '\n<sub><b>What merging does</b>: it does not start this pipeline (on.push.branches leaves out main).</sub>\n',
    );
  });

  test('otherwise than what was measured is said', () => {
    const changedFile = { path: '.mlpipelines/churn.yml', isKnown: true };
    const { section } = told({ typed: ['epochs'], changedFile });
    expect(section).toContain(
      '- Params typed for this run (<code>epochs</code>) do not hold there: it measures another model\n- This branch changes <code>.mlpipelines/churn.yml</code>: once it is merged, ',
    );
  });

  test('promises no approval where the branch’s own file may ask for another, or for none', () => {
    const path = '.mlpipelines/churn.yml';
    expect(told({ changedFile: { path, isKnown: true } }).sentence).toBe(
      'Merging runs it on <code>main</code>, which may move <code>churn&#64;production</code> (now v14), on the approvals and gates of this branch’s own <code>.mlpipelines/churn.yml</code>.',
    );
    expect(told({ changedFile: { path, isKnown: false } }).sentence).toContain(
      'of <code>.mlpipelines/churn.yml</code>, which this branch may change.',
    );
  });

  test('is told while a run goes on, and not of one that failed', () => {
    expect(told({}, 'running').sentence).toBeNull();
    expect(told({}, 'running').section).not.toBeNull();
    expect(told({}, 'failed').section).toBeNull();
  });

  test('mentions nobody, whatever the file says', () => {
    if (DEPLOY === undefined) throw new Error('It deploys.');
    const approval = {
      reviewers: ['@acme/ml-leads', '<b>@octocat'],
      count: 1,
      environment: '@e `',
    };
    const moves = [{ name: '| @octocat #1', now: 1 }];
    const { text } = told({
      branch: '@main',
      deploys: [{ ...DEPLOY, step: '@s', moves, approval }],
    });
    expect(text).not.toMatch(/@/);
    expect(text).not.toContain('<b>&#64;');
  });
});
