import type { Cell } from '../../domain/cell.ts';
import { canonicalJson, digestOf, digestOfJson, type Digest } from '../../domain/digest.ts';
import type { Json } from '../../domain/json.ts';
import { isInstallerSetting } from '../../../text/requirement-includes.ts';
import type { ResolvedInput, ResolvedStep } from '../../domain/resolved-step.ts';

/** What a cache key needs to know of the repository. */
export type CacheFacts = {
  /** Of the files that the step sees, paths and contents. */
  readonly files: Digest | null;
  /** Content of each requirements file of `python` and of those that they include; null: it is not there. */
  readonly requirements: Readonly<Record<string, Digest | null>>;
  /** What its Python environment is built with where it runs, by name; left out: nobody knows the machine. */
  readonly python?: Readonly<Record<string, string>> | null;
  /** The image as its registry names its content, where known; else the reference stands for it. */
  readonly container?: string | null;
};

/** What a step's work depends on, by name: `run`, `env.SEED`, `input.train`, …; comparing two tells what changed. */
export type CacheParts = Readonly<Record<string, string>>;

// Grows when the meaning of the parts changes, so that no entry of an older version is taken.
const FORMAT = 2;

/**
 * All that decides what a step makes: command, shell, folder, environment without secrets, Python, image, files, inputs,
 * params, cell. Not: what it is asked to hand over (domain/asks.ts), clocks, retry, resources, gates, names.
 */
export function cacheKeyParts(resolved: ResolvedStep, facts: CacheFacts): CacheParts {
  const { step, script, cell } = resolved;
  return {
    ...(script === null ? {} : { run: script }),
    ...(step.action.type === 'run' ? commandParts(step.action) : {}),
    ...prefixed('env', resolved.env, (value) => value),
    // By name: what a machine has says where things are there, not what they are.
    ...Object.fromEntries((step.machineEnv ?? []).map((name) => [`env.${name}`, 'of the machine'])),
    ...pythonParts(resolved, facts),
    ...containerParts(resolved, facts),
    ...(facts.files === null ? {} : { files: facts.files }),
    ...judgeParts(resolved),
    ...prefixed('input', resolved.inputs, inputText),
    ...prefixed('param', resolved.params, canonicalJson),
    ...(cell === null ? {} : { cell: cellText(cell) }),
  };
}

/** Equal parts, equal key. */
export function cacheKey(parts: CacheParts): Digest {
  return digestOfJson({ format: FORMAT, parts });
}

/**
 * Equal for all whose work differs by their seed alone, on machines of one kind: `seedless` is a step with whatever seed,
 * `parts` are its own. Null: it reads no seed.
 */
export function recipeKey(
  seedless: ResolvedStep,
  facts: CacheFacts,
  parts: CacheParts,
): Digest | null {
  const shared = cacheKeyParts(seedless, facts);
  if (canonicalJson(shared) === canonicalJson(parts)) return null;
  const { runsOn, resources } = seedless.step;
  return digestOfJson({ format: FORMAT, seedless: shared, machine: { runsOn, resources } });
}

function commandParts(action: { shell: string; workingDirectory: string }): CacheParts {
  return { shell: action.shell, 'working-directory': action.workingDirectory };
}

function pythonParts({ step }: ResolvedStep, { requirements, python }: CacheFacts): CacheParts {
  if (step.python === null) return {};
  const secrets = Object.entries(step.secrets).filter(([name]) => isInstallerSetting(name));
  return {
    python: step.python.version ?? 'any',
    // A machine that nobody knows beforehand is as good as its label.
    ...(python == null ? { 'runs-on': canonicalJson(step.runsOn) } : {}),
    ...prefixed('installer', python ?? {}, (value) => value),
    ...prefixed('installer', Object.fromEntries(secrets), (name) => `secret ${name}`),
    ...prefixed('requirements', requirements, (digest) => digest ?? 'missing'),
  };
}

function containerParts({ step }: ResolvedStep, { container }: CacheFacts): CacheParts {
  if (step.container === null) return {};
  const { image, options } = step.container;
  return {
    container: container ?? image,
    ...(options === null ? {} : { 'container-options': options }),
  };
}

/** What its prompt says is in the files, or in what the step is given. */
function judgeParts({ step: { report } }: ResolvedStep): CacheParts {
  if (report?.judge === undefined) return {};
  const { model, prompt, temperature, seed } = report.judge;
  const said = { model, prompt, temperature, seed };
  return prefixed('judge', said, String);
}

function inputText({ content, path }: ResolvedInput): string {
  if (content.type !== 'cells') return `${content.artifact.digest} at ${path}`;
  const cells = content.cells.map(({ folder, artifact }): Json => [folder, artifact.digest]);
  return `${digestOf(canonicalJson([cells, content.index]))} at ${path}`;
}

function prefixed<T>(
  prefix: string,
  values: Readonly<Record<string, T>>,
  text: (value: T) => string,
): CacheParts {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, text(value)]),
  );
}

// In declared order: the order of a cell's keys is part of its name and of its folder.
function cellText(cell: Cell): string {
  return Object.entries(cell)
    .map(([name, value]) => `${name}=${canonicalJson(value)}`)
    .join(',');
}
