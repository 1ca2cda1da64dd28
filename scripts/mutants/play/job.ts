/** What one process is to play: tests once, to see what they reach, or with one mutant after the other. */
export type Job = {
  /** Where it writes what it sees, a line of JSON each. */
  readonly journal: string;
  /** Sources that are planted. */
  readonly sources: readonly string[];
  /** Test files, in this order. */
  readonly files: readonly string[];
  /** Mutants for each test, by Vitest's id of it; null: every test once, with none. */
  readonly tries: Readonly<Record<string, readonly string[]>> | null;
  /** Awake from the first import on: what is decided while modules load cannot be changed later. */
  readonly awake: string | null;
};

export type Entry =
  /** `outside`: mutants that were reached while the file and what it imports loaded, or by its hooks. */
  | { readonly type: 'file'; readonly file: string; readonly outside: readonly string[] }
  | {
      readonly type: 'reached';
      readonly file: string;
      readonly test: string;
      readonly ms: number;
      readonly passed: boolean;
      readonly reached: readonly string[];
    }
  | { readonly type: 'try'; readonly test: string; readonly mutant: string }
  | { readonly type: 'tried'; readonly mutant: string; readonly passed: boolean }
  /** The test fails without any mutant since the last one was awake. */
  | { readonly type: 'spoilt' }
  | { readonly type: 'end'; readonly broken: readonly string[] };

/** The variable that names the file with the job. */
export const JOB = 'MUTANTS_JOB';

/** The variable that names where tests make their folders, so that those of one that is killed go, too. */
export const TEST_FOLDERS = 'TEST_FOLDERS';
