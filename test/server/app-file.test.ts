import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Octokit } from '@octokit/rest';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { findOperation } from '../doubles/github/http/find-operation.ts';
import { permissionFor } from '../doubles/github/hooks/event-permissions.ts';
import { NEEDS } from '../doubles/github/http/access/permissions.ts';

type Level = 'read' | 'write';
type Permissions = Readonly<Record<string, Level>>;

const FILE = readFileSync('app.yml', 'utf8');
const PAGE = readFileSync('docs/run-the-app.md', 'utf8');
const { default_events: events, default_permissions: granted } = parse(FILE) as {
  readonly default_events: readonly string[];
  readonly default_permissions: Permissions;
};

/** Needs that no single call shows: of GraphQL. */
const BEYOND_CALLS: Readonly<Record<string, Level>> = {
  metadata: 'read',
  workflows: 'write',
  merge_queues: 'read',
};

describe('the App’s registration', () => {
  test('grants every call that the code makes', () => {
    const calls = operations();
    expect(calls.length).toBeGreaterThan(20);
    expect(calls.filter((operation) => !isGranted(operation, granted))).toEqual([]);
  });

  test('grants nothing that no call needs, nor write where reading is enough', () => {
    const calls = operations();
    const idle = Object.keys(granted).filter((name) => {
      if (granted[name] === BEYOND_CALLS[name]) return false;
      return lesser(name).every((less) => calls.every((operation) => isGranted(operation, less)));
    });
    expect(idle).toEqual([]);
  });

  test('asks for the events that are worked off, but those that come unasked', () => {
    const file = readFileSync('app/github/events/create-handlers.ts', 'utf8');
    const handled = [...file.matchAll(/^ {4}(\w+): \(delivery\)/gm)].map(([, event]) => event);
    const unasked = ['check_suite', 'installation', 'installation_repositories'];
    expect(handled).toEqual(expect.arrayContaining(unasked));
    const asked = new Set(handled.filter((event = '') => !unasked.includes(event)));
    expect(new Set(events)).toEqual(asked);
    expect(events).toHaveLength(asked.size);
  });
});

