import { expect, test } from 'vitest';
import { commandAgain } from '../../../app/reports/words/command-again.ts';

test('the command that asks for the same again has the params and flags that were given, as a shell takes them', () => {
  expect(commandAgain('churn', {})).toBe('mlpipelines run churn');
  const params = { lr: '0.1', tag: "it's new" };
  const options = {
    params,
    deploy: true,
    inPlace: true,
    noContainer: true,
    noCache: ['train'],
  } as const;
  expect(commandAgain('churn', options, ['--failed 12'])).toBe(
    String.raw`mlpipelines run churn --failed 12 --param lr=0.1 --param 'tag=it'\''s new' --no-cache train --deploy --in-place --no-container`,
  );
});
