import { html } from 'hono/html';
import {
  wordsForIdleGpus,
  type GpuSample,
  type UsageSample,
} from '../../../../runner-provisioner/boot/read-usage.ts';
import { size } from '../../../../text/size.ts';
import type { Html } from '../../frame/document.ts';

/** How busy the GPUs of a step's machine are now, and that they idle if they do; null: it tells of none. */
export function gpuUse(samples: readonly UsageSample[], now: number): Html | null {
  const last = samples.at(-1);
  if (last === undefined) return null;
  const idle = wordsForIdleGpus(samples, now);
  return html`<h3>GPUs</h3>
    <dl class="values">
      ${last.gpus.map(
        (gpu, index) =>
          html`<div>
            <dt>GPU ${index}</dt>
            <dd class="num">${useWords(gpu)}</dd>
          </div>`,
      )}
    </dl>
    ${idle === null ? '' : html`<p class="message">${idle}</p>`}`;
}

/** `35 %, 9.9 GiB of 22 GiB`; what the driver does not say is left out. */
function useWords({ usePercent, usedMib, totalMib }: GpuSample): string {
  const parts = [
    ...(usePercent === null ? [] : [`${Math.round(usePercent)} %`]),
    ...(usedMib === null || totalMib === null
      ? []
      : [`${size(usedMib * MIB)} of ${size(totalMib * MIB)}`]),
  ];
  return parts.length === 0 ? 'not told' : parts.join(', ');
}

const MIB = 2 ** 20;
