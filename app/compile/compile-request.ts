import type { JsonMap } from '../domain/json.ts';
import type { Plan } from '../domain/plan.ts';
import type { Problem } from '../domain/problem.ts';

/** What a file is compiled for. */
export type CompileRequest = {
  /** Params set by whoever starts the run, as they were typed. */
  readonly params: Readonly<Record<string, string>>;
  /** The `github` context. */
  readonly github: JsonMap;
  /** The `run` context: id, number, attempt, trigger, date, scheduled_at. */
  readonly run: JsonMap;
  /** What only GitHub's runners forbid is an error for `github` and a warning for `local`. */
  readonly environment: 'local' | 'github';
  /** Paths of all files of the repository, with `/`; left out: not known, so not checked. */
  readonly files?: readonly string[];
  /** Names of the repository's other pipelines, each with its file. */
  readonly taken?: Readonly<Record<string, string>>;
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
