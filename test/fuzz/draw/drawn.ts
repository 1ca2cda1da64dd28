import type { Json, JsonMap } from '../../../app/domain/json.ts';
import { pick } from '../../support/mutate.ts';
import { fromSchema } from './from-schema.ts';
import { MOST_BYTES, spoilBytes } from './spoil-bytes.ts';
import { jsonText, spoilJson } from './spoil-json.ts';

/** Makes an input of chance alone. */
export type Draw = (chance: () => number) => Buffer;

/** Texts that somebody wrote, spoilt. */
export function fromTexts(corpus: readonly string[], tokens: readonly string[] = []): Draw {
  return (chance) => {
    const text = pick(corpus, chance) ?? '';
    return spoilBytes(Buffer.from(text), chance, { tokens, corpus });
  };
}

/** JSON that a schema allows, spoilt as a value and, not always, as bytes. */
export function fromSchemas(schemas: readonly JsonMap[]): Draw {
  return fromValues((chance) => fromSchema(pick(schemas, chance) ?? {}, chance));
}

/** JSON of values that are made one by one, spoilt in the same way. */
export function fromValues(draw: (chance: () => number) => Json): Draw {
  return (chance) => {
    const text = jsonText(spoilJson(draw(chance), chance));
    const bytes = Buffer.from(text);
    return chance() < 0.5
      ? bytes.subarray(0, MOST_BYTES)
      : spoilBytes(bytes, chance, { tokens: JSON_TOKENS, corpus: [] });
  };
}

/** Either of these, as chance has it. */
export function anyOf(...draws: readonly Draw[]): Draw {
  return (chance) => pick(draws, chance)?.(chance) ?? Buffer.alloc(0);
}

// prettier-ignore
const JSON_TOKENS = ['{', '}', '[', ']', '"', ',', ':', '\\', '\\u', '\\ud800', 'null', '{"a":', '[[', '"a":1,'];
