import { isList, isMap, type Json } from '../domain/json.ts';
import { costOfPart, type Cost } from './cost.ts';

const MINUTE_MS = 60_000;

/** US dollars a minute, of standard runners, since 1 January 2026: https://docs.github.com/en/billing/reference/actions-runner-pricing */
const USD_MINUTE = { slim: 0.002, x64: 0.006, arm: 0.005, windows: 0.01, macos: 0.062 } as const;

/** By their label: https://docs.github.com/en/actions/reference/runners/github-hosted-runners */
const SIZES: readonly (readonly [RegExp, keyof typeof USD_MINUTE])[] = [
  [/^ubuntu-slim$/, 'slim'],
  [/^ubuntu-(?:latest|\d\d\.\d\d)$/, 'x64'],
  [/^ubuntu-\d\d\.\d\d-arm$/, 'arm'],
  [/^windows-(?:latest|\d{4}|11-arm)$/, 'windows'],
  [/^macos-(?:latest|\d{1,2})$/, 'macos'],
];

/**
 * What a job cost that had this `runs-on`, at GitHub's list price, each begun minute as a whole one; in public
 * repositories standard runners are free. Minutes that come with a plan are not known of here, nor what a runner costs whose
 * label may be anybody's. https://docs.github.com/en/billing/concepts/product-billing/github-actions
 */
export function costOfJob(
  runsOn: Json,
  { ms, isPublic }: { readonly ms: number; readonly isPublic: boolean },
): Cost {
  const labels = labelsOf(runsOn);
  if (labels.includes('self-hosted')) return costOfPart('own-runner', 0);
  const [only = '', ...more] = labels;
  const size = more.length > 0 ? undefined : SIZES.find(([label]) => label.test(only))?.[1];
  if (size === undefined) return costOfPart('other-runner', null);
  const usd = isPublic ? 0 : billedMinutes(ms) * USD_MINUTE[size];
  return costOfPart('github-minutes', usd);
}

function billedMinutes(ms: number): number {
  return Math.max(1, Math.ceil(ms / MINUTE_MS));
}

/** A group of runners has no name by which its price is known. */
function labelsOf(runsOn: Json): readonly string[] {
  if (typeof runsOn === 'string') return [runsOn];
  const listed = isMap(runsOn) ? runsOn['labels'] : runsOn;
  if (typeof listed === 'string') return isMap(runsOn) ? [listed, ''] : [listed];
  return isList(listed) ? listed.filter((each) => typeof each === 'string') : [];
}
