import { isMap, parseDocument } from 'yaml';
import type { Files } from './small-github.ts';
import { CHURN, filesOf, OTHER, type Document, type Documents } from './main-pipelines.ts';
import { schemaKeys, type SchemaKey } from './schema-keys.ts';
import { isObject, withKeySet } from './set-key.ts';

/** A change of a repository's files: which kind, and three numbers that choose what of it. */
export type Edit = {
  readonly kind: EditKind;
  readonly what: number;
  readonly where: number;
  readonly value: number;
};
export type EditKind = 'key' | (typeof OTHER_KINDS)[number];

/** The files after an edit. Values by name that are not there are made; nothing in it fails. */
export function editFiles(files: Files, edit: Edit): Files {
  if (edit.kind === 'key') return editKey(files, edit);
  return EDITS[edit.kind](files, edit);
}

const KEYS = schemaKeys();

/** Sets a key of a pipeline to one of its values, takes it away, or says something wrong. */
function editKey(files: Files, { what, where, value }: Edit): Files {
  const key = pick(KEYS, what);
  return key === undefined ? files : withKey(files, key, { where, value });
}

function withKey(files: Files, key: SchemaKey, at: { where: number; value: number }): Files {
  const file = pick(pipelinePaths(files), at.where);
  const document = file === undefined ? null : read(files[file] ?? '');
  if (file === undefined || document === null) return files;
  const value = pick([undefined, ...key.values, ...key.wrong], at.value);
  return {
    ...files,
    ...filesOf({ [file]: withKeySet(document, key, { where: at.where, value }) }),
  };
}

const OTHER_KINDS = [
  'source',
  'rename-pipeline',
  'swap-names',
  'rename-file',
  'delete-file',
  'copy-file',
  'move-steps',
  'break-file',
  'rename-step',
  'remove-gates',
  'loosen-gates',
  'rename-gate',
  'move-gates',
  'skip-above',
  'take-secret',
  'drop-approval',
  'policy',
] as const;
export const EDIT_KINDS: readonly EditKind[] = ['key', 'key', 'key', ...OTHER_KINDS];

type Make = (files: Files, edit: Edit) => Files;

const EDITS: Readonly<Record<(typeof OTHER_KINDS)[number], Make>> = {
  source: (files, { what }) => ({ ...files, [pick(SOURCES, what) ?? 'a.txt']: 'changed' }),
  'rename-pipeline': (files, { what, value }) =>
    inFile(files, what, (document) => ({ ...document, name: pick(['third', 'other'], value) })),
  'swap-names': (files) => {
    const [one, two] = [read(files[CHURN] ?? ''), read(files[OTHER] ?? '')];
    if (one === null || two === null) return files;
    const swapped: Documents = {
      [CHURN]: { ...one, name: two['name'] },
      [OTHER]: { ...two, name: one['name'] },
    };
    return { ...files, ...filesOf(swapped) };
  },
  'rename-file': (files, { what, value }) => {
    const [file = '', text = ''] = pick(Object.entries(files).filter(isPipeline), what) ?? [];
    return { ...withoutKey(files, file), [pick(NAMES, value) ?? file]: text };
  },
  'delete-file': (files, { what }) => withoutKey(files, pick(pipelinePaths(files), what) ?? ''),
  'copy-file': (files, { what, value }) => {
    const file = pick(pipelinePaths(files), what) ?? '';
    return { ...files, [pick(NAMES, value) ?? file]: files[file] ?? '' };
  },
  'move-steps': (files, { value }) => {
    const document = read(files[CHURN] ?? '');
    if (document === null) return files;
    const moved = { ...document, name: 'moved' };
    const rest = {
      ...document,
      steps: { [pick(['evaluate', 'idle'], value) ?? '']: { run: 'x' } },
    };
    return { ...files, ...filesOf({ '.mlpipelines/moved.yml': moved, [CHURN]: rest }) };
  },
  'break-file': (files, { what, value }) => {
    const file = pick(pipelinePaths(files), what) ?? CHURN;
    return { ...files, [file]: pick(BROKEN, value) ?? '' };
  },
  'rename-step': (files, { what, value }) =>
    inSteps(files, what, (steps) => {
      const old = pick(Object.keys(steps), value) ?? '';
      return Object.fromEntries(
        Object.entries(steps).map(([id, step]) => [id === old ? 'renamed' : id, step]),
      );
    }),
  'remove-gates': (files, { what }) => inGated(files, what, (step) => withoutKey(step, 'gates')),
  'loosen-gates': (files, { what, value }) =>
    inGated(files, what, ({ gates, ...step }) => ({
      ...step,
      gates: eachValue(gates, (gate) => ({ ...gate, ...pick(LOOSER, value) })),
    })),
  'rename-gate': (files, { what }) =>
    inGated(files, what, ({ gates, ...step }) => ({
      ...step,
      gates: Object.fromEntries(entriesOf(gates).map(([id, gate]) => [`${id}-2`, gate])),
    })),
  'move-gates': (files, { what }) =>
    inSteps(files, what, (steps) => {
      const gated = entriesOf(steps).find(([, step]) => step['gates'] !== undefined);
      const other = entriesOf(steps).find(([, step]) => step['gates'] === undefined);
      if (gated === undefined || other === undefined) return steps;
      const { gates, metrics, ...bare } = gated[1];
      return { ...steps, [gated[0]]: bare, [other[0]]: { ...other[1], gates, metrics } };
    }),
  'skip-above': (files, { what, value }) =>
    inSteps(files, what, (steps) => {
      const [id = '', step = {}] = pick(entriesOf(steps), value) ?? [];
      return { ...steps, [id]: { ...step, if: "github.actor == 'nobody'" } };
    }),
  'take-secret': (files, { what, value }) =>
    inSteps(files, what, (steps) => {
      const [id = '', step = {}] = pick(entriesOf(steps), value) ?? [];
      return { ...steps, [id]: { ...step, secrets: ['TOKEN'] } };
    }),
  'drop-approval': (files, { what }) =>
    inSteps(files, what, (steps) => eachValue(steps, (step) => withoutKey(step, 'approval'))),
  policy: (files, { value }) => ({
    ...files,
    '.github/mlpipelines.yml': pick(POLICIES, value) ?? '',
  }),
};

