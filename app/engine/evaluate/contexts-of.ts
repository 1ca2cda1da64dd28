import type { Cell } from '../../domain/cell.ts';
import { canonicalJson, digestOf } from '../../domain/digest.ts';
import type { JsonMap } from '../../domain/json.ts';
import { githubContextOf, runContextOf } from '../../domain/run/request-contexts.ts';
import type { ResolvedInput } from '../../domain/resolved-step.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { Contexts } from '../../expressions/contexts.ts';
import type { PlanStep } from '../../domain/plan.ts';
import { resolveInput } from './resolve-inputs.ts';
import type { RunReader } from '../state/run-reader.ts';
import { stepsContext } from './steps-context.ts';

/** What `if` and a dynamic matrix can see: they are judged once a step, before there are cells. */
export function conditionContexts(reader: RunReader, stepId: string): Contexts {
  const step = reader.plan.step(stepId);
  return {
    ...runWideContexts(reader),
    get inputs() {
      return inputsContext(step, lenientInputs(reader, step));
    },
    get steps() {
      return stepsContext(reader, step);
    },
  };
}

/** What `run` and `env` of a step or cell can see; `env` itself is added by whoever has evaluated it. */
export function rowContexts(
  reader: RunReader,
  row: StepRow,
  inputs: Readonly<Record<string, ResolvedInput>>,
): Contexts {
  const step = reader.plan.step(row.stepId);
  return {
    ...ownContexts(reader, row.cell),
    get inputs() {
      return inputsContext(step, inputs);
    },
    get steps() {
      return stepsContext(reader, step);
    },
  };
}

/** What `run` and `env` of a step or cell can see before its needs are over. */
export function ownContexts(reader: RunReader, cell: Cell | null): Contexts {
  return { ...runWideContexts(reader), ...(cell === null ? {} : { matrix: cell }) };
}

function runWideContexts(reader: RunReader): Contexts {
  const { header } = reader;
  return {
    params: header.params,
    github: githubContextOf(header),
    run: runContextOf(header, header.createdAt),
  };
}

function lenientInputs(reader: RunReader, step: PlanStep): Readonly<Record<string, ResolvedInput>> {
  return Object.fromEntries(
    Object.entries(step.inputs).flatMap(([name, spec]) => {
      const input = resolveInput(reader, spec, null);
      return input === null ? [] : [[name, input]];
    }),
  );
}

function inputsContext(step: PlanStep, inputs: Readonly<Record<string, ResolvedInput>>): JsonMap {
  return Object.fromEntries(
    Object.keys(step.inputs).map((name) => [name, inputContext(inputs[name])]),
  );
}

function inputContext(input: ResolvedInput | undefined): JsonMap {
  if (input === undefined) return { path: '', digest: '', size: '', uri: '' };
  const { content, path, uri } = input;
  if (content.type !== 'cells') {
    const { digest, size } = content.artifact;
    return { path, digest, size, ...(uri !== undefined && { uri }) };
  }
  const parts = content.cells.map(({ folder, artifact }) => [folder, artifact.digest]);
  const size = content.cells.reduce((sum, { artifact }) => sum + artifact.size, 0);
  return { path, digest: digestOf(canonicalJson(parts)), size };
}
