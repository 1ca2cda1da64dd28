import { evaluateText, evaluateTexts } from '../expressions/evaluate.ts';
import { toData } from '../expressions/expression-data.ts';
import type { Json } from '../json.ts';
import type { StepDefinition } from '../workflow/workflow.ts';
import { scopeOf, type Frame, type StepOutcome } from './job-state.ts';
import { inputsOf, openAction, postTask, runJavaScript, type ActionUse } from './run-action.ts';
import { runScript } from './run-script.ts';
import { runTask, StepFailure, type StepRun } from './run-task.ts';

/** Runs one step of a job or of a composite action and keeps what `steps.<id>` says of it. */
export async function runStep(
  frame: Frame,
  step: StepDefinition,
  use: ActionUse | null,
): Promise<StepOutcome> {
  const outputs: Record<string, string> = {};
  const task = {
    name: titleOf(frame, step),
    definition: step,
    frame,
    body: (run: StepRun) => bodyOf(run, step, use),
  };
  const { outcome, conclusion } = await runTask(task, outputs);
  frame.steps[step.id] = { outputs, outcome, conclusion };
  if (conclusion === 'failure') frame.hasFailed = true;
  return conclusion;
}

/** What GitHub calls a step: its name, else its script's first line or its action. */
export function titleOf(frame: Frame, step: StepDefinition): string {
  const written = step.name ?? `Run ${(step.run ?? step.uses ?? '').trim().split('\n')[0]}`;
  try {
    const title = evaluateText(written, scopeOf(frame, { ...frame.job.env, ...frame.env }));
    return frame.job.masker.mask(title);
  } catch {
    // Some of it is known only when the step runs.
    return toData(written).coerceString();
  }
}

async function bodyOf(run: StepRun, step: StepDefinition, opened: ActionUse | null): Promise<void> {
  if (step.run !== undefined) return runScript(run, step);
  const use = opened ?? openAction(run.frame, step);
  if (use.manifest.runs.kind === 'composite') return runComposite(run, use);
  addPost(run.frame, use);
  return runJavaScript(run, use);
}

function addPost(frame: Frame, use: ActionUse): void {
  const { posts } = frame.job;
  const name = `Post ${titleOf(frame, use.step)}`;
  const task = postTask(frame, use, name);
  if (task === null) return;
  posts.push({ name, run: async () => (await runTask(task, {})).conclusion });
}

// https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax#runs-for-composite-actions
async function runComposite(run: StepRun, use: ActionUse): Promise<void> {
  const { manifest } = use;
  if (manifest.runs.kind !== 'composite') return;
  const outer = run.frame.contexts;
  const inputs = inputsOf(run, use);
  const github = { ...(outer['github'] as Record<string, Json>), action_path: manifest.folder };
  const seen = ['strategy', 'matrix', 'job'].map((name) => [name, outer[name] ?? null]);
  const frame: Frame = {
    job: run.frame.job,
    contexts: { ...Object.fromEntries(seen), github, inputs },
    env: run.env,
    defaults: {},
    steps: {},
    actionPath: manifest.folder,
    hasFailed: false,
  };
  for (const step of manifest.runs.steps) await runStep(frame, step, null);
  Object.assign(run.outputs, evaluateTexts(manifest.runs.outputs, scopeOf(frame, run.env)));
  if (frame.hasFailed) throw new StepFailure('');
}