const SOURCES = ['src/a.py', 'docs/a.md', 'a.txt', 'src/docs/b.md'];
const NAMES = [
  '.mlpipelines/new.yml',
  '.mlpipelines/churn.yaml',
  '.mlpipelines/sub/churn.yml',
  'churn.yml',
];
const BROKEN = ['', 'name: [', 'name: churn\nname: churn\n', 'steps: {}\n', 'name: churn\n'];
const LOOSER: readonly Document[] = [{ value: 0 }, { severity: 'warn' }, { metric: 'floor' }];
const POLICIES = [
  'bots: [renovate]\n',
  'overrides: [ada]\n',
  'commands: { ok: write }\n',
  'overrides: [eve]\nbots: [renovate]\n',
  'wrong: [\n',
];

function inFile(files: Files, what: number, edit: (document: Document) => Document): Files {
  const file = pick(pipelinePaths(files), what);
  const document = file === undefined ? null : read(files[file] ?? '');
  if (file === undefined || document === null) return files;
  return { ...files, ...filesOf({ [file]: edit(document) }) };
}

function inSteps(files: Files, what: number, edit: (steps: Document) => Document): Files {
  return inFile(files, what, (document) => {
    const { steps } = document;
    return isObject(steps) ? { ...document, steps: edit(steps) } : document;
  });
}

function inGated(files: Files, what: number, edit: (step: Document) => Document): Files {
  return inSteps(files, what, (steps) =>
    eachValue(steps, (step) => (step['gates'] === undefined ? step : edit(step))),
  );
}

function eachValue(map: unknown, edit: (value: Document) => Document): Document {
  return Object.fromEntries(entriesOf(map).map(([name, value]) => [name, edit(value)]));
}

function entriesOf(map: unknown): readonly (readonly [string, Document])[] {
  if (!isObject(map)) return [];
  return Object.entries(map).map(([name, value]) => [name, isObject(value) ? value : {}] as const);
}

function withoutKey<T>(map: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(map).filter(([each]) => each !== key));
}

function pipelinePaths(files: Files): readonly string[] {
  return Object.entries(files)
    .filter(isPipeline)
    .map(([path]) => path);
}

function isPipeline([path]: readonly [string, string]): boolean {
  return path.startsWith('.mlpipelines/');
}

function read(text: string): Document | null {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return null;
  const value: unknown = document.toJS();
  return isObject(value) ? value : null;
}

function pick<T>(items: readonly T[], number: number): T | undefined {
  return items[number % Math.max(items.length, 1)];
}
