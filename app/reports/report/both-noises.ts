import { quantileNormal } from 'vega-statistics';
import { studentTwoSided, studentWithin } from '../../../math/student.ts';
import type { DifferenceError } from '../../../math/welch.ts';
import { Z95 } from '../../../math/z95.ts';

/**
 * How far from its value the interval of 95 % ends. `known` is an error that was not taken from few values: the halves
 * of both intervals add up by their squares. Satterthwaite's degrees of freedom would call too many of few trainings:
 * 3.8 % above in place of 2.5 %.
 * Zou & Donner (2008): https://doi.org/10.1002/sim.3095
 */
export function halfOf({ error, df }: DifferenceError, known = 0): number {
  return Math.hypot(studentWithin(0.95, df) * error, Z95 * known);
}

/** The chance of a value this far from 0 if the truth were 0: at its level the interval just ends there. Two-sided, never 0. */
export function chanceOf(value: number, { error, df }: DifferenceError, known = 0): number {
  if (known === 0) return Math.max(studentTwoSided(value / error, df), Number.MIN_VALUE);
  let [low, high] = [0, Math.abs(value / error)];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const t = (low + high) / 2;
    const z = quantileNormal(studentTwoSided(t, df) / 2);
    if (Math.hypot(t * error, z * known) > Math.abs(value)) high = t;
    else low = t;
  }
  return Math.max(studentTwoSided(high, df), Number.MIN_VALUE);
}

const TURNS = 50;
