import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

/**
 * The import table of ARCHITECTURE.md as data: what a layer may import of ours, and which npm packages are at home
 * in it. The longest matching folder decides. `node` says whether it may import `node:*`: a layer that
 * may not is pure, unless it is for browsers.
 */
type Layer = {
  readonly ours: readonly string[];
  readonly npm: readonly string[];
  readonly node: boolean;
  /** Runs in browsers: neither pure nor with Node. */
  readonly browser?: true;
};

/** What everything stands on: any layer may import it, and it imports nothing. */
const GROUND = ['text', 'math'];
const PURE = ['app/domain', 'app/expressions', 'schemas'];
const BELOW_RUNTIME = [...PURE, 'content', 'app/compile', 'app/engine', 'app/reports'];
const FOR_ADAPTERS = ['app/domain', 'schemas', 'content', 'app/reports', 'app/runtime'];
const FOR_STARTERS = [...FOR_ADAPTERS, 'app/triggers'];

const LAYERS: Readonly<Record<string, Layer>> = {
  text: { ours: [], npm: [], node: false },
  math: { ours: [], npm: [], node: false },
  schemas: { ours: [], npm: ['ajv', 'ajv-formats'], node: false },
  content: { ours: [], npm: ['picomatch'], node: true },
  'app/domain': { ours: [], npm: [], node: false },
  // The one door of the pure layers to SHA-256.
  'app/domain/digest.ts': { ours: ['app/domain'], npm: [], node: true },
  'app/expressions': { ours: ['app/domain'], npm: ['@actions/expressions'], node: false },
  'app/compile': { ours: PURE, npm: ['yaml', 'picomatch'], node: false },
  'app/engine': { ours: PURE, npm: [], node: false },
  'app/reports': {
    ours: PURE,
    npm: ['vega', 'vega-lite', 'string-width', 'strip-ansi', 'wrap-ansi'],
    node: false,
  },
  'app/runtime': { ours: BELOW_RUNTIME, npm: ['croner'], node: true },
  // Above the loop: what is triggered is started by `Runtime.start`.
  'app/triggers': { ours: [...BELOW_RUNTIME, 'app/runtime'], npm: ['croner'], node: true },
  'app/store': { ours: FOR_ADAPTERS, npm: ['drizzle-orm', 'pg'], node: true },
  'app/artifacts': { ours: FOR_ADAPTERS, npm: [], node: true },
  'app/local': { ours: [...FOR_ADAPTERS, 'action/executor'], npm: [], node: true },
  'app/github': {
    ours: FOR_STARTERS,
    npm: [
      'probot',
      '@octokit/auth-app',
      '@octokit/oauth-methods',
      '@octokit/rest',
      '@octokit/request-error',
      '@octokit/types',
      'universal-github-app-jwt',
    ],
    node: true,
  },
  'app/github/workflow': { ours: [], npm: [], node: true },
  'app/api': { ours: FOR_ADAPTERS, npm: ['hono', 'jose'], node: true },
  'app/web': { ours: FOR_ADAPTERS, npm: ['hono', 'jose', '@dagrejs/dagre', 'esbuild'], node: true },
  'app/web/browser': {
    ours: ['app/reports/words/duration.ts', 'app/web/run/live/update-event.ts'],
    npm: ['idiomorph'],
    node: false,
    browser: true,
  },
  // What a repository that has nothing yet is given.
  'app/starter': { ours: [], npm: [], node: true },
  'app/config.ts': { ours: ['app/domain'], npm: [], node: true },
  'app/server': {
    ours: ['app', 'content', 'schemas'],
    npm: ['@hono/node-server', '@octokit/rest', 'hono', 'pino', 'probot', 'ulid', 'yaml'],
    node: true,
  },
  'app/index.ts': { ours: ['app/config.ts', 'app/local', 'app/server'], npm: ['pino'], node: true },
  'app/cli': {
    ours: ['app', 'action', 'content', 'schemas'],
    npm: ['commander', 'picocolors', 'string-width', 'ulid'],
    node: true,
  },
  action: { ours: ['schemas', 'content'], npm: ['@actions/core'], node: true },
  'action/executor': { ours: ['schemas', 'content'], npm: ['yaml', 'picomatch'], node: true },
};

