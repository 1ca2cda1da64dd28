import type { JsonMap } from '../domain/json.ts';
import type { Plan } from '../domain/plan.ts';
import type { Problem } from '../domain/problem.ts';

/** What a file is compiled for: where it lies, and a run. */
export type CompileRequest = CheckRequest & PlanRequest;

/** The run that a plan is made for. */
export type PlanRequest = {
  /** Params set by whoever starts the run, as they were typed. */
  readonly params: Readonly<Record<string, string>>;
  /** The `github` context. */
  readonly github: JsonMap;
  /** The `run` context: id, number, attempt, trigger, date, scheduled_at. */
  readonly run: JsonMap;
};

/** What a file's meaning is checked against, the same for all runs of one commit. */
export type CheckRequest = {
  /** What only GitHub's runners forbid is an error for `github` and a warning for `local`. */
  readonly environment: 'local' | 'github';
  /** Paths of all files of the repository, with `/`; left out: not known, so not checked. */
  readonly files?: readonly string[];
  /** Paths that git ignores, folders with a `/` at their end: they are there, and no run sees them. Left out: not known. */
  readonly ignored?: readonly string[];
  /**
   * What lies at the paths of this machine that inputs name (`localSources`), `out` for a link that leads out of the
   * repository; left out: not known.
   */
  readonly data?: Readonly<Record<string, 'there' | 'absent' | 'out'>>;
  /** Where links of the repository lead, relative to its root; left out: not known. */
  readonly links?: Readonly<Record<string, string>>;
  /** Where the project lies in its git repository, which is all that its steps see; left out, or null: it is the whole of it. */
  readonly project?: string | null;
  /** Another file of the repository whose pipeline has the same name; left out, or null: there is none. */
  readonly namesake?: string | null;
};

/** A mistake in a param that was typed: it has no place in the file. */
export type ParamProblem = {
  readonly param: string;
  readonly message: string;
  readonly hint: string | null;
};

export type CompileResult = {
  /** Null as soon as there is an error of any kind. */
  readonly plan: Plan | null;
  /** Of the file, in the order of its lines. */
  readonly problems: readonly Problem[];
  readonly paramProblems: readonly ParamProblem[];
};
