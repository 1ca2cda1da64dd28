import { sample } from 'fast-check';
import { expect, test } from 'vitest';
import { compile } from '../../../app/compile/compile.ts';
import { readPipelineFile } from '../../../app/compile/structure/read-pipeline-file.ts';
import { ORDINARY_REQUEST } from '../../support/pipeline-fixtures.ts';
import { arbitraryMain, filesOf, mainPipelines } from './main-pipelines.ts';

test('what the default branch of a trial has is without mistakes', () => {
  const files = sample(arbitraryMain, { numRuns: 300, seed: 7 }).flatMap((choice) =>
    Object.entries(filesOf(mainPipelines(choice))),
  );
  const mistakes = files.flatMap(([file, text]) => {
    const source = readPipelineFile({ file, text });
    const { problems, plan } = compile(source, { ...ORDINARY_REQUEST, environment: 'github' });
    const errors = problems.filter(({ severity }) => severity === 'error');
    return plan === null || errors.length > 0 ? errors.map(({ message }) => message) : [];
  });
  expect([...new Set(mistakes)]).toEqual([]);
});