describe('architecture', () => {
  test('every import goes down the layers', () => {
    expect(sources().flatMap((file) => importsOf(file).flatMap((to) => offence(file, to)))).toEqual(
      [],
    );
  });

  test('pure layers call no clock, no randomness and no process', () => {
    const impure =
      /\bDate\.now\(|\bnew Date\(\s*\)|\bMath\.random\(|\bprocess\.|\bsetTimeout\(|\bfetch\(/;
    const pure = sources().filter((file) => isPure(layerOf(file)?.[1]));
    expect(pure.filter((file) => impure.test(withoutComments(read(file))))).toEqual([]);
  });

  test('only the composition roots read process.env', () => {
    const allowed = ['app/config.ts', 'app/cli/', 'action/main.ts'];
    const readers = sources().filter((file) => /process\.env/.test(withoutComments(read(file))));
    expect(readers.filter((file) => !allowed.some((place) => file.startsWith(place)))).toEqual([]);
  });

  test('folders of one room never know each other in a circle, at any depth', () => {
    const places = sources();
    expect(parentsOf(places).flatMap((parent) => circlesIn(parent, places))).toEqual([]);
  });

  test('every source file lies in a layer', () => {
    expect(sources().filter((file) => layerOf(file) === undefined)).toEqual([]);
  });
});

function offence(file: string, specifier: string): string[] {
  const [folder, layer] = layerOf(file) ?? ['', { ours: [], npm: [], node: true }];
  if (specifier.startsWith('node:')) return layer.node ? [] : [`${file} imports ${specifier}`];
  if (!specifier.startsWith('.')) {
    const name = specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/');
    return layer.npm.includes(name) ? [] : [`${file} imports ${name}`];
  }
  const target = normalize(join(file, '..', specifier));
  const home = folder.endsWith('.ts') ? folder.slice(0, folder.lastIndexOf('/')) : folder;
  const allowed = [home, ...GROUND, ...layer.ours].some(
    (place) => target === place || target.startsWith(`${place}/`),
  );
  return allowed ? [] : [`${file} imports ${target}`];
}

function isPure(layer: Layer | undefined): boolean {
  return layer !== undefined && !layer.node && layer.browser !== true;
}

function parentsOf(files: readonly string[]): string[] {
  const parents = files.flatMap((file) => {
    const parts = file.split('/');
    return parts.map((_, depth) => parts.slice(0, depth).join('/'));
  });
  return [...new Set(parents)];
}

/** The folders directly below `parent` from which imports lead, through its other folders, back to where they began. */
function circlesIn(parent: string, files: readonly string[]): string[] {
  const edges = new Map<string, Set<string>>();
  for (const file of files) {
    const from = childFolder(parent, file);
    if (from === null) continue;
    const targets = importsOf(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => childFolder(parent, normalize(join(file, '..', specifier))));
    const known = edges.get(from) ?? new Set();
    for (const to of targets) if (to !== null && to !== from) known.add(to);
    edges.set(from, known);
  }
  return [...edges.keys()]
    .filter((folder) => reach(edges, folder).has(folder))
    .map((folder) => `${parent}/${folder} is part of a circle`);
}

function childFolder(parent: string, file: string): string | null {
  const prefix = parent === '' ? '' : `${parent}/`;
  if (!file.startsWith(prefix)) return null;
  const [child, ...rest] = file.slice(prefix.length).split('/');
  return rest.length === 0 ? null : (child ?? null);
}

function reach(edges: ReadonlyMap<string, ReadonlySet<string>>, from: string): Set<string> {
  const reached = new Set<string>();
  const waiting = [...(edges.get(from) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...(edges.get(next) ?? []));
  }
  return reached;
}

function layerOf(file: string): [string, Layer] | undefined {
  return Object.entries(LAYERS)
    .filter(([place]) => file === place || file.startsWith(`${place}/`))
    .sort(([a], [b]) => b.length - a.length)[0];
}

function importsOf(file: string): string[] {
  const text = withoutComments(read(file));
  const found = text.matchAll(/(?:from\s+|import\s+|import\()\s*['"]([^'"\n]+)['"]/g);
  return [...found].map((match) => match[1] ?? '');
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function sources(): string[] {
  const list = execFileSync(
    'git',
    ['ls-files', '-co', '--exclude-standard', 'app', 'action', 'content', 'schemas', ...GROUND],
    { encoding: 'utf8' },
  );
  return list.split('\n').filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts'));
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}
