import { Hono, type Context } from 'hono';
import type { ModelVersion } from '../../domain/model.ts';
import { shown } from '../../reports/html/shown.ts';
import { loadNewest, loadVersion } from '../../runtime/models/load-facts.ts';
import type { ModelFacts } from '../../reports/models/model-facts.ts';
import type { PageEnv } from '../frame/document.ts';
import { notFoundPage } from '../frame/message-page.ts';
import { answerPage } from '../frame/page.ts';
import type { PagesDeps } from '../pages-deps.ts';
import { within, type Whose, type Within } from '../repo/within-repository.ts';
import { modelLink } from '../run/run-links.ts';
import { loadCard } from './load-card.ts';
import { modelIn, modelsTrail } from './model-address.ts';
import { modelPage, MOST_MOVES, MOST_VERSIONS } from './model-page.ts';
import { modelList } from './model-list.ts';
import { versionPage } from './version-page.ts';

type Parts = Within & { readonly deps: PagesDeps };
type Seen = { readonly context: Context<PageEnv>; readonly deps: PagesDeps; readonly whose: Whose };

/** `/repos/:owner/:repo/models`: the models of a repository, one of them, a version with its lineage, its card as Markdown. */
export function modelsRoutes(parts: Parts): Hono<PageEnv> {
  const { deps } = parts;
  const shows = (show: (seen: Seen) => Promise<Response>) => (context: Context<PageEnv>) =>
    within(context, parts, (whose) => show({ context, deps, whose }));
  return new Hono<PageEnv>()
    .get('/repos/:owner/:repo/models', shows(showModels))
    .get('/repos/:owner/:repo/models/:model', shows(showModel))
    .get('/repos/:owner/:repo/models/:model/:version', shows(showVersion))
    .get('/repos/:owner/:repo/models/:model/:version/card', shows(giveCard));
}

/** In the order of their names; the command line lists all. */
const MOST_MODELS = 100;
/** Of a model, for the newest that is not deleted. */
const MOST_LOOKED_AT = 20;

async function showModels({ context, deps, whose }: Seen): Promise<Response> {
  const { repository, person } = whose;
  const scope = `${repository.id}`;
  const names = await deps.store.registry.models(scope);
  const shownNames = names.slice(0, MOST_MODELS);
  const now = deps.clock.now();
  const most = { versions: MOST_LOOKED_AT, moves: 0 };
  const models = await Promise.all(
    shownNames.map((model) => loadNewest(deps.store, { model, scope, now }, most)),
  );
  const [home] = modelsTrail(whose);
  return answerPage(context, 200, {
    title: `Models · ${shown(repository.owner)}/${shown(repository.name)}`,
    person,
    trail: [home, { text: 'Models', to: null }],
    body: modelList(repository, models, names.length - models.length),
    script: null,
  });
}

async function showModel(seen: Seen): Promise<Response> {
  const { context, deps, whose } = seen;
  const found = await modelOf(seen, MOST_VERSIONS);
  if (found === null) return notFoundPage(context, whose.person);
  const { facts } = found;
  const rows = [...facts.versions.slice(0, MOST_VERSIONS), ...facts.history.slice(0, MOST_MOVES)];
  const ids = rows.map(({ run }) => run);
  const headers = await Promise.all([...new Set(ids)].map((id) => deps.store.runs.header(id)));
  const runs = new Map(headers.flatMap((run) => (run === null ? [] : [[run.id, run]])));
  return answerPage(context, 200, {
    title: `${shown(facts.model)} · models`,
    person: whose.person,
    trail: [...modelsTrail(whose), { text: shown(facts.model), to: null }],
    body: modelPage(whose.repository, found, runs),
    script: null,
  });
}

async function showVersion(seen: Seen): Promise<Response> {
  const { context, deps, whose } = seen;
  const { repository, person } = whose;
  const found = await versionOf(seen);
  if (found === null) return notFoundPage(context, person);
  const { version } = found;
  const { model } = version;
  const facts = await loadVersion(deps.store, found.facts, { version, scope: `${repository.id}` });
  const card = await loadCard(deps, repository, facts);
  return answerPage(context, 200, {
    title: `${shown(model)} v${version.version}`,
    person,
    trail: [
      ...modelsTrail(whose),
      { text: shown(model), to: modelLink(repository, model) },
      { text: `v${version.version}`, to: null },
    ],
    body: versionPage({ repository, githubUrl: deps.githubUrl }, facts, card),
    script: null,
  });
}

async function giveCard(seen: Seen): Promise<Response> {
  const { context, deps, whose } = seen;
  const { repository, person } = whose;
  const found = await versionOf(seen);
  if (found === null) return notFoundPage(context, person);
  const { version } = found;
  const facts = await loadVersion(deps.store, found.facts, { version, scope: `${repository.id}` });
  const { markdown } = await loadCard(deps, repository, facts);
  const name = `${version.model}-v${version.version}`.replaceAll(/[^a-z0-9._-]+/gi, '-');
  context.header('Content-Disposition', `attachment; filename="${name}.md"`);
  context.header('Cache-Control', 'private, no-store');
  return context.text(markdown);
}

/** The model of the address, with so many of its newest versions; null: there is none. */
async function modelOf({ context, deps, whose }: Seen, versions: number) {
  const model = modelIn(context);
  if (model === null) return null;
  const scope = `${whose.repository.id}`;
  const found = await loadNewest(deps.store, { model, scope, now: deps.clock.now() }, { versions });
  return found.total === 0 ? null : found;
}

async function versionOf(
  seen: Seen,
): Promise<{ readonly facts: ModelFacts; readonly version: ModelVersion } | null> {
  const { context, deps, whose } = seen;
  const found = await modelOf(seen, 0);
  const number = Number(context.req.param('version'));
  if (found === null || !Number.isSafeInteger(number)) return null;
  const { facts } = found;
  const { registry } = deps.store;
  const version = await registry.version(facts.model, number, `${whose.repository.id}`);
  return version === null ? null : { facts, version };
}
