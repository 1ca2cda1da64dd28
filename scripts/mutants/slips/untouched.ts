import { Visitor, type Program } from 'oxc-parser';
import { isWithin, type Range } from './slip.ts';

/** Tells which pieces of a file are left as they are. */
export function findUntouched(program: Program, text: string): (range: Range) => boolean {
  const left: Range[] = [];
  const chains: Range[] = [];
  const leave = (range: Range) => {
    left.push(range);
  };
  new Visitor({
    ImportDeclaration: leave,
    TSTypeAnnotation: leave,
    TSTypeAliasDeclaration: leave,
    TSInterfaceDeclaration: leave,
    TSTypeParameterDeclaration: leave,
    TSTypeParameterInstantiation: leave,
    TSAsExpression: ({ typeAnnotation }) => leave(typeAnnotation),
    TSSatisfiesExpression: ({ typeAnnotation }) => leave(typeAnnotation),
    ThrowStatement: ({ argument }) => leave(argument),
    CallExpression: (call) => {
      if (LOGS.test(text.slice(call.callee.start, call.callee.end))) leave(call);
    },
    Property: ({ key, computed }) => {
      if (!computed) leave(key);
    },
    ChainExpression: (chain) => {
      chains.push(chain);
    },
  }).visit(program);
  return (range) =>
    left.some((outer) => isWithin(range, outer)) ||
    // A piece of `a?.b.c()` that is cut out of it no longer ends where `a` is missing.
    chains.some(({ start, end }) => range.start === start && range.end < end);
}

const LOGS = /\blog(\.\w+)?$|\.warn$/;
