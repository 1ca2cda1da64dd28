import { data } from '@actions/expressions';
import { format } from '@actions/expressions/funcs/format';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { join } from '@actions/expressions/funcs/join';
import type { Data } from './json-data.ts';
import { assertTextFits } from './text-limit.ts';

/** GitHub's functions that make long texts of short ones; refused before they make one that is too long. */
export const BOUNDED_FUNCTIONS: readonly FunctionDefinition[] = [
  bounded(format, ([text, ...values]) => {
    const pattern = lengthOf(text) === 0 ? '' : (text?.coerceString() ?? '');
    const places = [...pattern.matchAll(/\{(\d+)/g)];
    return places.reduce((sum, [, index]) => sum + lengthOf(values[Number(index)]), pattern.length);
  }),
  bounded(join, ([list, separator]) => {
    if (!(list instanceof data.Array)) return 0;
    const items = list.values();
    const texts = items.reduce((sum, item) => sum + lengthOf(item), 0);
    return texts + items.length * lengthOf(separator);
  }),
];

function bounded(
  definition: FunctionDefinition,
  lengthWith: (values: Data[]) => number,
): FunctionDefinition {
  return {
    ...definition,
    call: (...values) => {
      assertTextFits(lengthWith(values));
      return definition.call(...values);
    },
  };
}

function lengthOf(value: Data | undefined): number {
  return value?.primitive === true ? value.coerceString().length : 0;
}
