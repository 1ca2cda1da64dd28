import { parse } from 'yaml';
import { bySchema } from '../support/by-schema.ts';
import { compileText } from '../support/compile-text.ts';
import type { Block } from './pages.ts';

/**
 * What is wrong with a block of YAML; empty: it is one of our files, or a part of one that the format allows. Files of
 * other tools are written as `yml`.
 */
export function yamlFaults({ code }: Block): readonly string[] {
  const [document, error] = read(code);
  if (error !== null) return [error];
  if (!isMap(document)) return isListOfPlots(document) ? [] : ['neither a file nor a part of one'];
  if ('name' in document && isMap(document['steps'])) return problemsOf(code);
  if (code.startsWith('# .github/workflows/') || isJobOfActions(document)) return [];
  const faults = READINGS.map(([as, schema, wrap]): [string, readonly string[]] => {
    const found = bySchema(schema, wrap(document));
    return [
      as,
      found.valid ? [] : found.errors.map(({ pointer, message }) => `${pointer} ${message}`),
    ];
  });
  if (faults.some(([, found]) => found.length === 0)) return [];
  return faults.map(([as, found]) => `as ${as}: ${found.join('; ')}`);
}

type Map = { readonly [key: string]: unknown };

const STEP = { run: 'true' };
const READINGS: readonly (readonly [
  string,
  Parameters<typeof bySchema>[0],
  (document: Map) => unknown,
])[] = [
  ['the policy', 'policy', (document) => document],
  ['a file about a model', 'model', (document) => document],
  ['a part of a file about machines', 'machines', (document) => ({ ...MACHINES, ...document })],
  [
    'the top of a pipeline',
    'pipeline',
    (document) => ({ name: 'a', steps: { a: STEP }, ...document }),
  ],
  ['steps', 'pipeline', (document) => ({ name: 'a', steps: document })],
  [
    'a part of a step',
    'pipeline',
    (document) => ({ name: 'a', steps: { a: { ...STEP, ...document } } }),
  ],
  ['gates', 'pipeline', (document) => ({ name: 'a', steps: { a: { ...STEP, gates: document } } })],
];
const MACHINES = {
  regions: { 'us-east-1': { subnets: ['subnet-0a1b2c3d'], 'security-group': 'sg-0a1b2c3d' } },
};

function read(code: string): [unknown, null] | [null, string] {
  try {
    return [parse(code, { merge: true }), null];
  } catch (error) {
    return [null, String(error)];
  }
}

function problemsOf(code: string): readonly string[] {
  const { problems } = compileText(code);
  const errors = problems.filter(({ severity }) => severity === 'error');
  return errors.map(({ line, message }) => `line ${line} of the block: ${message}`);
}

/** A job of GitHub Actions, whose steps are a list: that format is not ours to hold. */
function isJobOfActions(document: Map): boolean {
  return Array.isArray(document['steps']) || 'jobs' in document;
}

function isListOfPlots(document: unknown): boolean {
  return bySchema('pipeline', { name: 'a', steps: { a: { ...STEP, plots: document } } }).valid;
}

function isMap(value: unknown): value is Map {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
