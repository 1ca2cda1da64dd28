import { html } from 'hono/html';
import { listRefs, readCommits, readTree, resolveCommit } from '../../github/git/read-objects.ts';
import type { Issue } from '../../github/state/repository.ts';
import { isPull } from '../../github/views/pull-links.ts';
import { encodePath } from '../addresses.ts';
import type { Html } from '../html.ts';
import { checksOf } from '../parts/checks.ts';
import { commitLine } from '../parts/commits.ts';
import { stateTag } from '../parts/conversation.ts';
import { marksOf, stateMark } from '../parts/marks.ts';
import { page } from '../parts/page.ts';
import { pullState } from '../parts/pull-head.ts';
import { when } from '../parts/when.ts';
import type { RepositoryVisit } from '../visit.ts';

const SHOWN_COMMITS = 12;

/** A repository: files, commits with their checks, branches, pull requests, issues and workflow runs. */
export async function repositoryPage(visit: RepositoryVisit): Promise<Response> {
  const { repository, base } = visit;
  const { gitDir, defaultBranch } = repository;
  const head = await resolveCommit(gitDir, defaultBranch);
  const issues = [...repository.issues.values()].reverse();
  const body = html`<h1 class="named">${base.slice(1)}</h1>
    <div class="columns">
      <div>
        ${
          head === null
            ? html`<p class="card pad">Nothing was pushed to this repository yet.</p>`
            : html`${await files(visit, head)}${await commits(visit, head)}`
        }
      </div>
      <div>
        ${list(
          'Pull requests',
          issues.filter(isPull).map((issue) => pullItem(visit, issue)),
        )}${await branches(visit)}${list(
          'Issues',
          issues.filter((issue) => !isPull(issue)).map((issue) => issueItem(visit, issue)),
        )}${list('Workflow runs', workflowRuns(visit))}${cloning(visit)}
      </div>
    </div>`;
  return page(visit, { title: base.slice(1), of: visit, body });
}

function list(title: string, items: readonly Html[]): Html {
  const id = title.toLowerCase().replaceAll(' ', '-');
  return html`<section class="card" aria-labelledby="${id}">
    <header>
      <h2 id="${id}">${title}</h2>
      <span class="muted end">${items.length}</span>
    </header>
    ${
      items.length === 0
        ? html`<p class="pad muted">None yet.</p>`
        : html`<ul class="rows">
            ${items}
          </ul>`
    }
  </section>`;
}

async function files(visit: RepositoryVisit, sha: string): Promise<Html> {
  const { repository, base } = visit;
  const { gitDir, defaultBranch } = repository;
  const pipelines = (await readTree(gitDir, `${sha}:.mlpipelines`, false)) ?? [];
  const top = (await readTree(gitDir, sha, false)) ?? [];
  const at = (kind: string, path: string) =>
    `${base}/${kind}/${encodePath(defaultBranch)}/${encodePath(path)}`;
  const line = (type: string, path: string) =>
    html`<li>
      <a href="${at(type === 'tree' ? 'tree' : 'blob', path)}"
        ><code>${path}${type === 'tree' ? '/' : ''}</code></a
      >
    </li>`;
  const inside = pipelines.map(({ type, path }) => line(type, `.mlpipelines/${path}`));
  const others = top.filter(({ path }) => path !== '.mlpipelines');
  const folders = others.filter(({ type }) => type === 'tree');
  const rest = [...folders, ...others.filter(({ type }) => type !== 'tree')];
  return html`<section class="card" aria-labelledby="files">
    <header>
      <h2 id="files">Files</h2>
      <span class="muted end">on <code>${defaultBranch}</code></span>
    </header>
    <ul class="rows files pipelines">
      ${inside}
    </ul>
    <ul class="rows files">
      ${rest.map(({ type, path }) => line(type, path))}
    </ul>
    <p class="pad foot"><a href="${base}/new/${encodePath(defaultBranch)}">New file</a></p>
  </section>`;
}

async function commits(visit: RepositoryVisit, sha: string): Promise<Html> {
  const found = await readCommits(visit.repository.gitDir, [`--max-count=${SHOWN_COMMITS}`, sha]);
  const items = found.map((commit) => html`<li>${commitLine(visit, commit)}</li>`);
  return html`<section class="card" aria-labelledby="commits">
    <header>
      <h2 id="commits">Commits</h2>
      <span class="muted end">on <code>${visit.repository.defaultBranch}</code></span>
    </header>
    <ul class="rows">
      ${items}
    </ul>
  </section>`;
}

function pullItem(visit: RepositoryVisit, issue: Extract<Issue, { number: number }>): Html {
  if (!isPull(issue)) return html``;
  const { base, repository, github } = visit;
  return html`<li>
    <span class="state">${marksOf(checksOf(repository, issue.pull.headSha))}</span>
    <a class="title" href="${base}/pull/${issue.number}">${issue.title}</a>
    ${stateTag(pullState(issue))}
    <span class="muted"
      >#${issue.number} by ${issue.author.account.login},
      ${when(issue.createdAt, github.world.clock.now())}</span
    >
  </li>`;
}

function issueItem({ base, github }: RepositoryVisit, issue: Issue): Html {
  return html`<li>
    <a class="title" href="${base}/issues/${issue.number}">${issue.title}</a>
    ${stateTag(issue.state)}
    <span class="muted"
      >#${issue.number} by ${issue.author.account.login},
      ${when(issue.createdAt, github.world.clock.now())}</span
    >
  </li>`;
}

async function branches(visit: RepositoryVisit): Promise<Html> {
  const { repository, base, canWrite } = visit;
  const refs = await listRefs(repository.gitDir, 'refs/heads/');
  const items = [...refs].map(([ref, sha]) => {
    const name = ref.slice('refs/heads/'.length);
    const isProposed = [...repository.issues.values()].some(
      ({ pull, state }) => state === 'open' && pull?.head.ref === name,
    );
    const mayPropose = canWrite && !isProposed && name !== repository.defaultBranch;
    return html`<li>
      <span class="state">${marksOf(checksOf(repository, sha))}</span>
      <a class="title" href="${base}/tree/${encodePath(name)}"><code>${name}</code></a>
      <span class="muted"><code>${sha.slice(0, 7)}</code></span
      >${
        mayPropose
          ? html`<form method="post" action="${base}/pulls">
              <input type="hidden" name="head" value="${name}" /><button
                class="small"
                aria-label="Open a pull request from ${name}"
              >
                Open a pull request
              </button>
            </form>`
          : ''
      }
    </li>`;
  });
  return list('Branches', items);
}

const SHOWN_RUNS = 10;

function workflowRuns({ repository, base, github }: RepositoryVisit): Html[] {
  const runs = [...repository.runs.values()].reverse().slice(0, SHOWN_RUNS);
  return runs.map(
    (run) =>
      html`<li>
        ${stateMark(run)}
        <a class="title" href="${base}/actions/runs/${run.id}">${run.displayTitle}</a>
        <span class="muted"
          >on <code>${run.headBranch}</code>, ${when(run.createdAt, github.world.clock.now())}</span
        >
      </li>`,
  );
}

const tokens = new WeakMap<object, string>();

/** A real `git push` works here, with a token of who is picked at the top. */
function cloning({ github, me, seeded }: RepositoryVisit): Html {
  const token = tokens.get(me) ?? github.user(me.login).token();
  tokens.set(me, token);
  return html`<details class="card pad">
    <summary>Clone it and push yourself</summary>
    <p>A real git repository: this address lets you push as ${me.login}.</p>
    <pre tabindex="0">git clone ${seeded.cloneUrl(token)}</pre>
  </details>`;
}
