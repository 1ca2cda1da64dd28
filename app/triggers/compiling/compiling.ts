import type { CompileRequest, CompileResult } from '../../compile/compile-request.ts';
import type { Outline } from '../../compile/commit/outline-file.ts';
import type { PipelineSource } from '../../compile/structure/read-pipeline-file.ts';
import type { ChangedPaths, TriggerDecision } from '../../compile/triggers/match-triggers.ts';
import type { Problem } from '../../domain/problem.ts';
import type { ChangedStep } from '../demands/changes-of-step.ts';
import type { Demand } from '../demands/demands-of-plan.ts';
import type { Compiler } from './compiler.ts';
import { unpacked } from './packed-result.ts';
import type { Answer, Question } from './question.ts';

/** What may be asked about the files of one repository. Each throws `NotRead` where it took too long. */
export type Compiling = {
  readonly outline: (source: PipelineSource) => Promise<Outline>;
  readonly match: (file: string, what: Of<'match'>) => Promise<TriggerDecision>;
  readonly compile: (source: PipelineSource, request: CompileRequest) => Promise<CompileResult>;
  readonly demands: (
    source: PipelineSource,
    request: CompileRequest,
  ) => Promise<readonly Demand[] | null>;
  readonly changes: (
    source: PipelineSource,
    head: PipelineSource,
    about: { readonly request: CompileRequest; readonly changed: ChangedPaths },
  ) => Promise<readonly ChangedStep[]>;
  /** What is wrong with a policy file. */
  readonly policyProblems: (source: PipelineSource) => Promise<readonly Problem[]>;
};

type Of<T extends Question['type']> = Omit<Extract<Question, { type: T }>, 'type'>;

/** A compiler as one asker sees it. */
export function compilingFor(compiler: Pick<Compiler, 'ask'>, asker: string): Compiling {
  const ask = async <T extends Question['type']>(
    file: string,
    question: Extract<Question, { type: T }>,
  ): Promise<Extract<Answer, { type: T }>> => {
    const answer = await compiler.ask(asker, file, question);
    if (!isAnswer(answer, question.type)) throw new Error(`${question.type} was not answered`);
    return answer;
  };
  return {
    outline: async (source) => (await ask(source.file, { type: 'outline', source })).outline,
    match: async (file, what) => (await ask(file, { type: 'match', ...what })).decision,
    compile: async (source, request) => {
      const { result } = await ask(source.file, { type: 'compile', source, request });
      return unpacked(result);
    },
    demands: async (source, request) =>
      (await ask(source.file, { type: 'demands', source, request })).demands,
    changes: async (source, head, about) =>
      (await ask(head.file, { type: 'changes', source, head, ...about })).steps,
    policyProblems: async ({ file, text }) => (await ask(file, { type: 'policy', text })).problems,
  };
}

function isAnswer<T extends Answer['type']>(
  answer: Answer,
  type: T,
): answer is Extract<Answer, { type: T }> {
  return answer.type === type;
}
