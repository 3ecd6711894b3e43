import type { Span } from '../../base/span.ts';
import type { Mention } from '../model/mentions.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { templatesIn } from '../schema/templates.ts';
import type { ReferenceKind, Type } from '../schema/type.ts';
import { isTemplate } from '../schema/typing.ts';

/** What a stretch of the plan is, in the words that every editor's themes know. */
export const tokenTypes = [
  'namespace',
  'function',
  'variable',
  'class',
  'interface',
  'method',
  'property',
  'enumMember',
  'number',
  'regexp',
  'macro',
] as const;
export type TokenType = (typeof tokenTypes)[number];

/** `declaration`: the name is given here. `readonly`: it has its name from elsewhere, the format, the tracker or the workspace. */
export const tokenModifiers = ['declaration', 'readonly'] as const;

/** Never over a line's end; those of one plan do not overlap. */
export type Token = {
  readonly span: Span;
  readonly type: TokenType;
  readonly modifiers: readonly (typeof tokenModifiers)[number][];
};

const ofNames: Readonly<Record<ReferenceKind, TokenType>> = {
  phase: 'namespace',
  task: 'function',
  issue: 'variable',
  agent: 'class',
  runner: 'interface',
  action: 'method',
};

const ofFormats: Readonly<Record<string, TokenType>> = {
  duration: 'number',
  effort: 'number',
  money: 'number',
  count: 'number',
  regex: 'regexp',
};

/** What the typed tree knows about a plan's text, in the order of the text. */
export function tokens(snapshot: Snapshot): readonly Token[] {
  const found = [...names(snapshot), ...keys(snapshot), ...values(snapshot)];
  found.sort((a, b) => a.span.start - b.span.start);
  let end = -1;
  return found.filter(({ span }) => {
    const apart =
      span.start >= end && span.end > span.start && !snapshot.text.slice(span.start, span.end).includes('\n');
    if (apart) end = span.end;
    return apart;
  });
}

function* names({ mentions }: Snapshot): Generator<Token> {
  const id = ({ kind, name }: Mention): string => `${kind} ${name}`;
  const ours = new Set(mentions.filter(({ role }) => role !== 'refers').map(id));
  for (const mention of mentions) {
    const modifiers =
      mention.role !== 'refers' ? ['declaration' as const] : ours.has(id(mention)) ? [] : ['readonly' as const];
    yield { span: mention.node.span, type: ofNames[mention.kind], modifiers };
  }
}

function* keys({ typing }: Snapshot): Generator<Token> {
  for (const { mapping, shape } of typing.recordOf.values()) {
    for (const { key } of mapping.entries)
      if (Object.hasOwn(shape.properties, key.text)) yield { span: key.span, type: 'property', modifiers: [] };
  }
}

function* values({ text, typing }: Snapshot): Generator<Token> {
  for (const { node, type } of typing.values) {
    if (node.kind !== 'scalar') continue;
    if (isTemplate(node)) {
      const { start, end } = node.span;
      for (const one of templatesIn(text.slice(start, end)))
        yield { span: { start: start + one.start, end: start + one.end }, type: 'macro', modifiers: [] };
    } else {
      const kind = kindOf(type);
      if (kind !== undefined) yield { span: node.span, type: kind, modifiers: [] };
    }
  }
}

function kindOf(type: Type): TokenType | undefined {
  if (type.is === 'choice') return 'enumMember';
  if (type.is === 'number') return 'number';
  return type.is === 'text' && type.format !== undefined ? ofFormats[type.format] : undefined;
}
