import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openBrowser } from '../../support/open-browser.ts';
import type { ActionsBackend, RunReporter } from '../github/actions-backend.ts';
import { clientOfUser } from '../github/testing/open-test-github.ts';
import { faultsOf, NO_GUIDE, openTab, openVisit } from './open-visit.ts';
import { REPORT, SUMMARY } from './sample.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

type Visit = Awaited<ReturnType<typeof openVisit>>;

async function addCheck({ kit, at, repo }: Visit) {
  const { data } = await kit.rest.checks.create({
    ...at,
    head_sha: await repo.sha('more-epochs'),
    name: 'mlpipelines: penguins',
    status: 'completed',
    conclusion: 'failure',
    output: {
      title: 'failed in 12.4 s',
      summary: SUMMARY,
      annotations: [
        {
          path: 'src/train.py',
          start_line: 7,
          end_line: 7,
          annotation_level: 'failure',
          title: 'too many',
          message: 'This many epochs take long.',
        },
      ],
    },
    actions: [{ label: 'Re-run failed', description: 'Again', identifier: 'rerun-failed' }],
  });
  return data.id;
}

test('axe finds nothing on any page, in light and dark, narrow and wide', async () => {
  const visit = await openVisit();
  const { github, kit, at, repo, number } = visit;
  const check = await addCheck(visit);
  await kit.rest.issues.createComment({ ...at, issue_number: number, body: REPORT });
  github.user('riley').openIssue(repo, 'The nightly run failed', 'See the **log**.');
  const paths = [
    '/',
    '/acme/penguins',
    `/acme/penguins/pull/${number}`,
    `/acme/penguins/pull/${number}/files`,
    `/acme/penguins/runs/${check}`,
    '/acme/penguins/issues/2',
    '/acme/penguins/tree/main/src',
    '/acme/penguins/blob/more-epochs/src/train.py?edit=1',
    '/acme/penguins/blob/main/nothing',
  ];
  for (const look of [{ width: 360 }, { dark: true, width: 1600 }]) {
    const tab = await openTab(browser, github.url, look);
    for (const path of paths) {
      await tab.goto(github.url + path);
      expect(await faultsOf(tab), path).toEqual([]);
    }
  }
});

test('a comment typed into the box reaches the App and appears while the page stays', async () => {
  const { github, receiver, number } = await openVisit();
  const tab = await openTab(browser, `${github.url}/acme/penguins/pull/${number}`);
  await tab.evaluate('globalThis.stayed = true');
  await tab.getByLabel('Add a comment as morgan').fill('/retrain epochs=50');
  await tab.getByRole('button', { name: 'Comment', exact: true }).click();
  await tab.getByRole('article').getByText('/retrain epochs=50').waitFor();
  expect(await tab.evaluate('globalThis.stayed')).toBe(true);
  expect(await tab.getByLabel('Add a comment as morgan').inputValue()).toBe('');
  await github.settled();
  expect(receiver.received.at(-1)?.payload).toMatchObject({
    action: 'created',
    comment: { body: '/retrain epochs=50', user: { login: 'morgan' } },
    issue: { number },
  });
});

test('a check appears while somebody types, and what they typed stays', async () => {
  const visit = await openVisit();
  const { github, kit, at, number, repo } = visit;
  const tab = await openTab(browser, `${github.url}/acme/penguins/pull/${number}`);
  const box = tab.getByLabel('Add a comment as morgan');
  await box.pressSequentially('Looks go');
  await addCheck(visit);
  const merge = tab.getByRole('region', { name: 'Some checks were not successful' });
  await merge.getByText('failed in 12.4 s').waitFor();
  const output = { title: 'all is well', summary: '' };
  const name = 'mlpipelines: penguins';
  const head_sha = await repo.sha('more-epochs');
  await kit.rest.checks.create({ ...at, head_sha, name, conclusion: 'success', output });
  await tab.getByRole('region', { name: 'All checks have passed' }).waitFor();
  await box.pressSequentially('od');
  expect(await box.inputValue()).toBe('Looks good');
});

test('a comment of the App is drawn: its graph, its table, its reactions as they come', async () => {
  const { github, kit, at, number } = await openVisit();
  const body = REPORT;
  const { data } = await kit.rest.issues.createComment({ ...at, issue_number: number, body });
  const tab = await openTab(browser, `${github.url}/acme/penguins/pull/${number}`);
  const graph = tab.getByRole('img', { name: 'ingest: cached; train × 3 cells: running' });
  expect(await graph.locator('rect').count()).toBe(3);
  await tab.getByRole('cell', { name: 'val_accuracy 0.9706' }).waitFor();
  const reacted = { ...at, comment_id: data.id, content: 'eyes' } as const;
  await kit.rest.reactions.createForIssueComment(reacted);
  await tab.getByRole('img', { name: 'eyes' }).waitFor();
});

