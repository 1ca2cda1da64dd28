import { join, normalize } from 'node:path';
import { importsOf } from './read-sources.ts';

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
/** What a step measures example by example, and what that says of a change: nouns. */
const EXAMPLES = [
  'evaluation/comparison.ts',
  'evaluation/examples.ts',
  'evaluation/examples-file.ts',
  'evaluation/slices.ts',
  'evaluation/flips.ts',
  'evaluation/leakage.ts',
  'evaluation/judge.ts',
  'evaluation/judge/agreement.ts',
];
const PURE = ['app/domain', 'app/expressions', 'schemas', ...EXAMPLES];
/** What a machine is: a noun of the provisioner that others keep and show. */
const MACHINE = 'runner-provisioner/machine/machine.ts';
/** What is known of a step before a machine is asked for: gathered by whoever asks. */
const SPOT_FACTS = 'runner-provisioner/spot/spot-facts.ts';
/** What spot machines went through, one and all of a pool: counted where they are kept. */
const SPOT_USE = [
  'runner-provisioner/machine/spot-use-of.ts',
  'runner-provisioner/spot/pool-seen.ts',
];
/** Why a machine is on spot or not: shown as it is. */
const SPOT_CHOICE = 'runner-provisioner/spot/spot-choice.ts';
/** What machines cost by a list: kept as it is. */
const PRICES = 'runner-provisioner/types/price-list.ts';
const BELOW_RUNTIME = [
  ...PURE,
  MACHINE,
  SPOT_FACTS,
  ...SPOT_USE,
  PRICES,
  'app/costs',
  'content',
  'app/compile',
  'app/engine',
  'app/reports',
];
const FOR_ADAPTERS = [
  'app/domain',
  'schemas',
  ...EXAMPLES,
  MACHINE,
  SPOT_FACTS,
  ...SPOT_USE,
  PRICES,
  'app/costs',
  'content',
  'app/reports',
  'app/runtime',
];
const FOR_STARTERS = [...FOR_ADAPTERS, 'app/triggers'];

