import type { Context, Hono } from 'hono';
import type { Issue } from '../../github/state/repository.ts';
import { isPull, type PullIssue } from '../../github/views/pull-links.ts';
import { actOnIssue } from '../acts/act-on-issue.ts';
import { commitChange } from '../acts/commit-change.ts';
import { pressCheck } from '../acts/press-check.ts';
import { partsOf } from '../addresses.ts';
import { blobPage } from '../pages/blob.ts';
import { checkRunPage } from '../pages/check-run.ts';
import { commitPage } from '../pages/commit.ts';
import { issuePage } from '../pages/issue.ts';
import { newFilePage } from '../pages/new-file.ts';
import { pullFilesPage } from '../pages/pull-files.ts';
import { pullPage } from '../pages/pull.ts';
import { repositoryPage } from '../pages/repository.ts';
import { treePage } from '../pages/tree.ts';
import { workflowRunPage } from '../pages/workflow-run.ts';
import { readPlace, type Place } from '../read-place.ts';
import { Refused, visitRepository, type RepositoryVisit } from '../visit.ts';
import type { Doors } from './doors.ts';

type Shown = Promise<Response | null> | Response | null;

/** Everything below `/owner/repo`, at the addresses that it has on github.com. */
export function addRepositoryRoutes(app: Hono, doors: Doors): void {
  const get = (path: string, show: (visit: RepositoryVisit, context: Context) => Shown) =>
    app.get(`/:owner/:repo${path}`, async (context) => {
      const visit = visited(doors, context);
      const shown = visit === null ? null : await show(visit, context);
      return shown ?? (await context.notFound());
    });
  get('', (visit) => repositoryPage(visit));
  for (const list of ['pulls', 'issues', 'actions', 'commits', 'branches'])
    get(`/${list}`, ({ base }, context) => context.redirect(base));
  get('/pull/:number', (visit, context) => onPull(visit, context, pullPage));
  get('/pull/:number/files', (visit, context) => onPull(visit, context, pullFilesPage));
  get('/pull/:number/checks', ({ base }, context) =>
    context.redirect(`${base}/pull/${context.req.param('number')}#checks`),
  );
  get('/issues/:number', (visit, context) => {
    const issue = issueOf(visit, context);
    if (issue === undefined) return null;
    return isPull(issue)
      ? context.redirect(`${visit.base}/pull/${issue.number}`)
      : issuePage(visit, issue);
  });
  get('/runs/:id', (visit, context) => {
    const run = visit.repository.checkRuns.get(numberIn(context, 'id'));
    return run === undefined ? null : checkRunPage(visit, run);
  });
  get('/actions/runs/:id', (visit, context) => onRun(visit, context));
  get('/actions/runs/:id/job/:job', (visit, context) => onRun(visit, context));
  get('/commit/:sha', (visit, context) => commitPage(visit, context.req.param('sha') ?? ''));
  get('/blob/*', (visit, context) => onPlace(visit, context, blobPage));
  get('/tree/*', (visit, context) => onPlace(visit, context, treePage));
  get('/new/*', (visit, context) => onPlace(visit, context, newFilePage));
  addActs(app, doors);
}

function addActs(app: Hono, doors: Doors): void {
  const post = (path: string, act: (visit: RepositoryVisit, context: Context) => Promise<string>) =>
    app.post(`/:owner/:repo${path}`, async (context) => {
      const visit = visited(doors, context);
      if (visit === null) throw new Refused('There is no such repository.');
      return context.redirect(await said(() => act(visit, context)), 303);
    });
  for (const kind of ['pull', 'issues'])
    post(`/${kind}/:number`, async (visit, context) => {
      const issue = known(issueOf(visit, context));
      await actOnIssue(visit, issue, await doors.fields(context));
      return `${visit.base}/${kind}/${issue.number}`;
    });
  post('/runs/:id', async (visit, context) => {
    const run = known(visit.repository.checkRuns.get(numberIn(context, 'id')));
    pressCheck(visit, run, await doors.fields(context));
    return `${visit.base}/runs/${run.id}`;
  });
  post('/commits', async (visit, context) => commitChange(visit, await doors.fields(context)));
  post('/pulls', async ({ github, me, seeded, base }, context) => {
    const head = (await doors.fields(context)).get('head');
    return `${base}/pull/${await github.user(me.login).openPull(seeded, { head })}`;
  });
}

/** What the stand-in refuses, it says in words for people. */
async function said(act: () => Promise<string>): Promise<string> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof Refused ? error : new Refused((error as Error).message);
  }
}

function visited(doors: Doors, context: Context): RepositoryVisit | null {
  const { owner = '', repo = '' } = context.req.param();
  return visitRepository(doors.visit(context), owner, repo);
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Refused('That is not there any more.');
  return value;
}

function numberIn(context: Context, name: string): number {
  return Number(context.req.param(name));
}

function issueOf({ repository }: RepositoryVisit, context: Context): Issue | undefined {
  return repository.issues.get(numberIn(context, 'number'));
}

function onPull(
  visit: RepositoryVisit,
  context: Context,
  show: (visit: RepositoryVisit, issue: PullIssue) => Shown,
): Shown {
  const issue = issueOf(visit, context);
  return issue !== undefined && isPull(issue) ? show(visit, issue) : null;
}

function onRun(visit: RepositoryVisit, context: Context): Shown {
  const run = visit.repository.runs.get(numberIn(context, 'id'));
  const job = context.req.param('job');
  return run === undefined
    ? null
    : workflowRunPage(visit, run, job === undefined ? null : Number(job));
}

async function onPlace(
  visit: RepositoryVisit,
  context: Context,
  show: (visit: RepositoryVisit, place: Place) => Shown,
): Promise<Response | null> {
  const place = await readPlace(
    visit.repository,
    partsOf(new URL(context.req.url).pathname).slice(3),
  );
  return place === null ? null : show(visit, place);
}
