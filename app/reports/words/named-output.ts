import { span, type Line } from '../layout/line.ts';
import { shownKey } from './step-words.ts';

/** `train | epoch 3 loss 0.21`: what a step printed, with its name. */
export function outputLine(key: string, text: string): Line {
  return [span(`${shownKey(key)} | `, 'dim'), span(text)];
}
