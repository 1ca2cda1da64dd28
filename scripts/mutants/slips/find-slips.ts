import { Visitor, type Program, type VisitorObject } from 'oxc-parser';
import { slipsOfCalls } from './calls.ts';
import { slipsOfConditions } from './conditions.ts';
import { nameFunctions } from './name-functions.ts';
import { isSamePlace, type Ground, type Range, type Slip } from './slip.ts';
import { findUntouched } from './untouched.ts';
import { slipsOfValues } from './values.ts';

const OPERATORS: readonly ((ground: Ground) => VisitorObject)[] = [
  slipsOfConditions,
  slipsOfCalls,
  slipsOfValues,
];

/** Every slip in a file: conditions, calls and values. Types, what is logged and what is thrown stay as they are. */
export function findSlips(program: Program, text: string): readonly Slip[] {
  const isUntouched = findUntouched(program, text);
  const functionAt = nameFunctions(program, text);
  const slips: Slip[] = [];
  const put = ({ start, end }: Range, after: string, isStatement: boolean) => {
    const place = { start, end };
    if (isUntouched(place) || text.slice(start, end) === after) return;
    if (slips.some((slip) => isSamePlace(slip, place) && slip.after === after)) return;
    slips.push({ start, end, after, isStatement, within: functionAt(place) });
  };
  const ground: Ground = {
    textOf: ({ start, end }) => text.slice(start, end),
    add: (range, ...after) => {
      for (const other of after) put(range, other, false);
    },
    forget: (statement) => put(statement, '', true),
  };
  for (const operator of OPERATORS) new Visitor(operator(ground)).visit(program);
  return slips;
}
