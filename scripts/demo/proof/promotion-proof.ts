import type { AuditEntry } from '../../../app/domain/audit.ts';
import type { Pull } from '../../../test/doubles/github/state/repository.ts';
import type { Demo } from '../world/open-demo.ts';
import { readKept, type Kept, type Promotion } from './read-kept.ts';
import type { StoryFacts } from '../story-facts.ts';

/** Somebody by their number on GitHub, which the audit keeps. */
export type Decider = { readonly id: number; readonly login: string };

/** A reason to doubt that the merge promoted, byte for byte, what the pull request tested; null: there is none. */
export async function doubtOfMerge(
  demo: Demo,
  { corrected, pull: number }: StoryFacts,
  { pull, approver }: { readonly pull: Pull | null; readonly approver: Decider | null },
): Promise<string | null> {
  const { promotions, audit, trained } = await readKept(demo, corrected);
  const [now] = promotions;
  if (now === undefined) return 'nothing was ever promoted';
  const { run, registered } = now;
  return firstDoubt([
    [run.sha === pull?.mergeSha, 'production was moved by another commit than the merge'],
    [
      run.bridge?.type === 'tested' && run.bridge.pull === number,
      `the merge took nothing over: ${JSON.stringify(run.bridge)}`,
    ],
    [
      trained !== null && registered === trained,
      `the pull request tested ${trained}, and ${registered} was promoted`,
    ],
    ...deployedAlone(now),
    jobsSince(demo, pull?.mergedAt ?? 0),
    ...auditedMove(now, audit),
    approvedBy(now, audit, approver),
  ]);
}

/** A reason to doubt that the version before is back in production, by its deployment alone, or that the audit says who did it; null: there is none. */
export async function doubtOfRollback(
  demo: Demo,
  { corrected }: StoryFacts,
  asker: Decider | null,
): Promise<string | null> {
  const { promotions, audit } = await readKept(demo, corrected);
  const [now, before] = promotions;
  if (now === undefined || before === undefined) return 'production has nothing to go back to';
  const { move, weights } = now;
  return firstDoubt([
    [
      move.from === before.move.version && move.version === before.move.from,
      `production went ${promotions.map(wayOf).join(', before that ')}`,
    ],
    [weights !== before.weights, 'both versions have the same weights'],
    ...deployedAlone(now),
    ...auditedMove(now, audit),
    ...auditedRollback(now, audit, asker),
  ]);
}

const OF_A_DEPLOYMENT: ReadonlySet<string> = new Set(['register', 'deploy']);

type Claim = readonly [holds: boolean, otherwise: string];

function firstDoubt(claims: readonly Claim[]): string | null {
  return claims.find(([holds]) => !holds)?.[1] ?? null;
}

/** Of all its steps the deployment alone was done anew, beside registering, which the App does itself; and it put the weights of that very version into its release. */
function deployedAlone({ worked, weights, released }: Promotion): readonly Claim[] {
  const isAlone = worked.includes('deploy') && worked.every((key) => OF_A_DEPLOYMENT.has(key));
  return [
    [isAlone, `these steps ran: ${worked.join(', ')}; expected deploy alone`],
    [
      weights !== null && released === weights,
      `the weights ${released} were deployed, not ${weights}`,
    ],
  ];
}

/** What GitHub was asked to run since then. */
function jobsSince({ repository }: Demo, since: number): Claim {
  const names = repository.jobs().flatMap(({ createdAt, name }) => (createdAt < since ? [] : name));
  const isDeployAlone = names.length > 0 && names.every((name) => name.includes('deploy'));
  return [isDeployAlone, `jobs since the merge: ${names.join(', ')}; expected the deployment's`];
}

function auditedMove(now: Promotion, audit: Kept['audit']): readonly Claim[] {
  const moved = moveIn(audit, now);
  return [
    [moved?.decision === 'granted', 'the audit does not say who moved production'],
    [
      moved?.evidence.artifacts?.['model'] === now.registered,
      `the audit has other bytes than ${now.registered}: ${text(moved)}`,
    ],
  ];
}

function approvedBy(now: Promotion, audit: Kept['audit'], approver: Decider | null): Claim {
  const moved = moveIn(audit, now);
  const approvals = moved?.evidence.approvals ?? [];
  const isNamed = approvals.some(({ byId }) => byId === approver?.id);
  return [isNamed, `the audit does not say that ${approver?.login} approved: ${text(moved)}`];
}

/** Who asked for it, and that somebody else approved. */
function auditedRollback(
  { run }: Promotion,
  audit: Kept['audit'],
  asker: Decider | null,
): readonly Claim[] {
  const asked = audit.findLast(({ about }) => about.type === 'alias.ask');
  const approved = audit.findLast((entry) => isApprovalOf(entry, run.id));
  const isByAnother = typeof approved?.actorId === 'number' && approved.actorId !== asker?.id;
  return [
    [
      asked?.decision === 'granted' && asked.actorId === asker?.id,
      `the audit does not say that ${asker?.login} asked for it: ${text(asked)}`,
    ],
    [isByAnother, `the audit names nobody else who approved it: ${text(approved)}`],
  ];
}

function moveIn(audit: Kept['audit'], { move: { run, version } }: Promotion) {
  return audit.findLast(
    ({ about }) => about.type === 'alias.move' && about.run === run && about.to === version,
  );
}

function isApprovalOf({ about, decision }: AuditEntry, run: string): boolean {
  return about.type === 'step.approve' && about.run === run && decision === 'granted';
}

function text(entry: AuditEntry | undefined): string {
  return JSON.stringify(entry ?? 'no entry');
}

function wayOf({ move: { from, version } }: Promotion): string {
  return `from ${from === null ? 'nothing' : `v${from}`} to v${version}`;
}
