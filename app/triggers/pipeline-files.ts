import type { CompileRequest, CompileResult } from '../compile/compile-request.ts';
import { groupByName, namesakeOf, type ByName, type Named } from '../compile/check/namesakes.ts';
import { whyTooManySteps, whyTooMuchText } from '../compile/commit/commit-limits.ts';
import type { Outline } from '../compile/commit/outline-file.ts';
import type { PipelineSource } from '../compile/structure/read-pipeline-file.ts';
import type { ChangedPaths, TriggerDecision } from '../compile/triggers/match-triggers.ts';
import type { TriggerEvent } from '../domain/trigger-event.ts';
import type { Compiling } from './compiling/compiling.ts';
import type { ChangedStep } from './demands/changes-of-step.ts';
import type { Demand } from './demands/demands-of-plan.ts';

/** A pipeline file of a commit as it was had: `trouble` says why `text` is not what it holds; null: it is. */
export type CommitFile = PipelineSource & { readonly trouble: string | null };

/**
 * The pipeline files of one commit. Each is read once, when any is first asked for, and never where none is. What is asked
 * throws `NotRead` where it took too long.
 */
export class PipelineFiles {
  readonly #found: readonly CommitFile[];
  readonly #compiling: Compiling;
  #read: Promise<ReadFiles> | null = null;

  constructor(found: readonly CommitFile[], compiling: Compiling) {
    this.#found = found;
    this.#compiling = compiling;
  }

  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  /** Those whose text could be had, in their order; none where they are more than is read. */
  async all(): Promise<readonly Outline[]> {
    return (await this.#files()).all;
  }

  /** Which limit the files break together, so that none of them counts; null: none. */
  async excess(): Promise<{ readonly file: string; readonly reason: string } | null> {
    const { excess: reason } = await this.#files();
    const [first] = this.#found;
    return reason === null || first === undefined ? null : { file: first.file, reason };
  }

  /** Those whose text could not be had, each with why. */
  get unreadable(): readonly { readonly file: string; readonly trouble: string }[] {
    return this.#found.flatMap(({ file, trouble }) =>
      trouble === null ? [] : [{ file, trouble }],
    );
  }

  /** The pipeline of this name, of several the first; null: there is none. */
  async named(name: string): Promise<Outline | null> {
    return (await this.#files()).byName.get(name)?.[0] ?? null;
  }

  /** A file of this commit, other than this one, that has its pipeline's name; null: none. */
  async namesakeOf(file: Named): Promise<string | null> {
    return namesakeOf((await this.#files()).byName, file);
  }

  /** Whether an event starts one of them. */
  async match(
    { file, triggers }: Outline,
    event: TriggerEvent,
    changed: ChangedPaths,
  ): Promise<TriggerDecision> {
    return this.#compiling.match(file, { triggers, event, changed });
  }

  /** One of them as a plan, or what is wrong with it. */
  async compile({ file }: Outline, request: CompileRequest): Promise<CompileResult> {
    return this.#compiling.compile(this.#sourceOf(file), request);
  }

  /** What one of them demands of a change; null: it makes no plan. */
  async demands({ file }: Outline, request: CompileRequest): Promise<readonly Demand[] | null> {
    return this.#compiling.demands(this.#sourceOf(file), request);
  }

  /** What files of another commit make otherwise of the steps of one of them that judge. */
  async changes(
    { file }: Outline,
    head: { readonly files: PipelineFiles; readonly outline: Outline },
    about: { readonly request: CompileRequest; readonly changed: ChangedPaths },
  ): Promise<readonly ChangedStep[]> {
    const proposed = head.files.#sourceOf(head.outline.file);
    return this.#compiling.changes(this.#sourceOf(file), proposed, about);
  }

  #sourceOf(wanted: string): PipelineSource {
    const found = this.#found.find(({ file }) => file === wanted);
    if (found === undefined) throw new Error(`${wanted} is not a file of this commit`);
    return { file: found.file, text: found.text };
  }

  #files(): Promise<ReadFiles> {
    return (this.#read ??= this.#readAll());
  }

  async #readAll(): Promise<ReadFiles> {
    const tooMuch = whyTooMuchText(this.#found);
    if (tooMuch !== null) return tooMany(tooMuch);
    const all: Outline[] = [];
    for (const { file, text, trouble } of this.#found) {
      if (trouble === null) all.push(await this.#compiling.outline({ file, text }));
    }
    const excess = whyTooManySteps(all.reduce((sum, { steps }) => sum + steps, 0));
    // One file alone says that itself, with the place.
    if (excess !== null && all.length > 1) return tooMany(excess);
    return { all, byName: groupByName(all), excess: null };
  }
}

type ReadFiles = {
  readonly all: readonly Outline[];
  readonly byName: ByName<Outline>;
  readonly excess: string | null;
};

function tooMany(excess: string): ReadFiles {
  return { all: [], byName: new Map(), excess };
}