test('annotations stand beneath their lines, in the file and in what changed', async () => {
  const visit = await openVisit();
  const { github, number } = visit;
  await addCheck(visit);
  for (const path of ['blob/more-epochs/src/train.py', `pull/${number}/files`]) {
    const tab = await openTab(browser, `${github.url}/acme/penguins/${path}`);
    const noted = tab
      .locator('tr', { hasText: 'default=900' })
      .locator('xpath=following-sibling::tr[1]');
    expect(await noted.textContent(), path).toContain('This many epochs take long.');
  }
});

test('a button of a check reaches the App, pressed by who is picked at the top', async () => {
  const visit = await openVisit();
  const { github, receiver } = visit;
  const id = await addCheck(visit);
  const tab = await openTab(browser, `${github.url}/acme/penguins/runs/${id}`);
  await tab.getByLabel('You are', { exact: true }).selectOption('riley');
  await tab.locator('#person').and(tab.locator(':has(option[value=riley][selected])')).waitFor();
  const pressed = tab.waitForResponse((answer) => answer.request().method() === 'POST');
  await tab.getByRole('button', { name: 'Re-run failed' }).click();
  await pressed;
  await github.settled();
  expect(receiver.received.at(-1)?.payload).toMatchObject({
    action: 'requested_action',
    requested_action: { identifier: 'rerun-failed' },
    check_run: { id },
    sender: { login: 'riley' },
  });
});

test('an edit becomes a pull request from a new branch', async () => {
  const { github, repo } = await openVisit();
  const tab = await openTab(browser, `${github.url}/acme/penguins/blob/main/src/ingest.py?edit=1`);
  await tab.getByLabel('Text of the file').fill('print("more")\nprint("data")');
  await tab.getByLabel('Commit message').fill('Take in more');
  await tab.getByLabel('to a new branch').check();
  await tab.getByRole('button', { name: 'Commit' }).click();
  await tab.getByRole('heading', { name: 'Take in more #2' }).waitFor();
  expect(await repo.file('src/ingest.py', 'morgan-patch-1')).toBe('print("more")\nprint("data")\n');
  expect(await repo.file('src/ingest.py')).toBe('print("ingest")\n');
});

test('who may not push proposes an edit from a fork', async () => {
  const { github, repo } = await openVisit();
  const url = `${github.url}/acme/penguins/blob/main/src/ingest.py?edit=1`;
  const tab = await openTab(browser, url, { login: 'sam' });
  await tab.getByLabel('Text of the file').fill('print("mine")\n');
  await tab.getByRole('button', { name: 'Commit' }).click();
  await tab.getByText('sam:sam-patch-1').waitFor();
  expect(repo.pulls().at(-1)?.pull.head.repository.owner.login).toBe('sam');
  expect(await tab.getByRole('button', { name: 'Merge pull request' }).isDisabled()).toBe(true);
});

test('an edit of a file that changed meanwhile is refused, and what was typed stays', async () => {
  const { github, repo } = await openVisit();
  const tab = await openTab(browser, `${github.url}/acme/penguins/blob/main/src/ingest.py?edit=1`);
  await tab.getByLabel('Text of the file').fill('print("typed")\n');
  await repo.commit({ files: { 'src/ingest.py': 'print("faster")\n' } });
  await tab.getByRole('button', { name: 'Commit' }).click();
  await tab.getByText('src/ingest.py changed meanwhile.').waitFor();
  expect(await tab.getByLabel('Text of the file').inputValue()).toBe('print("typed")\n');
});

