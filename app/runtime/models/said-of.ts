import { modelFileOf, readModelFile } from '../../compile/models/read-model-file.ts';
import type { ModelFile } from '../../../schemas/model.generated.ts';

/** What people say of a model in its file; null: nothing that can be read. `problem`: why not, and where. */
export type Said = { readonly said: ModelFile | null; readonly problem: string | null };

/** Room for all that the file may say; a longer one is not read where others wait. */
const LARGEST = 64 * 1024;

/** Finds and reads the file of a model; `read` gives its text, null: it is not there. */
export async function saidOf(
  model: string,
  read: (file: string) => Promise<string | null>,
): Promise<Said> {
  const file = modelFileOf(model);
  const text = await read(file);
  if (text === null) return { said: null, problem: null };
  if (text.length > LARGEST) return { said: null, problem: `${file} is too long to be read` };
  const { said, problems } = readModelFile(text);
  const [first] = problems;
  if (first === undefined) return { said, problem: null };
  return { said: null, problem: `${file} has mistakes: line ${first.line}: ${first.message}` };
}
