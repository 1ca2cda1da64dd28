import { expect, test } from 'vitest';
import { aGate, aPlan, aStep, anApproval } from '../support/build-plan.ts';
import { HOSTILE } from '../reports/hostile-texts.ts';
import { begun, failed, stays, succeeded } from '../support/script-host.ts';
import { ACME, openPages } from './open-pages.ts';
import { runToApproval, runToTraining } from './sample-run.ts';

test('a run can be read as one page: where it stands, its steps, tries, gates, metrics and who has to decide', async () => {
  const opened = await openPages();
  const run = await runToApproval(opened);
  const page = await (
    await opened.get(`/runs/${run.id}?step=train`, await opened.signIn('ada'))
  ).text();
  for (const told of [
    'waiting for approval',
    'Approve and start',
    'value="reject:',
    'failed (oom, SIGKILL) after 2m 12s',
    'retried after',
    'more memory than the 7 GiB',
    'evaluate</a>',
    'size_mb 44.1: must be ',
    'needs 1 approval from grace for production',
    'https://github.com/acme/churn/pull/42',
    'https://github.com/acme/churn/tree/deeper-model',
    'epoch 24/30',
    'file=history.csv',
    'Trained 30 epochs',
  ]) {
    expect(page.includes(told), told).toBe(true);
  }
  expect(page.match(/<summary>2 attempts/g)).toHaveLength(1);
  // What happened to its first attempt is told once.
  expect(page.match(/more memory than the 7 GiB/g)).toHaveLength(1);
});

test('256 cells are a drawing and a folded list, the failed first, then the best', async () => {
  const opened = await openPages();
  const run = await runToTraining(opened);
  const cookie = await opened.signIn('ada');
  const page = await (await opened.get(`/runs/${run.id}`, cookie)).text();
  expect(
    /<details id="cells-of-sweep"\s*>\s*<summary>256 cells: 250 succeeded, 6 failed/.test(page),
  ).toBe(true);
  const list = page.slice(page.indexOf('cell-list">'));
  const aucs = [...list.matchAll(/auc<\/span>\s*([\d.]+)/g)]
    .map((match) => Number(match[1]))
    .slice(0, 250);
  expect(aucs).toEqual(aucs.toSorted((a, b) => b - a));
  expect(list.indexOf('✗')).toBeLessThan(list.indexOf('✓'));
  const key = 'sweep[lr=0.3,depth=2,seed=1]';
  const cell = await (
    await opened.get(`/runs/${run.id}?step=${encodeURIComponent(key)}`, cookie)
  ).text();
  expect(/<details id="cells-of-sweep"\s+open/.test(cell)).toBe(true);
});

test('links lead to the check and to the job of the attempt', async () => {
  const opened = await openPages();
  opened.host.acts.set('train', stays);
  const run = await opened.startHosted(aPlan([aStep('train')]));
  const of = { run: run.id, key: 'train', attempt: 1 };
  await opened.until(run.id, () => opened.host.started.length === 1);
  const { ticket } = opened.host.started[0] ?? expect.fail();
  const { store } = opened;
  const job = {
    name: 'train',
    hint: 'h',
    runsOn: 'ubuntu-latest',
    timeoutMinutes: 5,
    environment: '',
    ticket,
  };
  await store.dispatches.order({
    of,
    group: 'g',
    orderedAt: 1,
    dispatch: null,
    checkRun: null,
    job,
  });
  const order = { repository: ACME, sha: 'abc', ref: 'refs/heads/main', secrets: [] };
  const state = { type: 'sent', workflowRun: 88, workflowSha: 'abc', idleSince: null } as const;
  const dispatch = { id: 'b1', run: run.id, order, state };
  await store.dispatches.gather(dispatch, [of], 10);
  await store.dispatches.save(dispatch, null);
  await store.dispatches.bind(of, 99);
  const target = { repository: ACME, type: 'run', run: run.id, sha: 'abc' } as const;
  await store.publications.touch([{ target }], 1);
  const [claimed] = await store.publications.lease(2, 3, 1);
  const shown = { remote: 77, generation: 1, shown: null, failures: 0, refused: null };
  await store.publications.keep({ ...(claimed ?? expect.fail()), state: shown });
  const page = await (await opened.get(`/runs/${run.id}`, await opened.signIn('ada'))).text();
  expect(page).toContain('https://github.com/acme/churn/actions/runs/88/job/99');
  expect(page).toContain('https://github.com/acme/churn/runs/77');
});

