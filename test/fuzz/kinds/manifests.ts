import reportSchema from '../../../schemas/attempt-report.schema.json' with { type: 'json' };
import ticketSchema from '../../../schemas/ticket.schema.json' with { type: 'json' };
import { freshFolder } from '../../support/fresh-folder.ts';
import { YAML_MS, type Doors } from '../door.ts';
import { anyOf, fromSchemas, fromTexts } from '../draw/drawn.ts';
import { NUMBER_TOKENS, TEXTS } from '../draw/hostile-values.ts';
import {
  JOB,
  JOB_SCHEMA,
  LIVE,
  METRICS,
  OUTPUTS,
  PRINTED,
  REQUIREMENTS,
  TABLES,
} from '../draw/left-behind.ts';
import { MANIFESTS, MANIFEST_TOKENS } from '../draw/manifests.ts';
import { takeJob, takeMessage, takePrinted, takeTable } from '../laws/of-jobs.ts';
import { takeLive, takeMetrics, takeOutputs, takeRequirements } from '../laws/of-steps.ts';
import { takeManifest, takeNames } from '../laws/trees.ts';

/** What steps leave behind, what is stored of it, and what a job is handed. */
export function openManifests(): Doors {
  const place = freshFolder();
  return {
    isWell: () => takeManifest(place, Buffer.from(MANIFESTS[2] ?? '')),
    doors: {
      manifest: {
        draw: fromTexts(MANIFESTS, MANIFEST_TOKENS),
        take: (input) => takeManifest(place, input),
      },
      names: {
        draw: fromTexts(TEXTS, ['/', '\n', '..', '\0', 'a', 'A', 'é', ' ', '->']),
        take: (input) => takeNames(place, input),
      },
      messages: { draw: fromSchemas([ticketSchema, reportSchema]), take: takeMessage },
      metrics: {
        draw: fromTexts(METRICS, [
          ...NUMBER_TOKENS,
          '{"a":',
          '[',
          '"',
          '\\',
          'NaN',
          ',',
          '- ',
          ': ',
          '&a ',
          '*a',
          '<<: *a',
        ]),
        take: (input) => takeMetrics(place, input),
        mostMs: YAML_MS,
      },
      live: {
        draw: fromTexts(LIVE, [...NUMBER_TOKENS, '{"step":1}\n', '\n', '"', '\\', '{', '}']),
        take: (input) => takeLive(place, input),
      },
      outputs: {
        draw: fromTexts(OUTPUTS, ['=', '<<', '\n', 'EOF', 'a=', 'n=1e400\n', '\r\n', '"', '[']),
        take: (input) => takeOutputs(place, input),
      },
      tables: {
        draw: fromTexts(TABLES, [
          ',',
          '\n',
          '"',
          '\t',
          'x',
          '0.5',
          '{"x":1,"y":2}\n',
          '[',
          ...NUMBER_TOKENS,
        ]),
        take: takeTable,
      },
      printed: {
        draw: fromTexts(
          [...PRINTED, ...TEXTS],
          ['\n', '\r', "'", '"', ': ', 'Error', '\u001B[', 'File "a", line 1\n', ' '],
        ),
        take: takePrinted,
      },
      requirements: {
        draw: fromTexts(REQUIREMENTS, ['-r ', '\n', '-c', '@ file:', ' ', './', '-e ']),
        take: (input) => takeRequirements(place, input),
      },
      job: {
        draw: anyOf(fromTexts(JOB, ['{', '"', '\\', ',']), fromSchemas([JOB_SCHEMA])),
        take: (input) => takeJob(place, input),
      },
    },
  };
}
