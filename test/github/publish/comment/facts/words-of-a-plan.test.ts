import { describe, expect, test } from 'vitest';
import { anotherCommand } from '../../../../../app/github/publish/comment/facts/another-command.ts';
import {
  liveMetric,
  metricBeside,
  unitOf,
} from '../../../../../app/github/publish/comment/facts/live-metric.ts';
import type { ParamSpec } from '../../../../../app/domain/plan.ts';
import { aPlan, aPlanStep } from '../../../../reports/build-run.ts';

const NONE = { description: null, options: null, minimum: null, maximum: null };
const param = (change: Partial<ParamSpec>): ParamSpec => ({ type: 'number', ...NONE, ...change });

describe('another run is proposed', () => {
  const triggers = { command: ['retrain'] };
  test.each([
    ['twice as much', param({}), 16, 'x=32'],
    ['half, where twice is too much', param({ maximum: 20 }), 16, 'x=8'],
    ['of one that may not be another', param({ minimum: 1, maximum: 1 }), 1, null],
    ['nothing of one whose value nobody gave', param({}), null, null],
    ['zero, which has no double', param({}), 0, null],
    ['half of a fraction', param({ minimum: 0.1, maximum: 0.5 }), 0.5, 'x=0.25'],
    ['half of an odd number, as a whole one', param({ maximum: 7 }), 7, 'x=3'],
    ['twice as much of what is below zero', param({}), -3, 'x=-6'],
    ['a choice', param({ type: 'choice', options: ['a', 'b', 'c'] }), 'a', 'x=b'],
    ['a choice that is one word', param({ type: 'choice', options: ['a b', 'c'] }), 'c', null],
    ['the other truth', param({ type: 'boolean' }), true, 'x=false'],
    ['a text, of which nobody knows another', param({ type: 'string' }), 'a', null],
  ])('%s', (_, spec, value, expected) => {
    const plan = aPlan([], { triggers, params: { x: spec }, paramValues: { x: value } });
    expect(anotherCommand(plan)).toBe(expected === null ? null : `/retrain ${expected}`);
  });

  test('only where a command starts the pipeline', () => {
    const params = { params: { x: param({}) }, paramValues: { x: 1 } };
    expect(anotherCommand(aPlan([], params))).toBeNull();
    expect(anotherCommand(aPlan([], { ...params, triggers: { command: 'retrain' } }))).toBeNull();
    expect(anotherCommand(aPlan([], { triggers, params: {}, paramValues: {} }))).toBeNull();
  });
});

describe('of live metrics', () => {
  const metrics = {
    path: null,
    live: 'l',
    primary: 'acc',
    maximize: ['acc'],
    minimize: ['val_loss'],
  };
  const plan = aPlan([aPlanStep('train', { metrics })]);

  test('the main one stands for a step, else one with a goal, else the first', () => {
    expect(liveMetric(plan, 'train', { loss: 1, acc: 2, val_loss: 3 })).toBe('acc');
    expect(liveMetric(plan, 'train', { loss: 1, val_loss: 3 })).toBe('val_loss');
    expect(liveMetric(plan, 'train', { epoch: 1, toString: 3 })).toBe('toString');
    expect(liveMetric(plan, 'train', { epoch: 1 })).toBeNull();
    expect(liveMetric(plan, 'other', { epoch: 1, loss: 2 })).toBe('loss');
  });

  test('the one that is named primary stands before those that have a goal', () => {
    const metrics = { path: 'm', live: 'l', primary: 'f1', maximize: ['acc', 'f1'], minimize: [] };
    const named = aPlan([aPlanStep('train', { metrics })]);
    expect(liveMetric(named, 'train', { acc: 1, f1: 2 })).toBe('f1');
    expect(liveMetric(named, 'train', { acc: 1 })).toBe('acc');
  });

  test('training stands beside validation, and validation beside training', () => {
    expect(metricBeside('val_loss', { val_loss: 1, loss: 2 })).toBe('loss');
    expect(metricBeside('val/acc', { 'val/acc': 1, 'train/acc': 2, loss: 3 })).toBe('train/acc');
    expect(metricBeside('loss', { loss: 1, val_loss: 2 })).toBe('val_loss');
    expect(metricBeside('loss', { loss: 1 })).toBeNull();
    expect(metricBeside('val_acc', { val_acc: 1, loss: 2, val_loss: 3 })).toBeNull();
  });

  test('a step counts epochs where it says so', () => {
    expect(unitOf({ step: 3, values: { epoch: 3 } })).toBe('epoch');
    expect(unitOf({ step: 300, values: { epoch: 3 } })).toBe('step');
    expect(unitOf({ step: 3, values: {} })).toBe('step');
  });
});