test('a branch pushed with the address on the page is offered as a pull request', async () => {
  const { github, repo } = await openVisit();
  const tab = await openTab(browser, `${github.url}/acme/penguins`, { login: 'riley' });
  const command = await tab.getByText('git clone http').textContent();
  const folder = await mkdtemp(join(tmpdir(), 'clone-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const git = (...args: readonly string[]) => promisify(execFile)('git', ['-C', folder, ...args]);
  await git('clone', '-q', command?.split(' ').at(-1) ?? '', '.');
  await git('checkout', '-q', '-b', 'feature/more');
  await writeFile(join(folder, 'more.txt'), 'more\n');
  await git('add', '.');
  const author = ['-c', 'user.name=riley', '-c', 'user.email=riley@localhost'];
  await git(...author, 'commit', '-q', '-m', 'More');
  await git('push', '-q', 'origin', 'feature/more');
  await tab.getByRole('button', { name: 'Open a pull request from feature/more' }).click();
  await tab.waitForURL('**/pull/2');
  expect(repo.pulls().at(-1)).toMatchObject({ author: { account: { login: 'riley' } } });
  await tab.goto(`${github.url}/acme/penguins/blob/feature/more/more.txt`);
  await tab.getByRole('cell', { name: 'more', exact: true }).waitFor();
});

test('a pull request is approved and merged by its buttons', async () => {
  const { github, repo, number } = await openVisit();
  repo.protect('main', { approvals: 1 });
  const tab = await openTab(browser, `${github.url}/acme/penguins/pull/${number}`);
  const merge = tab.getByRole('button', { name: 'Merge pull request' });
  expect(await merge.isDisabled()).toBe(true);
  await tab.getByRole('button', { name: 'Approve' }).click();
  await tab.getByText('Reviews: morgan approved.').waitFor();
  await merge.click();
  await tab.getByText('morgan merged this as').waitFor();
  expect(await repo.file('src/train.py')).toContain('default=900');
});

test('the log of a running job is shown as it is written, without its colours', async () => {
  const held: { reporter?: RunReporter } = {};
  const backend: ActionsBackend = {
    startRun(_, reporter) {
      held.reporter = reporter;
    },
    cancelRun() {},
  };
  const { github, repo } = await openVisit(NO_GUIDE, { backend });
  const file = 'on: { workflow_dispatch: {} }\njobs: {}\n';
  await repo.commit({ files: { '.github/workflows/w.yml': file } });
  const kit = clientOfUser(github, 'morgan');
  const workflow = { owner: 'acme', repo: 'penguins', workflow_id: 'w.yml', ref: 'main' };
  await kit.rest.actions.createWorkflowDispatch(workflow);
  const { reporter } = held;
  const jobId = reporter?.jobQueued({ name: 'train', labels: [] }).jobId ?? 0;
  const tab = await openTab(
    browser,
    `${github.url}/acme/penguins/actions/runs/${repo.runs()[0]?.id}`,
  );
  const log = tab.getByLabel('Log of train');
  expect(await log.textContent()).toBe('Nothing logged yet.');
  reporter?.log(jobId, '2026-01-02T03:04:05.000Z \u001B[31mepoch 1\u001B[0m\n');
  await expect.poll(() => log.textContent()).toBe('epoch 1');
  reporter?.log(jobId, 'epoch 2\n');
  await expect.poll(() => log.textContent()).toBe('epoch 1\nepoch 2');
});

test('a step of the guide is done by its button, and the page goes where it leads', async () => {
  const done: string[] = [];
  const run = (login: string) => {
    done.push(login);
    return '/acme/penguins';
  };
  const { github } = await openVisit({
    ...NO_GUIDE,
    steps: () => [
      {
        title: 'Push',
        text: 'A `push`.',
        done: done.length > 0,
        act: { label: 'Do it', run },
        link: { href: '/acme/penguins', label: 'Look at it' },
        more: [{ href: '/acme/penguins/pulls', label: 'And here' }],
      },
      { title: 'Comment', text: 'Say *something*.', done: false },
    ],
  });
  const tab = await openTab(browser, github.url, { login: 'riley' });
  await tab.getByRole('button', { name: 'Do it' }).click();
  await tab.waitForURL('**/acme/penguins');
  expect(done).toEqual(['riley']);
  await tab.getByText('Step 2 of 2: Comment').waitFor();
  await tab.getByRole('link', { name: 'Start' }).click();
  await tab.getByText('1 of 2 done').waitFor();
  const [first, second] = [tab.getByText('Look at it'), tab.getByText('And here')];
  expect(await first.getAttribute('href')).toBe('/acme/penguins');
  expect(await second.getAttribute('href')).toBe('/acme/penguins/pulls');
});

test('HTML in a summary does nothing, and no picture but a local one is shown', async () => {
  const visit = await openVisit();
  const id = await addCheck(visit);
  const tab = await openTab(browser, `${visit.github.url}/acme/penguins/runs/${id}`);
  await tab.getByText('[picture: a plot]').waitFor();
  expect(await tab.title()).toContain('mlpipelines: penguins');
  expect(await tab.locator('main img, main script, main [onerror]').count()).toBe(0);
});

test('a form of another site and another name of this machine are refused', async () => {
  const { github, repo, number } = await openVisit();
  const url = `${github.url}/acme/penguins/pull/${number}`;
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const form = { method: 'POST', body: 'act=comment&body=hi' };
  const headers = { ...type, origin: 'http://elsewhere.test', 'sec-fetch-site': 'cross-site' };
  expect((await fetch(url, { ...form, headers })).status).toBe(403);
  const own = { ...type, origin: github.url };
  expect((await fetch(url, { ...form, headers: own })).status).toBe(200);
  expect(repo.comments(number)).toHaveLength(1);
  expect(await statusUnderName(url, 'elsewhere.test')).toBe(403);
});

test('a private repository is not there for who may not read it', async () => {
  const { github } = await openVisit();
  const secret = github.repository('acme/secret', { private: true }).collaborator('morgan', 'read');
  await secret.commit({ files: { 'a.txt': 'a\n' } });
  const ask = async (login: string) => {
    const headers = { cookie: `person=${login}` };
    return (await fetch(`${github.url}/acme/secret/blob/main/a.txt`, { headers })).status;
  };
  expect([await ask('morgan'), await ask('sam')]).toEqual([200, 404]);
});

async function statusUnderName(url: string, host: string): Promise<number | undefined> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    onTestFinished(() => void sent.destroy());
    sent.on('error', reject);
    sent.end();
  });
}
