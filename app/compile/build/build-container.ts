import type { Step } from '../../../schemas/pipeline.generated.ts';
import type { ContainerSpec } from '../../domain/plan.ts';
import type { Path } from '../problems/finding.ts';
import type { EarlyValues } from './early-values.ts';

/** The container of a step's command. */
export function buildContainer(
  { container }: Step,
  path: Path,
  early: EarlyValues,
): ContainerSpec | null {
  if (container === undefined) return null;
  const place = [...path, 'container'];
  if (typeof container === 'string')
    return { image: imageOf(container, place, early), options: null };
  const { image, options } = container;
  return {
    image: imageOf(image, [...place, 'image'], early),
    options: options === undefined ? null : early.text(options, [...place, 'options']),
  };
}

function imageOf(written: string, place: Path, early: EarlyValues): string {
  const image = early.text(written, place);
  // A reference never holds spaces or begins with a dash, which would be an option of `docker run`.
  if (!/^[A-Za-z0-9]\S*$/.test(image) && early.findings.at(-1)?.path !== place) {
    early.fail(place, `${JSON.stringify(image)} is not an image reference`);
  }
  return image;
}