test('a run whose check GitHub refuses says so, and what to do', async () => {
  const opened = await openPages();
  const run = await runToTraining(opened);
  const { store } = opened;
  const target = { repository: ACME, type: 'run', run: run.id, sha: run.sha ?? '' } as const;
  await store.publications.touch([{ target }], 1);
  const known = await store.publications.find(`run/${run.id}`);
  const words = 'GitHub refused (403): Repository was archived so is read-only. Unarchive <it>.';
  const refused = { digest: 'd', times: 1, at: 2, words };
  const state = { ...(known ?? expect.fail()).state, refused };
  await store.publications.release({ ...(known ?? expect.fail()), state }, null, 2);
  const page = await (await opened.get(`/runs/${run.id}`, await opened.signIn('ada'))).text();
  expect(page).toContain(
    'GitHub does not show the current state of this run. GitHub refused (403):',
  );
  expect(page).toContain('Unarchive &lt;it&gt;.');
});

test('the page that a commit’s check leads to lists the runs of that commit alone', async () => {
  const opened = await openPages();
  const run = await runToTraining(opened);
  const cookie = await opened.signIn('ada');
  const of = async (commit: string | null) =>
    (await opened.get(`/repos/acme/churn?commit=${commit}`, cookie)).text();
  expect(await of(run.sha)).toContain(`/runs/${run.id}`);
  const none = await of('0'.repeat(40));
  expect(none).toContain('No runs of <strong>0000000</strong>');
  expect(none).not.toContain(`/runs/${run.id}`);
});

test('whatever somebody writes stays text', async () => {
  const opened = await openPages();
  const texts = HOSTILE.map(([, text]) => text);
  const all = texts.join(' \u2028 ');
  opened.host.acts.set('train', () => [
    begun(),
    { type: 'output', at: 1, lines: texts.map((text) => ({ stream: 'stderr', text })) },
    {
      type: 'metrics',
      at: 1,
      samples: [{ step: 1, values: Object.fromEntries(texts.map((text) => [text, 1])) }],
    },
    { type: 'material', at: 1, plots: null, summary: all },
    failed({ message: all }),
  ]);
  opened.host.acts.set('score', () => [
    begun(),
    succeeded({ metrics: { [all]: 1, auc: 1 }, outputs: { [all]: all }, facts: { [all]: all } }),
  ]);
  const plan = aPlan(
    [
      aStep('score', {
        gates: [aGate(all, { metric: all, severity: 'warn' })],
      }),
      aStep('train', { continueOnError: true }),
      aStep('deploy', {
        needs: ['train'],
        when: 'all-done',
        approval: anApproval({ reviewers: [all], environment: all }),
      }),
    ],
    { paramValues: { [all]: all } },
  );
  const request = { ref: `refs/heads/${all}`, actor: all, trigger: all };
  const run = await opened.startHosted(plan, request);
  await opened.until(run.id, ({ counts }) => counts.approvals === 1);
  await opened.runtime.handle(run.id, {
    type: 'approval.decided',
    key: 'deploy',
    by: all,
    standsFor: null,
    decision: 'rejected',
    comment: all,
  });
  const cookie = await opened.signIn('ada');
  for (const path of [
    `/runs/${run.id}?step=train`,
    `/runs/${run.id}?step=score`,
    '/repos/acme/churn',
    `/repos/acme/churn?pipeline=${encodeURIComponent(all.toWellFormed())}`,
  ]) {
    const response = await opened.get(path, cookie);
    expect(response.status, path).toBe(200);
    const page = await response.text();
    expect(page.match(/<script/g)?.length ?? 0, path).toBeLessThanOrEqual(1);
    // The summary is Markdown: its links lead out, and say that they are a stranger's.
    const vouched = page.replaceAll(
      /<a href="https:[^"]*" rel="nofollow noopener noreferrer">/g,
      '',
    );
    const risky = /<img src=x|<h1>owned|<!--|href="(?:javascript|https:\/\/evil)/.exec(vouched);
    expect(risky?.[0], path).toBeUndefined();
    // Nor control characters, nor those that reorder what is read.
    expect(/[^\n\P{Cc}]|\u202E/u.exec(page)?.[0], path).toBeUndefined();
  }
});

