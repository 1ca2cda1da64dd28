import { parse } from 'yaml';
import type { Demand, Gate, Proposed, Question } from './demand-facts.ts';
import { whyUnmet } from './oracle-of-verdicts.ts';

/*
 * What must be so before a commit counts as good, said once more, plainly and without anything of the App: which gates
 * of which pipelines the default branch demands for what was proposed, and whether a run judged them. It knows the few
 * conditions and globs that the pipelines of these trials have, and throws at any other.
 */

/** Why a commit does not count as good; null: it may. */
export function whyNotGood(question: Question): string | null {
  for (const proposed of question.proposed) {
    for (const demand of demandedBy(proposed)) {
      const why = question.overridden.has(demand.pipeline) ? null : whyUnmet(demand, question);
      if (why !== null) return `${demand.pipeline}/${demand.step} for a ${proposed.event}: ${why}`;
    }
  }
  return null;
}

type Step = {
  readonly needs?: readonly string[];
  readonly when?: string;
  readonly if?: string | boolean;
  readonly gates?: Readonly<Record<string, Gate>>;
  readonly metrics?: { readonly minimize?: readonly string[] };
  readonly strategy?: { readonly matrix?: string | Matrix };
  readonly promote?: unknown;
  readonly approval?: unknown;
  readonly 'continue-on-error'?: boolean;
};
type Matrix = { readonly [name: string]: readonly unknown[] };
type Filter = Readonly<Record<string, readonly string[]>>;
type Pipeline = {
  readonly name: string;
  readonly on?: Readonly<Record<string, Filter | null>>;
  readonly steps: Readonly<Record<string, Step>>;
};

function demandedBy(proposed: Proposed): readonly Demand[] {
  const files = Object.entries(proposed.main).filter(([path]) => path.startsWith('.mlpipelines/'));
  const all = files.map(([, text]): Pipeline => parse(text));
  return all
    .filter(({ on = {} }) => isStarted(on, proposed))
    .flatMap((pipeline) => {
      const leftOut = leftOutOf(pipeline, proposed);
      return Object.entries(pipeline.steps).flatMap(([step, rule]): Demand[] => {
        const gates = Object.values(rule.gates ?? {});
        if (gates.length === 0 || leftOut.has(step)) return [];
        if (rule['continue-on-error'] === true || deploys(rule)) return [];
        const minimize = rule.metrics?.minimize ?? [];
        return [{ pipeline: pipeline.name, step, gates, minimize, rows: rowsOf(step, rule) }];
      });
    });
}

function deploys({ approval, promote }: Step): boolean {
  return approval !== undefined || promote !== undefined;
}

function isStarted(on: NonNullable<Pipeline['on']>, proposed: Proposed): boolean {
  if (proposed.event === 'push') return isStartedByPush(on, proposed);
  const base = [proposed.base ?? ''];
  if (proposed.event === 'merge_group' && 'merge_group' in on) {
    return passes(on['merge_group'] ?? {}, 'branches', base);
  }
  if (!('pull_request' in on)) return false;
  const filter = on['pull_request'] ?? {};
  return passes(filter, 'branches', base) && passes(filter, 'paths', proposed.changed);
}

function isStartedByPush(on: NonNullable<Pipeline['on']>, { ref, changed }: Proposed): boolean {
  if (!('push' in on)) return false;
  const filter = on['push'] ?? {};
  const isOfTags = 'tags' in filter && !('branches' in filter);
  const branch = ref.replace('refs/heads/', '');
  return !isOfTags && passes(filter, 'branches', [branch]) && passes(filter, 'paths', changed);
}

function passes(filter: Filter, kind: string, names: readonly string[]): boolean {
  const [only, ignored] = [filter[kind], filter[`${kind}-ignore`]];
  const matches = (globs: readonly string[], name: string) =>
    globs.reduce(
      (isIn, glob) => (fits(glob.replace('!', ''), name) ? !glob.startsWith('!') : isIn),
      false,
    );
  if (only !== undefined) return names.some((name) => matches(only, name));
  if (ignored !== undefined) return names.some((name) => !matches(ignored, name));
  return true;
}

function fits(glob: string, name: string): boolean {
  if (!/^[a-z/*]*$/.test(glob)) throw new Error(`the oracle does not know the glob ${glob}`);
  const pattern = glob.replaceAll('**', '.+').replaceAll(/(?<!\.)\*/g, '[^/]*');
  return new RegExp(`^${pattern}$`).test(name);
}

/** What the default branch itself does not run of a change, however its steps go. */
function leftOutOf({ steps }: Pipeline, proposed: Proposed): ReadonlySet<string> {
  const leftOut = new Set<string>();
  // In the files of these trials a step comes after those that it needs.
  for (const [id, step] of Object.entries(steps)) {
    const isBelow = (step.needs ?? []).some((need) => leftOut.has(need));
    const isLeftOut = deploys(step) || isLeftOutByNeeds(step, isBelow);
    if (isLeftOut || !holds(step.if ?? true, proposed)) leftOut.add(id);
  }
  return leftOut;
}

/** An `if` that asks how steps ended stands in place of `when`. */
function isLeftOutByNeeds(
  { when = 'all-success', if: condition }: Step,
  isBelow: boolean,
): boolean {
  if (condition === 'always()' || condition === 'failure()') return false;
  return when === 'one-failed' || (when === 'all-success' && isBelow);
}

/** What only steps decide holds. */
function holds(condition: string | boolean, proposed: Proposed): boolean {
  const known = CONDITIONS.get(condition);
  if (known === undefined) throw new Error(`the oracle does not know the condition ${condition}`);
  return known(proposed);
}

const isPull = ({ event }: Proposed) => event === 'pull_request';
const CONDITIONS = new Map<string | boolean, (proposed: Proposed) => boolean>([
  ["github.event_name == 'pull_request'", isPull],
  ["github['event_name'] == 'pull_request'", isPull],
  ["github.ref == 'refs/heads/x'", ({ ref }) => ref === 'refs/heads/x'],
  ["github.base_ref == 'main'", ({ base }) => base === 'main'],
  ['params.full', () => true],
  ["steps.detect.outputs.changed == 'true'", () => true],
  ['always()', () => true],
  ['failure()', () => false],
  [true, () => true],
  [false, () => false],
]);

function rowsOf(step: string, { strategy }: Step): readonly string[] | null {
  const matrix = strategy?.matrix;
  if (matrix === undefined) return [step];
  if (typeof matrix === 'string') return null;
  // One key, `seed`: cells left out, and cells beside.
  const cells = (list: readonly unknown[] = []) => list.map((each) => JSON.stringify(each));
  const left = new Set(cells(matrix['exclude']));
  const own = cells((matrix['seed'] ?? []).map((seed) => ({ seed }))).filter((c) => !left.has(c));
  const seeds = [...own, ...cells(matrix['include'])].map((cell): unknown => JSON.parse(cell).seed);
  return seeds.map((seed) => `${step}[seed=${String(seed)}]`);
}
