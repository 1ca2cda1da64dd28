import { html } from 'hono/html';
import type { GpuSample } from '../../../../runner-provisioner/boot/read-usage.ts';
import { shown } from '../../../reports/html/shown.ts';
import { costText } from '../../../reports/words/cost-words.ts';
import { dollarsText } from '../../../../text/dollars-text.ts';
import { runNumber } from '../../../reports/words/run-words.ts';
import { elapsed } from '../../../../text/duration.ts';
import type { Html } from '../../frame/document.ts';
import { stepLink } from '../../run/run-links.ts';
import type { MachineNow } from './load-costs.ts';

/** Machines that are there now, or are asked for: what for, how busy, since when, for how much. */
export function machinesCard(machines: readonly MachineNow[], now: number): Html {
  const hourly = machines.flatMap(({ machine }) => machine.instance?.usdHour ?? []);
  const usd = hourly.reduce((sum, each) => sum + each, 0);
  const rate =
    hourly.length === 0 ? '' : html`<span class="dim">${dollarsText(usd)} an hour</span>`;
  return html`<section class="card flush machines">
    <h2>Machines now <span class="badge t-accent">${machines.length}</span> ${rate}</h2>
    ${
      machines.length === 0
        ? html`<p class="empty">
            No machine is on. One is started for each step with <code>resources</code>.
          </p>`
        : html`<div class="wide" tabindex="0" role="region" aria-label="Machines">
            <table class="steps list">
              <thead>
                <tr>
                  <th scope="col">Machine</th>
                  <th scope="col">Works on</th>
                  <th scope="col">GPU</th>
                  <th scope="col" class="right">For</th>
                  <th scope="col" class="right">Cost</th>
                </tr>
              </thead>
              <tbody>
                ${machines.map((each) => row(each, now))}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

function row({ machine, run, cost, gpus }: MachineNow, now: number): Html {
  const { instance, paidSince, attempt } = machine;
  const price =
    instance === null
      ? null
      : instance.usdHour === null
        ? 'price unknown'
        : `${dollarsText(instance.usdHour)}/h`;
  return html`<tr>
    <th scope="row">
      ${instance === null ? 'asked for' : instance.type}
      ${instance === null ? '' : html`<p class="reason">${instance.market === 'spot' ? 'spot' : 'on demand'} · ${price}</p>`}
    </th>
    <td>
      <a href="${stepLink(run.id, attempt.key)}"
        >${shown(`${run.pipeline} #${runNumber(run)} / ${attempt.key}`)}</a
      >
      <p class="reason">${STATES[machine.state.type]}</p>
    </td>
    <td class="num">${use(gpus)}</td>
    <td class="right num">
      ${paidSince === undefined ? '' : elapsed(Math.max(0, now - paidSince))}
    </td>
    <td class="right num">${instance === null ? '' : costText(cost)}</td>
  </tr>`;
}

const STATES: Readonly<Record<MachineNow['machine']['state']['type'], string>> = {
  requested: 'is asked for',
  launching: 'is asked for',
  pausing: 'waits for room on EC2',
  booting: 'starts',
  attested: 'waits for its job',
  dispatched: 'waits for its job',
  registered: 'waits for its job',
  running: 'at work',
  ending: 'ends',
  gone: 'gone',
};

const IDLE_PERCENT = 5;

/** Of several GPUs the mean of those that say it. */
function use(gpus: readonly GpuSample[]): Html | string {
  const told = gpus.flatMap(({ usePercent }) => usePercent ?? []);
  if (told.length === 0) return '';
  const percent = Math.round(told.reduce((sum, each) => sum + each, 0) / told.length);
  return html`<meter min="0" max="100" value="${percent}" aria-label="GPU use"></meter> ${percent} %
    ${percent < IDLE_PERCENT ? html`<span class="badge t-bad">idle</span>` : ''}`;
}
