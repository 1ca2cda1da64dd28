import { expect, test } from 'vitest';
import request from '../../schemas/action-request.schema.json' with { type: 'json' };
import report from '../../schemas/attempt-report.schema.json' with { type: 'json' };
import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';

test('the schema of reports says the numbers that the executor holds itself to', () => {
  const { line, cutNote, linesAReport, samplesAReport, series } = EXECUTOR_LIMITS;
  const { metrics, metricName, fact, summary, message } = EXECUTOR_LIMITS;
  const [, output, live, , material] = report.oneOf.map(({ properties }) => properties);
  expect(output).toMatchObject({
    lines: {
      maxItems: linesAReport,
      items: { properties: { text: { maxLength: line + cutNote } } },
    },
  });
  const named = { propertyNames: { maxLength: metricName } };
  const values = { maxProperties: series, ...named };
  expect(live).toMatchObject({
    samples: { maxItems: samplesAReport, items: { properties: { values } } },
  });
  expect(material).toMatchObject({ summary: { maxLength: summary } });
  const { products, message: told } = report.$defs.outcome.properties;
  expect(told.maxLength).toBe(message);
  expect(products.properties).toMatchObject({
    metrics: { maxProperties: metrics, ...named },
    facts: { maxProperties: metrics, ...named, additionalProperties: { maxLength: fact } },
  });
});

test.each([
  ['reports', report],
  ['requests', request],
])('every number, text, list and map of %s has a bound', (_name, schema) => {
  expect(boundless(schema, '')).toEqual([]);
});

type Rule = Readonly<Record<string, unknown>>;

/** Places of a schema where a message may be as large as it likes. */
function boundless(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const rule = value as Rule;
  const types = new Set([rule['type']].flat());
  const own = [
    types.has('integer') && !('maximum' in rule),
    types.has('string') && !('maxLength' in rule) && !isShort(rule['pattern']),
    types.has('array') && !('maxItems' in rule),
    isMap(rule) && !('maxProperties' in rule) && !HELD_ELSEWHERE.has(path),
  ];
  const below = Object.entries(rule).flatMap(([key, item]) => boundless(item, `${path}/${key}`));
  return own.includes(true) ? [path, ...below] : below;
}

/** A pattern with an end and no repetition without one. */
function isShort(pattern: unknown): boolean {
  return typeof pattern === 'string' && pattern.endsWith('$') && !/[*+]|,\}/.test(pattern);
}

/** Not what is one of several forms: each of those is held to this itself. */
function isMap({ type, additionalProperties, discriminator }: Rule): boolean {
  return type === 'object' && additionalProperties !== false && discriminator === undefined;
}

/** A request holds reports, each of which is held against the schema of reports. */
const HELD_ELSEWHERE = new Set(['/oneOf/3/properties/reports/items']);