test('nothing from elsewhere is loaded, no style stands in an attribute, and scripts run by nonce alone', async () => {
  const opened = await openPages();
  const run = await runToTraining(opened);
  const cookie = await opened.signIn('ada');
  const nonces = new Set<string>();
  for (const path of [`/runs/${run.id}`, '/repos/acme/churn', '/', '/nowhere']) {
    const response = await opened.get(path, cookie);
    const policy = response.headers.get('content-security-policy') ?? '';
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    nonces.add(nonce);
    expect(policy).toBe(
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    const page = await response.text();
    expect(page).not.toMatch(/\sstyle=|\son\w+=|<link(?! rel="icon")|src="(?!\/)/);
    expect(page).toContain(`<style nonce="${nonce}">`);
  }
  expect(nonces.size).toBe(4);
});

test('a plot is served as a picture that may do nothing, and nothing else is', async () => {
  const opened = await openPages();
  const run = await runToApproval(opened);
  const cookie = await opened.signIn('ada');
  const plot = (query: string) => opened.get(`/runs/${run.id}/plot?${query}`, cookie);
  const curve = await plot('step=train&attempt=2&file=history.csv');
  expect(curve.headers.get('content-type')).toBe('image/svg+xml');
  expect(curve.headers.get('content-security-policy')).toContain('sandbox');
  expect(curve.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await curve.text()).toMatch(/^<svg/);
  for (const query of [
    'step=train&attempt=1&file=history.csv',
    'step=train&attempt=2&file=../history.csv',
    'step=train&attempt=2&file=other.html',
    'step=train&attempt=x&file=a.png',
    '',
  ]) {
    expect((await plot(query)).status, query).toBe(404);
  }
});

test('metrics stand beside what the default branch measured before, whatever became of the rest', async () => {
  const commitsBefore = async () => ['of main'];
  const opened = await openPages({ commitsBefore });
  const plan = aPlan([
    aStep('score', {
      metrics: { path: null, live: null, primary: 'auc', maximize: ['auc'], minimize: [] },
    }),
    aStep('deploy', { needs: ['score'] }),
  ]);
  opened.host.acts.set('deploy', () => [begun(), failed()]);
  const score = async (auc: number, sha: string) => {
    opened.host.acts.set('score', () => [begun(), succeeded({ metrics: { auc } })]);
    const run = await opened.startHosted(plan, { sha });
    opened.pass(1000);
    await opened.until(run.id);
    return run;
  };
  const main = await score(0.8, 'of main');
  const experiment = await score(0.5, 'of the pull request');
  const second = await score(0.75, 'of the pull request');
  const page = await (await opened.get(`/runs/${second.id}`, await opened.signIn('ada'))).text();
  expect(page).toMatch(/−0\.05 cannot tell/);
  // Nothing says how sure that is, so nothing is coloured.
  expect(page).not.toMatch(/class="[^"]*t-(?:bad|good)">−0\.05/);
  expect(page).toContain(`/runs/${main.id}"`);
  expect(page).not.toContain(experiment.id);
});

test('metrics stand by themselves while GitHub does not say what came before', async () => {
  const away = () => Promise.reject(new Error('GitHub is away'));
  const opened = await openPages({ commitsBefore: away });
  opened.host.acts.set('score', () => [begun(), succeeded({ metrics: { auc: 0.8 } })]);
  const metrics = { path: null, live: null, primary: 'auc', maximize: ['auc'], minimize: [] };
  const run = await opened.startHosted(aPlan([aStep('score', { metrics })]));
  await opened.until(run.id);
  const page = await opened.get(`/runs/${run.id}`, await opened.signIn('ada'));
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('0.8');
  expect(opened.troubles).toEqual(['a run is not compared: GitHub is away']);
});
