import type { Context } from 'hono';
import type { RepositoryRef } from '../../../domain/hosted.ts';
import { shown } from '../../../reports/html/shown.ts';
import type { Html, PageEnv } from '../../frame/document.ts';
import { messagePage } from '../../frame/message-page.ts';
import { answerPage } from '../../frame/page.ts';
import type { PagesDeps, Person } from '../../pages-deps.ts';
import { loadTold, type LoadedRun } from '../../run/load-run.ts';
import { repositoryLink } from '../../run/run-links.ts';
import type { Headlines } from '../headlines.ts';
import { listedRuns } from '../load-list.ts';
import { chooseOther } from './choose-other.ts';
import { loadComparison } from './load-comparison.ts';
import { sideBySide } from './side-by-side.ts';

type Parts = { readonly deps: PagesDeps; readonly headlines: Headlines };
type Whose = { readonly repository: RepositoryRef; readonly person: Person };

/** Runs that may be chosen beside one. */
const MOST_OTHERS = 30;

/** `?run=A&run=B`: what two runs measured and what changed between them; with one run: which others there are. */
export async function comparePage(
  context: Context<PageEnv>,
  { deps, headlines }: Parts,
  { repository, person }: Whose,
) {
  const name = `${shown(repository.owner)}/${shown(repository.name)}`;
  const trail = [
    { text: name, to: repositoryLink(repository) },
    { text: 'Compare', to: null },
  ];
  const runs = await chosen(context, deps, repository);
  const [first, second] = runs;
  if (first === undefined || runs.length > 2) return notTwo(context, { repository, person });
  const about = { title: `Compare · ${name}`, person, trail, script: null };
  const body =
    second === undefined
      ? await choice(first, { deps, headlines, repository })
      : await beside([first, second], { deps, repository });
  return answerPage(context, 200, { ...about, body });
}

type About = { readonly deps: PagesDeps; readonly repository: RepositoryRef };

async function choice(
  first: LoadedRun,
  { deps, headlines, repository }: About & { readonly headlines: Headlines },
): Promise<Html> {
  const { id, pipeline } = first.header;
  const query = { pipeline, open: false, limit: MOST_OTHERS + 1, repository: repository.id };
  const all = await deps.store.runs.list(query);
  const runs = all.filter((run) => run.id !== id).slice(0, MOST_OTHERS);
  const listed = await listedRuns(deps.store, headlines, { repository, runs });
  return chooseOther(repository, first, listed);
}

/** What is newer is beside what was before. */
async function beside(
  [one, other]: readonly [LoadedRun, LoadedRun],
  { deps, repository }: About,
): Promise<Html> {
  const [a, b] = [one.header, other.header];
  const isInOrder = (a.createdAt - b.createdAt || a.attempt - b.attempt) < 0;
  const [before, after] = isInOrder ? [one, other] : [other, one];
  const comparison = await loadComparison(deps, repository, { before, after });
  return sideBySide({ repository, githubUrl: deps.githubUrl }, comparison);
}

/** The runs that the address names, as far as they are of this repository. */
async function chosen(
  context: Context<PageEnv>,
  { store, clock }: PagesDeps,
  repository: RepositoryRef,
): Promise<readonly LoadedRun[]> {
  const named = (context.req.queries('run') ?? []).filter((id) => /^[0-9a-z]{1,40}$/.test(id));
  const ids = [...new Set(named)].slice(0, 3);
  const runs: LoadedRun[] = [];
  for (const id of ids) {
    const header = await store.runs.header(id);
    if (header?.hosted?.repository.id !== repository.id) continue;
    const run = await loadTold(store, id, clock.now());
    if (run !== null) runs.push(run);
  }
  return runs;
}

function notTwo(context: Context<PageEnv>, { repository, person }: Whose) {
  return messagePage(context, 400, {
    title: 'Choose two runs',
    text: 'Two runs of this repository can be compared at a time. Tick two of them in the list of runs.',
    link: { to: repositoryLink(repository), text: 'To the runs' },
    person,
  });
}
