import { quickstartText } from './open-demo.ts';

/**
 * Learning rates, by which the versions of the model in the story are told apart. Each gets all 67 penguins of the test
 * right; how sure of them it is differs by far more than chance: held against `first`, the mean log loss of `slow` is
 * higher by 0.20 ± 0.03, and that of `fast` lower by 0.07 ± 0.02 (95 %, paired). With five other seeds of the training
 * the signs are the same, each beyond 5 standard errors.
 */
export const RATES = { first: 0.0005, slow: 0.0001, fast: 0.005 };

/** Few enough that they take about a second. */
const EPOCHS = 60;

/** What differs from the pipeline file that main begins with. */
export type Version = {
  readonly rate: number;
  readonly epochs?: number;
  readonly change?: (text: string) => string;
};

/** The quickstart's pipeline file with params of the story. */
export function pipelineText({ rate, epochs = EPOCHS, change = same }: Version): string {
  const text = quickstartText();
  return change(
    replaced(
      replaced(text, 'default: 500,', `default: ${epochs},`),
      'default: 0.002,',
      `default: ${rate},`,
    ),
  );
}

/** Throws where the text is not there: the story would tell of something else than what happens. */
export function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from))
    throw new Error(`The pipeline file of the quickstart has no “${from}”.`);
  return text.replace(from, to);
}

function same(text: string): string {
  return text;
}
