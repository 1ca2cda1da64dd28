import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Octokit } from '@octokit/rest';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { findOperation } from '../doubles/github/http/find-operation.ts';
import { NEEDS } from '../doubles/github/http/access/permissions.ts';

type Level = 'read' | 'write';
type Permissions = Readonly<Record<string, Level>>;

const { default_events: events, default_permissions: granted } = parse(
  readFileSync('app.yml', 'utf8'),
) as { readonly default_events: readonly string[]; readonly default_permissions: Permissions };

/** Needs that no single call shows: of GraphQL, and of machines, for which the organisation is asked when it installs. */
const BEYOND_CALLS: Readonly<Record<string, Level>> = {
  metadata: 'read',
  workflows: 'write',
  merge_queues: 'read',
  organization_self_hosted_runners: 'write',
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
    expect(handled).toContain('check_suite');
    const asked = new Set(handled.filter((event) => event !== 'check_suite'));
    expect(new Set(events)).toEqual(asked);
    expect(events).toHaveLength(asked.size);
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
