import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { fixedPart } from '../../../text/globs/plain-glob.ts';
import { anyStop, throwIfStopped, type Attempt } from '../attempt.ts';
import { writtenPaths } from './written-paths.ts';

type Turn = {
  readonly workspace: string;
  readonly step: string;
  readonly claims: readonly Claim[];
  readonly over: Promise<void>;
};

/** `content`: what is only read there; null: it is written. */
type Claim = { readonly path: string; readonly content: string | null };

const turns = new Set<Turn>();

/**
 * In place, waits until no other attempt of this process works at the paths where this one reads its inputs or leaves
 * something: what one writes would be taken for the other's. Elsewhere each has a workspace of its own. Gives what ends
 * the turn. Throws `Stopped`.
 */
export async function takeTurn(attempt: Attempt): Promise<() => void> {
  const { ticket, host, log } = attempt;
  if (ticket.workspace.mode === 'copy') return () => {};
  const { workspace } = host.folders;
  const claims = claimsOf(ticket);
  // Who came earlier never waits for who comes later, so nobody waits for ever.
  const before = [...turns].filter((turn) => turn.workspace === workspace && clash(turn, claims));
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const turn: Turn = { workspace, step: ticket.step.key, claims, over };
  const end = (): void => {
    turns.delete(turn);
    resolve();
  };
  turns.add(turn);
  const [first] = before;
  if (first === undefined) return end;
  log.say(`Waits for ${first.step}: in place both work at ${clash(first, claims)}.`);
  try {
    await orStopped(Promise.all(before.map((one) => one.over)), anyStop(attempt));
    throwIfStopped(attempt);
  } catch (error) {
    end();
    throw error;
  }
  return end;
}

function claimsOf(ticket: Ticket): readonly Claim[] {
  const { inputs, plots } = ticket;
  const written = [
    ...writtenPaths(ticket),
    ...plots.map((glob) => fixedPart(glob).replace(/\/$/, '')),
    ...inputs.flatMap(({ path, writable }) => (writable ? [path] : [])),
  ];
  const given = inputs.flatMap(({ path, parts, index, reference }) => {
    const put = { path, content: JSON.stringify([parts, index]) };
    if (reference === undefined) return [put];
    // Data that is read where it lies, be it where the step looks for it or elsewhere.
    const lies = { path: reference.path, content: reference.digest };
    return lies.path === path ? [lies] : [put, lies];
  });
  return [...written.map((path) => ({ path, content: null })), ...given];
}

/** The path at which both would work; undefined: there is none. Two may read the same. */
function clash(turn: Turn, claims: readonly Claim[]): string | undefined {
  const clashing = claims.find((mine) =>
    turn.claims.some(
      (other) =>
        overlap(mine.path, other.path) &&
        (mine.path !== other.path || mine.content === null || mine.content !== other.content),
    ),
  );
  return clashing && (clashing.path || '.');
}

function overlap(a: string, b: string): boolean {
  return a === b || a === '' || b === '' || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

async function orStopped(work: Promise<unknown>, stop: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  stop.addEventListener('abort', () => resolve(), { once: true });
  if (stop.aborted) resolve();
  await Promise.race([work, promise]);
}
