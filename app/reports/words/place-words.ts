import type { StepView } from '../../../schemas/run-view.generated.ts';
import { dollarsText } from '../../../text/dollars-text.ts';

/**
 * The machine that was started for an attempt: `g5.xlarge spot, us-east-1a, $0.43/h`, without a price that nobody knows.
 * Null: it runs on one that was there.
 */
export function placeWords({ machine }: StepView['attempts'][number]): string | null {
  if (machine === undefined) return null;
  const { type, market, zone, usdHour, reservation } = machine;
  const price = usdHour === null ? [] : [`${dollarsText(usdHour)}/h`];
  const room = reservation === undefined ? market : `in ${reservation}`;
  return [`${type} ${room}`, zone, ...price].join(', ');
}
