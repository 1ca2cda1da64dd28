import { join, relative } from 'node:path';
import type { Plan } from '../../domain/plan.ts';
import { indent, line, span, type Line } from '../../reports/layout/line.ts';
import type { ParamProblem } from '../../compile/compile-request.ts';
import type { Io } from '../io.ts';
import { writeLines } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';
import type { LocatedPipeline } from './locate-pipeline.ts';
import { compilePipeline, type CompiledFor } from './compile-pipeline.ts';
import { problemLines } from './problem-lines.ts';

/** Compiles a pipeline for one run; shows problems, warnings too, on stderr. Null: it cannot be run as it is. */
export async function compileOrComplain(
  pipeline: LocatedPipeline,
  params: Readonly<Record<string, string>>,
  about: CompiledFor,
  io: Pick<Io, 'cwd' | 'env' | 'stderr'>,
): Promise<Plan | null> {
  const { plan, problems, paramProblems } = await compilePipeline(pipeline, params, about);
  const { colour, columns } = terminalOf(io.stderr, io.env);
  const shown = relative(io.cwd, join(pipeline.root, pipeline.file));
  if (problems.length > 0) {
    const lines = problemLines([{ shown, text: pipeline.text, problems }], columns);
    writeLines(io.stderr, [...lines, []], colour);
  }
  writeLines(io.stderr, paramProblems.flatMap(paramLines), colour);
  return paramProblems.length > 0 ? null : plan;
}

function paramLines({ param, message, hint }: ParamProblem): readonly Line[] {
  return [
    [span('error[param]', 'bad'), span(`: --param ${param}: ${message}`, 'strong')],
    ...(hint === null ? [] : [indent(line(hint), 2)]),
  ];
}
