import type { Manifest } from '../../../content/manifest/manifest.ts';
import { selectFiles } from '../../../content/manifest/select-files.ts';
import { duration } from '../../../text/duration.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import { seenFiles } from '../../domain/seen-files.ts';
import type { PastDuration } from '../../runtime/ports/history.ts';
import { filesNamed } from './files-named.ts';

const LONG_MS = 60_000;

/** A warning for each step that any change of the repository makes run again, and that takes its time. */
export function wideSteps(
  plan: Plan,
  manifest: Manifest,
  durations: ReadonlyMap<string, PastDuration>,
): readonly string[] {
  return plan.steps.flatMap((step) => {
    const { ms } = durations.get(step.id) ?? { ms: 0 };
    return isWide(step) && ms >= LONG_MS ? [warningOf(step, manifest, ms)] : [];
  });
}

/** What is never taken from the cache runs again in any case. */
function isWide({ files, cache, action }: PlanStep): boolean {
  return files === null && cache !== null && action.type === 'run';
}

function warningOf(step: PlanStep, manifest: Manifest, ms: number): string {
  return `${step.id} took ${duration(ms)} and sees every file of the repository, so any change runs it again. ${hintOf(step, manifest)}`;
}

function hintOf(step: PlanStep, manifest: Manifest): string {
  const { entries } = selectFiles(manifest, seenFiles(step)).manifest;
  const paths = entries.map(({ path }) => path);
  const named = step.action.type === 'run' ? filesNamed(step.action, paths) : [];
  if (named.length === 0) return 'Name what it reads: `files: […]`.';
  return `Name what it reads: \`files: [${named.map(yamlText).join(', ')}]\`, and what these read in turn.`;
}

/** As it stands in a list of YAML. */
function yamlText(path: string): string {
  return /^[A-Za-z0-9_./-]+$/.test(path) && !path.startsWith('-') ? path : JSON.stringify(path);
}