const LAYERS: Readonly<Record<string, Layer>> = {
  text: { ours: [], npm: [], node: false },
  math: { ours: [], npm: [], node: false },
  evaluation: { ours: [], npm: ['vega-statistics'], node: false },
  schemas: { ours: [], npm: ['ajv'], node: false },
  content: { ours: [], npm: [], node: true },
  'evaluation/read': {
    ours: ['evaluation', 'schemas'],
    npm: ['csv-parse', 'hyparquet'],
    node: true,
  },
  'app/domain': { ours: EXAMPLES, npm: [], node: false },
  // The one door of the pure layers to SHA-256.
  'app/domain/digest.ts': { ours: ['app/domain'], npm: [], node: true },
  'app/expressions': { ours: ['app/domain'], npm: ['@actions/expressions'], node: false },
  'app/compile': { ours: PURE, npm: ['yaml'], node: false },
  'app/costs': { ours: ['app/domain', 'schemas', MACHINE, ...EXAMPLES], npm: [], node: false },
  'app/engine': { ours: PURE, npm: [], node: false },
  'app/reports': {
    ours: [...PURE, SPOT_CHOICE, 'app/costs'],
    npm: ['vega-lite', 'vega-statistics', 'string-width', 'wrap-ansi'],
    node: false,
  },
  // Pages are written with what escapes them.
  'app/reports/html': { ours: [...PURE, 'app/costs', 'app/reports'], npm: ['hono'], node: false },
  'app/runtime': { ours: BELOW_RUNTIME, npm: ['croner'], node: true },
  // Work in threads of its own.
  'app/offload': { ours: [], npm: [], node: true },
  // Compares examples, away from what takes webhooks.
  'app/comparing': {
    ours: [...FOR_ADAPTERS, 'app/offload', 'evaluation'],
    npm: [],
    node: true,
  },
  // Draws what steps wrote, away from what takes webhooks, and cleans what strangers drew.
  'app/drawing': {
    ours: ['app/domain', 'app/reports', 'app/offload', 'app/runtime/ports', 'content'],
    npm: [
      'vega',
      'vega-interpreter',
      'vega-lite',
      '@resvg/resvg-wasm',
      'hast',
      'hast-util-from-html',
      'hast-util-sanitize',
      'hast-util-to-html',
      'hast-util-to-xast',
      'micromark',
      'micromark-extension-gfm',
      'xast-util-to-xml',
    ],
    node: true,
  },
  // Above the loop: what is triggered is started by `Runtime.start`.
  'app/triggers': {
    ours: [...BELOW_RUNTIME, 'app/runtime', 'app/offload'],
    npm: ['croner'],
    node: true,
  },
  'app/store': { ours: FOR_ADAPTERS, npm: ['drizzle-orm', 'pg'], node: true },
  'app/artifacts': { ours: FOR_ADAPTERS, npm: [], node: true },
  'app/local': { ours: [...FOR_ADAPTERS, 'action/executor'], npm: [], node: true },
  'app/github': {
    ours: [...FOR_STARTERS, 'app/drawing'],
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
  // What bounds everything that comes in over HTTP; its clock is the runtime's.
  'app/wire': { ours: ['app/runtime/ports'], npm: ['hono'], node: true },
  'app/compute': { ours: [...FOR_ADAPTERS, 'runner-provisioner'], npm: ['ulid'], node: true },
  'app/api': { ours: [...FOR_ADAPTERS, 'app/wire'], npm: ['hono', 'jose'], node: true },
  // Of the API only the door for people, which pages are in front of.
  'app/web': {
    ours: [
      ...FOR_ADAPTERS,
      'app/drawing',
      'app/wire',
      'app/api/people',
      'runner-provisioner/boot/read-usage.ts',
    ],
    npm: ['hono', 'jose', '@dagrejs/dagre', 'anser', 'esbuild'],
    node: true,
  },
  'app/web/browser': {
    ours: ['app/web/run/live/update-event.ts'],
    npm: ['idiomorph'],
    node: false,
    browser: true,
  },
  // What a repository that has nothing yet is given.
  'app/starter': { ours: [], npm: [], node: true },
  'app/config.ts': { ours: ['app/domain'], npm: [], node: true },
  'app/needed-node.ts': { ours: [], npm: [], node: true },
  'app/start-app.ts': { ours: ['app/needed-node.ts', 'app/index.ts'], npm: [], node: true },
  'app/server': {
    ours: ['app', 'content', 'schemas', 'runner-provisioner'],
    npm: ['@hono/node-server', '@octokit/rest', 'hono', 'pino', 'probot', 'ulid', 'yaml'],
    node: true,
  },
  'app/index.ts': { ours: ['app/config.ts', 'app/local', 'app/server'], npm: ['pino'], node: true },
  'app/cli': {
    ours: ['app', 'action', 'content', 'schemas', 'runner-provisioner', 'evaluation'],
    npm: [
      '@octokit/oauth-methods',
      '@octokit/request-error',
      '@octokit/rest',
      'commander',
      'picocolors',
      'ulid',
    ],
    node: true,
  },
  'runner-provisioner': { ours: ['schemas', 'content'], npm: [], node: false },
  'runner-provisioner/identity': { ours: [], npm: ['pkijs'], node: true },
  // The one place that knows Amazon's SDK.
  'runner-provisioner/aws': {
    ours: ['runner-provisioner', 'schemas', 'content'],
    npm: ['@aws-sdk/client-ec2', '@aws-sdk/client-pricing', '@aws-sdk/client-service-quotas'],
    node: true,
  },
  action: { ours: ['schemas', 'content'], npm: ['@actions/core'], node: true },
  'action/executor': { ours: ['schemas', 'content', 'evaluation'], npm: ['yaml'], node: true },
};

/** Where a file imports what its layer may not: upward, or a package that is not at home in it. */
export function importsUpward(file: string): string[] {
  return importsOf(file).flatMap((specifier) => offence(file, specifier));
}

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

/** Whether a file lies in a layer without Node, clock and chance. */
export function isPure(file: string): boolean {
  const layer = layerOf(file)?.[1];
  return layer !== undefined && !layer.node && layer.browser !== true;
}

/** The layer that a file lies in, with its folder. */
export function layerOf(file: string): [string, Layer] | undefined {
  return Object.entries(LAYERS)
    .filter(([place]) => file === place || file.startsWith(`${place}/`))
    .sort(([a], [b]) => b.length - a.length)[0];
}
