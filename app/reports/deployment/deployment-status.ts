import type { StepRow } from '../../domain/run/run.ts';
import type { StepState } from '../../domain/statuses.ts';
import { shortened } from '../../../text/shortened.ts';
import { printable } from '../../../text/printable.ts';

/** How a deployment stands, in GitHub's words: https://docs.github.com/rest/deployments/statuses#create-a-deployment-status */
export type DeploymentStatus = {
  readonly state: 'queued' | 'in_progress' | 'success' | 'failure' | 'inactive';
  readonly description: string;
};

/** A version that a step promotes, and where the alias stands. */
export type Promoted = {
  readonly model: string;
  readonly version: number;
  readonly alias: string;
  /** The version that the alias holds by the word of another; null: by this step's, or by nobody's. */
  readonly replacedBy: number | null;
};

/** GitHub takes 140 characters, of which one may say that more was left out: https://docs.github.com/rest/deployments/statuses#create-a-deployment-status */
const LONGEST = 139;

/** How the deployment of a step that promotes a version stands; null: nothing was begun, so there is none. */
export function deploymentStatus(
  row: Pick<StepRow, 'state' | 'result' | 'reason' | 'attempt' | 'takenFrom'>,
  promoted: Promoted,
): DeploymentStatus | null {
  // What an earlier run did is that run's deployment.
  if (row.takenFrom !== null) return null;
  const name = `${promoted.model} v${promoted.version}`;
  if (row.state === 'over') return ended(row, promoted, name);
  if (UNBEGUN.has(row.state)) return null;
  return AWAITED.has(row.state)
    ? status('queued', `${name} waits to be deployed`)
    : status('in_progress', `${name} is being deployed`);
}

/** It waits for its needs, or for people. */
const UNBEGUN: ReadonlySet<StepState> = new Set([
  'waiting',
  'approval',
  'open',
  'looking-up',
  'held',
]);
/** It is to begin as soon as there is a place for it, and as it is its turn. */
const AWAITED: ReadonlySet<StepState> = new Set([
  'ready',
  'pricing',
  'budget',
  'backoff',
  'starting',
]);

function ended(
  { result, reason, attempt }: Pick<StepRow, 'result' | 'reason' | 'attempt'>,
  promoted: Promoted,
  name: string,
): DeploymentStatus | null {
  if (result === 'success') return succeeded(promoted, name);
  // Skipped, rejected by a person, or cancelled before it began.
  if (attempt === 0 || result === 'skipped') return null;
  const why = reason === null ? '' : `: ${reason}`;
  return status('failure', `${name} was not promoted to ${promoted.alias}${why}`);
}

function succeeded({ version, alias, replacedBy }: Promoted, name: string): DeploymentStatus {
  if (replacedBy === null) return status('success', `${name} is ${alias}`);
  const by =
    replacedBy === version ? 'a later run deployed it again' : `v${replacedBy} took its place`;
  return status('inactive', `${name} was ${alias}: ${by}`);
}

function status(state: DeploymentStatus['state'], text: string): DeploymentStatus {
  return { state, description: shortened(printable(text), LONGEST) };
}
