import { compile } from '../../compile/compile.ts';
import type { CompileRequest } from '../../compile/compile-request.ts';
import { readPolicy } from '../../compile/grants/read-policy.ts';
import { outlineFile, type Outline } from '../../compile/commit/outline-file.ts';
import type { PipelineFile, PipelineSource } from '../../compile/structure/read-pipeline-file.ts';
import {
  matchTriggers,
  type ChangedPaths,
  type TriggerDecision,
} from '../../compile/triggers/match-triggers.ts';
import type { Triggers } from '../../../schemas/pipeline.generated.ts';
import type { Problem } from '../../domain/problem.ts';
import type { TriggerEvent } from '../../domain/trigger-event.ts';
import { changesOfPlan, type ChangedStep } from '../demands/changes-of-step.ts';
import { demandsOf, type Demand } from '../demands/demands-of-plan.ts';
import { packed, type PackedResult } from './packed-result.ts';

/** What is asked about the text of a commit, and its answer: plain data, so that it may be asked of another thread. */
export type Question =
  | { readonly type: 'outline'; readonly source: PipelineSource }
  | {
      readonly type: 'match';
      readonly triggers: Triggers;
      readonly event: TriggerEvent;
      readonly changed: ChangedPaths;
    }
  | { readonly type: 'compile'; readonly source: PipelineSource; readonly request: CompileRequest }
  | { readonly type: 'demands'; readonly source: PipelineSource; readonly request: CompileRequest }
  | {
      readonly type: 'changes';
      readonly source: PipelineSource;
      readonly head: PipelineSource;
      readonly request: CompileRequest;
      readonly changed: ChangedPaths;
    }
  | { readonly type: 'policy'; readonly text: string };

export type Answer =
  | { readonly type: 'outline'; readonly outline: Outline }
  | { readonly type: 'match'; readonly decision: TriggerDecision }
  | { readonly type: 'compile'; readonly result: PackedResult }
  /** Null: the file makes no plan. */
  | { readonly type: 'demands'; readonly demands: readonly Demand[] | null }
  | { readonly type: 'changes'; readonly steps: readonly ChangedStep[] }
  | { readonly type: 'policy'; readonly problems: readonly Problem[] };

/** Answers a question. Pure, but for what `read` remembers. */
export function answerQuestion(
  question: Question,
  read: (source: PipelineSource) => PipelineFile,
): Answer {
  switch (question.type) {
    case 'outline':
      return { type: 'outline', outline: outlineFile(read(question.source)) };
    case 'match': {
      const { triggers, event, changed } = question;
      return { type: 'match', decision: matchTriggers(triggers, event, changed) };
    }
    case 'compile':
      return {
        type: 'compile',
        result: packed(compile(read(question.source), question.request)),
      };
    case 'demands': {
      const { plan } = compile(read(question.source), question.request);
      return { type: 'demands', demands: plan === null ? null : demandsOf(plan, question.request) };
    }
    case 'changes':
      return { type: 'changes', steps: changesIn(question, read) };
    case 'policy':
      return { type: 'policy', problems: readPolicy(question.text).problems };
  }
}

function changesIn(
  { source, head, request, changed }: Extract<Question, { type: 'changes' }>,
  read: (source: PipelineSource) => PipelineFile,
): readonly ChangedStep[] {
  const [granting, proposed] = [source, head].map((one) => compile(read(one), request).plan);
  if (granting == null || proposed == null) return [];
  const demands = demandsOf(granting, request);
  return changesOfPlan(granting, proposed, { demands, changed });
}
