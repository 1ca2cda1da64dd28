import { isList, isMap, type Json } from '../../domain/json.ts';
import type { ConcurrencyMember, ConcurrencyState } from '../../engine/decide-concurrency.ts';

/** A concurrency group as it was stored. Throws on anything else: a run must not begin on a guess. */
export function readConcurrencyState(state: Json): ConcurrencyState {
  if (isMap(state)) {
    const { holder, waiting, gone } = state;
    if (isList(waiting) && isList(gone)) {
      return {
        holder: holder === null ? null : readMember(holder),
        waiting: waiting.map(readMember),
        gone: gone.map(String),
      };
    }
  }
  throw new Error(`The store holds no concurrency group: ${JSON.stringify(state)}`);
}

function readMember(member: Json | undefined): ConcurrencyMember {
  if (isMap(member) && typeof member['run'] === 'string') {
    return { run: member['run'], waitsForApproval: member['waitsForApproval'] === true };
  }
  throw new Error(`The store holds no member of a concurrency group: ${JSON.stringify(member)}`);
}
