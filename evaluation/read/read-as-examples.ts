import type { Examples } from '../examples.ts';
import { wantedColumns, type ExamplesSpec } from '../examples-file.ts';
import type { ExamplesSource, TableFile } from './examples-source.ts';
import { readExamples } from './read-examples.ts';
import { readVerdicts } from './verdicts/read-verdicts.ts';

type Reading = TableFile & Pick<ExamplesSource, 'groups' | 'columnsAt'>;

/**
 * Reads what of a table makes its metrics, one example for each row, or for each item that was judged. Nothing of it is
 * quoted: its step's secrets are not known. Throws `BadExamples`.
 */
export async function readAsExamples(spec: ExamplesSpec, file: Reading): Promise<Examples> {
  const { id, cluster, verdicts: form } = spec;
  const quote = () => '…';
  if (form !== undefined) {
    return (await readVerdicts({ ...file, id, cluster, form, quote })).examples;
  }
  // What is shown is read for nobody here.
  const wanted = wantedColumns({ ...spec, show: [] });
  return readExamples({ ...file, wanted, quote });
}
