import { UsageError } from '../usage-error.ts';

/** Params as typed, `name=value`; of one set twice the last holds. Throws a `UsageError` for any other form. */
export function readParams(typed: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    typed.map((text) => {
      const equals = text.indexOf('=');
      if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
      throw new UsageError(`--param ${text} has no value.`, 'Write --param name=value.');
    }),
  );
}