describe('the table of what stops without a permission', () => {
  test('has a row for each, in the words of app.yml', () => {
    const said = [...FILE.matchAll(/^  (\w+): (\w+) # (.+); without it: (.+)$/gm)].map((match) =>
      match.slice(1),
    );
    expect(said.map(([name]) => name)).toEqual(Object.keys(granted));
    const table = /\| permission .*\n\| -.*\n((?:\|.*\n)+)/.exec(PAGE)?.[1] ?? '';
    const rows = table.trim().split('\n');
    expect(rows.map((row) => row.split('|').map((cell) => cell.trim()))).toEqual(
      said.map(([name, level, use, loss]) => ['', `\`${name}: ${level}\``, use, loss, '']),
    );
  });

  // Red: see what the calls and events are for, and say it in app.yml and in the table.
  test('stands on these calls and events, each lost with the permission', () => {
    const calls = operations();
    const lost = Object.keys(granted).map((name) => {
      const without = Object.fromEntries(Object.entries(granted).filter(([it]) => it !== name));
      const refused = calls.filter((operation) => !isGranted(operation, without));
      const unheard = events.filter((event) => {
        const needs = permissionFor(event);
        return needs.length > 0 && needs.every((need) => without[need] === undefined);
      });
      return [name, [...refused, ...unheard.map((event) => `event ${event}`)].join(', ')];
    });
    expect(Object.fromEntries(lost)).toMatchInlineSnapshot(`
      {
        "actions": "actions/cancel-workflow-run, actions/create-workflow-dispatch, actions/get-reviews-for-run, actions/get-workflow-run, actions/list-jobs-for-workflow-run, actions/list-workflow-runs, event workflow_job, event workflow_run",
        "administration": "actions/delete-self-hosted-runner-from-repo, actions/generate-runner-jitconfig-for-repo, actions/list-runner-applications-for-repo, actions/list-self-hosted-runners-for-repo",
        "checks": "checks/create, checks/get, checks/list-annotations, checks/update, event check_run",
        "contents": "git/create-blob, git/create-commit, git/create-ref, git/create-tree, git/delete-ref, git/get-ref, git/get-tree, git/update-ref, repos/compare-commits-with-basehead, repos/list-commits, event push",
        "deployments": "repos/create-deployment, repos/create-deployment-status, repos/list-deployment-statuses",
        "issues": "issues/create, issues/list-for-repo",
        "members": "teams/get-membership-for-user-in-org",
        "merge_queues": "event merge_group",
        "metadata": "repos/get, repos/get-branch-rules, repos/get-collaborator-permission-level, event repository",
        "organization_self_hosted_runners": "actions/delete-self-hosted-runner-from-org, actions/generate-runner-jitconfig-for-org, actions/list-runner-applications-for-org, actions/list-self-hosted-runners-for-org",
        "pull_requests": "pulls/create, pulls/get, pulls/list, event pull_request, event pull_request_review",
        "workflows": "",
      }
    `);
  });
});

/** The grants with less of one: read for write, and none at all. */
function lesser(name: string): readonly Permissions[] {
  const without = Object.fromEntries(Object.entries(granted).filter(([other]) => other !== name));
  return granted[name] === 'write' ? [{ ...without, [name]: 'read' }] : [without];
}

function isGranted(operation: string, permissions: Permissions): boolean {
  const needs = NEEDS[operation];
  if (needs === undefined) throw new Error(`What ${operation} needs is not written down.`);
  if (typeof needs === 'string') return true;
  return needs.some((need) => {
    const [name = '', level] = need.split(':');
    return permissions[name] === 'write' || (level === 'read' && permissions[name] === 'read');
  });
}

/** The ids of all REST operations that app/ calls, by Octokit's methods or by their routes. */
function operations(): readonly string[] {
  const routes = sources().flatMap((text) => methodsIn(text).concat(routesIn(text)));
  const ids = routes.map(([method, path]) => {
    const found = findOperation(method, path.replaceAll(/\{\w+\}/g, 'x'));
    if (found === null) throw new Error(`No operation is known for ${method} ${path}.`);
    return found.id;
  });
  return [...new Set(ids)].sort();
}

type Route = readonly [method: string, path: string];
const { rest } = new Octokit();
const CALLED = /\b([a-z]\w+)\.([a-z]\w+)\(/gi;
const TAKEN_OUT = /const \{([^}]+)\} = \w*\.?rest\.(\w+);/g;

function methodsIn(text: string): Route[] {
  const called = [...text.matchAll(CALLED)].map(([, group = '', name = '']) => [group, name]);
  const takenOut = [...text.matchAll(TAKEN_OUT)].flatMap(([, names = '', group = '']) =>
    names.split(',').map((name) => [group, name.trim()]),
  );
  return [...called, ...takenOut].flatMap(([group, name]) => endpointOf(group, name) ?? []);
}

function endpointOf(group = '', name = ''): Route[] | null {
  const methods: unknown = Reflect.get(rest, group);
  const method: unknown = Object(methods) === methods ? Reflect.get(methods as object, name) : null;
  if (typeof method !== 'function' || !('endpoint' in method)) return null;
  const { DEFAULTS } = method.endpoint as { DEFAULTS: { method: string; url: string } };
  return [[DEFAULTS.method, DEFAULTS.url]];
}

function routesIn(text: string): Route[] {
  const asked = text.matchAll(/\.request\(\s*'(GET|POST|PATCH|PUT|DELETE) ([^']+)'/g);
  return [...asked].map(([, method = '', path = '']): Route => [method, path]);
}

/** Of what acts with an installation's rights. */
function sources(): string[] {
  const list = execFileSync(
    'git',
    ['ls-files', '-co', '--exclude-standard', 'app/github', 'app/server'],
    {
      encoding: 'utf8',
    },
  );
  return list
    .split('\n')
    .flatMap((file) => (file.endsWith('.ts') ? [readFileSync(file, 'utf8')] : []));
}
