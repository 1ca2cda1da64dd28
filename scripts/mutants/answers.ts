import type { Mutant } from './plant.ts';

/** A mutant that no test can catch, since it does what the source does, and why that is. */
export type Answer = {
  readonly file: string;
  readonly within: string;
  readonly before: string;
  readonly after: string;
  readonly because: string;
};

/**
 * Which mutants are answered, and which answers answer nothing: their text is gone from the files that are planted, or
 * they say no reason.
 */
export function matchAnswers(
  answers: readonly Answer[],
  mutants: readonly Mutant[],
): { readonly answered: ReadonlyMap<string, Answer>; readonly idle: readonly Answer[] } {
  const planted = new Set(mutants.map(({ file }) => file));
  const answered = new Map<string, Answer>();
  const idle = answers.filter((answer) => {
    if (!planted.has(answer.file)) return false;
    const meant = mutants.filter((mutant) => isMeant(answer, mutant));
    for (const { id } of meant) answered.set(id, answer);
    return meant.length === 0 || answer.because.trim() === '';
  });
  return { answered, idle };
}

function isMeant(answer: Answer, mutant: Mutant): boolean {
  return (
    answer.file === mutant.file &&
    answer.within === mutant.within &&
    answer.before === mutant.before &&
    answer.after === mutant.after
  );
}
