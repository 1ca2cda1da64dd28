import { isMap } from '../domain/json.ts';
import { readYaml } from './parse/read-yaml.ts';

/** The name that a pipeline file gives itself; null: none that can be read. For `CompileRequest.taken`. */
export function pipelineName(text: string): string | null {
  const { value } = readYaml(text);
  const name = isMap(value) ? value['name'] : undefined;
  return typeof name === 'string' ? name : null;
}
