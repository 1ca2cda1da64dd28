import { ownValue } from '../../domain/own-value.ts';
import type { ResolvedStep } from '../../domain/resolved-step.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { SEED } from '../../domain/seeds.ts';
import type { RunReader } from '../state/run-reader.ts';
import { resolveStep } from './resolve-step.ts';

/** No seed is this; one word, as a script may have. */
const ANY = 'any-seed';

/** A step or cell as it would be with whatever seed; null: it is given none. Where it does not read it, it is as it is. */
export function resolveSeedless(reader: RunReader, resolved: ResolvedStep): ResolvedStep | null {
  const { key, step, cell, inputs } = resolved;
  const { header } = reader;
  const isCell = cell !== null && ownValue(cell, SEED) !== undefined;
  const isParam = ownValue(header.params, SEED) !== undefined;
  if (step.action.type !== 'run' || !(isCell || isParam)) return null;
  const withAny = (row: StepRow): StepRow =>
    isCell ? { ...row, cell: { ...row.cell, [SEED]: ANY } } : row;
  const seedless: RunReader = {
    plan: reader.plan,
    header: isParam ? { ...header, params: { ...header.params, [SEED]: ANY } } : header,
    step: (name) => {
      const row = reader.step(name);
      return row !== undefined && name === key ? withAny(row) : row;
    },
    attempt: (name, number) => reader.attempt(name, number),
    timer: (id) => reader.timer(id),
    cellsOf: (id) => reader.cellsOf(id),
    nextReady: (after) => reader.nextReady(after),
    nextHeld: (id, after) => reader.nextHeld(id, after),
    unblocked: () => reader.unblocked(),
    active: () => reader.active(),
  };
  const resolution = resolveStep(seedless, key, { ok: true, inputs });
  return resolution.ok ? resolution.resolved : null;
}
