import { isList, isMap, type Json, type JsonMap } from '../../domain/json.ts';
import { cut } from '../../../text/shortened.ts';

const COMMON = [
  'action',
  'installation.id',
  'repository.id',
  'repository.name',
  'repository.owner.login',
  'repository.default_branch',
  'repository.private',
  'sender.id',
  'sender.login',
  'sender.type',
];
const PULL = [
  'number',
  'state',
  'merged',
  'user.id',
  'user.login',
  'head.sha',
  'head.ref',
  'head.repo.id',
  'base.ref',
  'base.sha',
].map((path) => `pull_request.${path}`);
const CHECK_SUITE = ['id', 'head_sha', 'app.id'];
const WORKFLOW_RUN =
  'id name display_title path event status conclusion run_attempt head_sha head_branch html_url';
const WORKFLOW_JOB =
  'id run_id run_attempt name status conclusion html_url head_sha labels runner_id runner_name check_run_url';
const REPOSITORIES = [
  'repositories',
  'repositories_added',
  'repositories_removed',
  'installation.repository_selection',
];

/** What is looked at of each event beside what all have. Payloads are up to 25 MB, most of it never asked for. */
const WANTED: Readonly<Record<string, readonly string[]>> = {
  push: ['ref', 'before', 'after', 'head_commit.id', 'created', 'deleted', 'forced'],
  pull_request: ['number', 'before', 'changes.base.ref.from', ...PULL],
  merge_group: [
    'reason',
    ...under('merge_group', ['head_sha', 'head_ref', 'base_sha', 'base_ref']),
  ],
  pull_request_review: [
    ...PULL,
    ...under('review', ['id', 'state', 'commit_id', 'user.id', 'user.login', 'user.type']),
  ],
  issue_comment: [
    ...under('comment', ['id', 'body', 'user.id', 'user.login', 'user.type', 'created_at']),
    ...under('issue', ['number', 'state', 'pull_request.url']),
  ],
  check_run: [
    ...under('check_run', ['id', 'external_id', 'head_sha', 'app.id']),
    'requested_action.identifier',
  ],
  check_suite: under('check_suite', CHECK_SUITE),
  workflow_run: under('workflow_run', WORKFLOW_RUN.split(' ')),
  workflow_job: under('workflow_job', WORKFLOW_JOB.split(' ')),
  repository: ['changes.default_branch.from'],
  installation: REPOSITORIES,
  installation_repositories: REPOSITORIES,
};

/** The parts of a webhook's payload that are looked at, in the places where GitHub has them. */
export function trimPayload(event: string, payload: JsonMap): JsonMap {
  let trimmed: JsonMap = {};
  for (const path of [...COMMON, ...(WANTED[event] ?? [])]) {
    const names = path.split('.');
    const value = valueAt(payload, names);
    if (value !== undefined) trimmed = put(trimmed, names, withoutDepth(value));
  }
  return trimmed;
}

/** What lies at a path of a payload; undefined: nothing. */
export function valueAt(value: Json, path: readonly string[]): Json | undefined {
  let found: Json | undefined = value;
  for (const name of path) {
    found = isMap(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}

function put(into: JsonMap, [name = '', ...rest]: readonly string[], value: Json): JsonMap {
  if (rest.length === 0) return { ...into, [name]: value };
  const inside = into[name];
  return { ...into, [name]: put(isMap(inside) ? inside : {}, rest, value) };
}

const LONGEST_TEXT = 65_536;

/** Texts are as long as comments may be; of lists, texts, numbers and repositories stay. */
function withoutDepth(value: Json): Json {
  if (typeof value === 'string') return cut(value, LONGEST_TEXT);
  if (isList(value)) return value.map(briefly);
  return isMap(value) ? briefly(value) : value;
}

function briefly(value: Json): Json {
  if (!isMap(value)) return isList(value) ? [] : value;
  const { id = null, full_name = null } = value;
  return { id: flat(id), full_name: flat(full_name) };
}

/** What is no text and no number may be deeper than a stack, and then could not be written down. */
function flat(value: Json): Json {
  if (typeof value === 'string') return cut(value, LONGEST_TEXT);
  return isMap(value) || isList(value) ? null : value;
}

function under(name: string, paths: readonly string[]): string[] {
  return paths.map((path) => `${name}.${path}`);
}
