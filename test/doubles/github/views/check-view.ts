import type { Annotation, CheckRun, CheckSuite } from '../state/checks.ts';
import type { Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { appView } from './app-view.ts';
import { simpleCommitView } from './commit-view.ts';
import { pullLinks } from './pull-links.ts';
import { apiUrlOf, repositoryView, webUrlOf } from './repository-view.ts';
import { iso, isoOrNull, nodeId, type View } from './scalars.ts';

export function checkRunView(world: World, repository: Repository, run: CheckRun): View {
  const url = `${apiUrlOf(world, repository)}/check-runs/${run.id}`;
  const html = `${webUrlOf(world, repository)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CheckRun', run.id),
    head_sha: run.suite.headSha,
    external_id: run.externalId ?? '',
    url,
    html_url: html,
    details_url: run.detailsUrl ?? html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: isoOrNull(run.startedAt),
    completed_at: isoOrNull(run.completedAt),
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite.id },
    app: appView(world, run.suite.app),
    pull_requests: pullLinks(world, repository, run.suite.headSha),
  };
}

export function annotationView(
  world: World,
  repository: Repository,
  { run, annotation }: { readonly run: CheckRun; readonly annotation: Annotation },
): View {
  return {
    start_column: null,
    end_column: null,
    title: null,
    raw_details: null,
    ...annotation,
    blob_href: `${webUrlOf(world, repository)}/blob/${run.suite.headSha}/${annotation.path}`,
  };
}

export function checkSuiteView(world: World, repository: Repository, suite: CheckSuite): View {
  const runs = [...repository.checkRuns.values()].filter((run) => run.suite === suite);
  return {
    ...suiteLinkView(world, repository, suite),
    head_commit: simpleCommitView(suite.headCommit),
    repository: repositoryView(world, repository),
    latest_check_runs_count: runs.length,
    check_runs_url: `${apiUrlOf(world, repository)}/check-suites/${suite.id}/check-runs`,
    rerequestable: true,
    runs_rerequestable: true,
  };
}

/** A suite as its check runs carry it in webhooks. */
export function suiteLinkView(world: World, repository: Repository, suite: CheckSuite): View {
  return {
    id: suite.id,
    node_id: nodeId('CheckSuite', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: suite.status,
    conclusion: suite.conclusion,
    url: `${apiUrlOf(world, repository)}/check-suites/${suite.id}`,
    before: suite.before,
    after: suite.headSha,
    pull_requests: pullLinks(world, repository, suite.headSha),
    app: appView(world, suite.app),
    created_at: iso(suite.createdAt),
    updated_at: iso(suite.updatedAt),
  };
}
