import { closestName } from '../../text/closest-name.ts';
import type { Json } from '../domain/json.ts';
import { clip } from './problems/finding.ts';
import { losesDigits, wholeDigits } from '../../math/whole-number.ts';

/** What a param allows, as it is declared. */
type Declared = {
  readonly type: string;
  readonly options?: readonly (string | number)[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
};

type Wrong = { readonly message: string; readonly hint: string | null };

// A param becomes environment of processes, which is as short.
const MAX_LENGTH = 65_536;

/** Why a param cannot have this value; null: it can. */
export function checkParamValue(param: Declared, value: Json): Wrong | null {
  const shown = clip(JSON.stringify(value), 60);
  if (param.type === 'number') return checkNumber(param, value, shown);
  if (param.type === 'boolean') {
    return typeof value === 'boolean'
      ? null
      : wrong(`${shown} is not a boolean`, 'write true or false');
  }
  if (param.type === 'choice' && typeof value === 'number')
    return checkChoice(param, textOf(value));
  if (typeof value !== 'string') return wrong(`${shown} is not a string`, `write "${shown}"`);
  if (value.length > MAX_LENGTH)
    return wrong(`the string has more than ${MAX_LENGTH} characters`, null);
  return param.type === 'choice' ? checkChoice(param, value) : null;
}

/** A value as it was typed, with the type that the param declares; what cannot be converted stays a text. */
export function readTyped(param: Declared, typed: string): Json {
  if (
    param.type === 'number' &&
    !losesDigits(typed) &&
    /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(typed)
  ) {
    return Number(typed);
  }
  if (param.type === 'boolean' && /^(true|false)$/i.test(typed))
    return typed.toLowerCase() === 'true';
  return typed;
}

/** The options of a choice as the texts that it takes. */
export function optionsOf({ options = [] }: Pick<Declared, 'options'>): readonly string[] {
  return options.map(textOf);
}

/** A value of a param that is a text. */
export function textOf(value: string | number): string {
  return typeof value === 'string' ? value : (wholeDigits(value) ?? String(value));
}

function checkNumber({ minimum, maximum }: Declared, value: Json, shown: string): Wrong | null {
  if (typeof value === 'string' && losesDigits(value))
    return wrong(
      `${value.trim()} would lose digits as a number`,
      'a param for it has `type: string`',
    );
  if (typeof value !== 'number')
    return wrong(`${shown} is not a number`, 'write a number without quotes');
  if (minimum !== undefined && value < minimum) {
    return wrong(`${value} is below the minimum ${minimum}`, `write at least ${minimum}`);
  }
  if (maximum !== undefined && value > maximum) {
    return wrong(`${value} is above the maximum ${maximum}`, `write at most ${maximum}`);
  }
  return null;
}

function checkChoice(param: Declared, value: string): Wrong | null {
  const options = optionsOf(param);
  if (options.includes(value) || options.length === 0) return null;
  const near = closestName(value, options);
  const choice = `write one of ${options.join(', ')}`;
  return wrong(
    `"${value}" is not among the options`,
    near === null ? choice : `did you mean "${near}"?`,
  );
}

function wrong(message: string, hint: string | null): Wrong {
  return { message, hint };
}
