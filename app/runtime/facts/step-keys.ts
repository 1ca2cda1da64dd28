import {
  cacheKey,
  cacheKeyParts,
  recipeKey,
  type CacheParts,
} from '../../compile/cache/cache-key.ts';
import type { Cell } from '../../domain/cell.ts';
import type { Digest } from '../../domain/digest.ts';
import type { JsonMap } from '../../domain/json.ts';
import type { ResolvedStep } from '../../domain/resolved-step.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { filesInKeyBefore } from '../../domain/seen-files.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import { resolveOwn } from '../../engine/evaluate/resolve-own.ts';
import { resolveSeedless } from '../../engine/evaluate/resolve-seedless.ts';
import { resolveStep } from '../../engine/evaluate/resolve-step.ts';
import type { Inbox } from '../decide/inbox.ts';
import type { PythonPort } from '../ports/host.ts';
import { keepRecent } from '../keep-recent.ts';
import type { RuntimeDeps } from '../runtime.ts';
import { requirementContents } from './requirement-contents.ts';
import { RunFiles, type FilesOfRun } from './run-files.ts';

/** What names the work of a row: equal keys, equal work. */
export type StepKey = {
  readonly cacheKey: Digest;
  readonly parts: JsonMap;
  readonly pipeline: string;
  /** The same for all that differ in their seed alone; left out: it reads none. */
  readonly recipe?: Digest;
};

type KeySources = Pick<RuntimeDeps, 'blobs' | 'repository' | 'python'>;

/** A key is asked for from the look into the cache until the row's attempt is over, and rows of one run wait in order. */
const KEPT_KEYS = 1_000;
const KEPT_SELECTIONS = 1_000;

/** Cache keys of rows whose needs are over, those asked for lately without working them out again. */
export class StepKeys {
  readonly #inbox: Pick<Inbox, 'read'>;
  readonly #files: RunFiles;
  readonly #python: PythonPort | null;
  readonly #known = new Map<string, StepKey>();
  readonly #selections = new Map<string, Digest>();

  constructor(inbox: Pick<Inbox, 'read'>, { blobs, repository, python }: KeySources) {
    this.#inbox = inbox;
    this.#files = new RunFiles(blobs, repository);
    this.#python = python ?? null;
  }

  /**
   * Null: it has none, because its expressions fail or nobody can say what its files hold. Throws when that cannot be
   * asked at the moment.
   */
  async of(run: string, key: string): Promise<StepKey | null> {
    const name = `${run}/${key}`;
    const known = this.#known.get(name);
    if (known !== undefined) {
      keepRecent(this.#known, name, known, KEPT_KEYS);
      return known;
    }
    const asked = await this.#inbox.read(run, (hot) => (hot === null ? null : ask(hot, key)));
    if (asked === null) return null;
    const made = await this.#make(asked);
    if (made === null) return null;
    keepRecent(this.#known, name, made, KEPT_KEYS);
    return made;
  }

  /** What a step or cell whose needs are not over is made of itself. Null: nobody can say what its files hold. */
  async own(run: string, stepId: string, place: Place): Promise<OwnParts | null> {
    const asked = await this.#inbox.read(run, (hot) => {
      if (hot === null) return null;
      const part = resolveOwn(hot, hot.plan.step(stepId), place);
      return { ...part, header: hot.header, file: hot.plan.plan.file };
    });
    const made = asked === null ? null : await this.#partsOf(asked);
    return asked === null || made === null ? null : { parts: made.parts, open: asked.open };
  }

  async #make(asked: Asked): Promise<StepKey | null> {
    const made = await this.#partsOf(asked);
    if (made === null) return null;
    const { parts, recipe } = made;
    const { pipeline } = asked.header;
    return { parts, cacheKey: cacheKey(parts), pipeline, ...(recipe !== null && { recipe }) };
  }

  async #partsOf({ resolved, seedless = null, header, file, places = [] }: Asked) {
    const of = await this.#files.of(header);
    if (of === null) return null;
    const { step, inputs } = resolved;
    const files = this.#selection(of, filesInKeyBefore(step, file, { inputs, places }));
    const requirements = await requirementContents(of, step.python?.requirements ?? []);
    const python = step.python === null ? null : await this.#python?.found(step.python);
    const facts = { files, requirements, python: python ?? null };
    const parts = cacheKeyParts(resolved, facts);
    return { parts, recipe: seedless === null ? null : recipeKey(seedless, facts, parts) };
  }

  #selection(of: FilesOfRun, globs: readonly string[]): Digest {
    const name = `${of.name} ${JSON.stringify(globs)}`;
    const known = this.#selections.get(name);
    if (known !== undefined) return known;
    const digest = of.select(globs);
    keepRecent(this.#selections, name, digest, KEPT_SELECTIONS);
    return digest;
  }
}

type Place = { readonly key: string; readonly cell: Cell | null };

/** Cache parts of a step, and the names of those that only its needs will tell. */
export type OwnParts = { readonly parts: CacheParts; readonly open: readonly string[] };

type Asked = {
  readonly resolved: ResolvedStep;
  /** With whatever seed; left out: nobody asks, or it has none. */
  readonly seedless?: ResolvedStep | null;
  readonly header: RunHeader;
  /** Of the pipeline. */
  readonly file: string;
  /** Where inputs will lie that are not made yet; left out: all are. */
  readonly places?: readonly string[];
};

function ask(hot: HotRun, key: string): Asked | null {
  const resolution = resolveStep(hot, key);
  if (!resolution.ok) return null;
  const { resolved } = resolution;
  const seedless = resolveSeedless(hot, resolved);
  return { resolved, seedless, header: hot.header, file: hot.plan.plan.file };
}
