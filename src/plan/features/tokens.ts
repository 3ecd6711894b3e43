import type { Span } from '../../base/span.ts';
import { gather, movedThing } from '../model/gather.ts';
import type { Names } from '../model/names.ts';
import type { Section } from '../model/section.ts';
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
export const tokens = (plan: Snapshot): readonly Token[] =>
  gather(plan, (section) => tokensIn(section, plan.names), movedThing);

const known = new WeakMap<Section, { readonly names: Names; readonly tokens: readonly Token[] }>();

/** The tokens of one section, in its own coordinates: the same list as long as neither its text nor the plan's names change. */
export function tokensIn(section: Section, names: Names): readonly Token[] {
  const kept = known.get(section);
  if (kept?.names === names) return kept.tokens;
  const found = apart(section.text, [...named(section, names), ...keys(section), ...values(section)]);
  known.set(section, { names, tokens: found });
  return found;
}

function apart(text: string, found: Token[]): readonly Token[] {
  found.sort((a, b) => a.span.start - b.span.start);
  let end = -1;
  return found.filter(({ span }) => {
    const alone = span.start >= end && span.end > span.start && !/[\r\n]/.test(text.slice(span.start, span.end));
    if (alone) end = span.end;
    return alone;
  });
}

function* named({ mentions }: Section, names: Names): Generator<Token> {
  for (const { role, kind, name, node } of mentions) {
    const modifiers =
      role !== 'refers' ? ['declaration' as const] : names.of(kind).has(name) ? [] : ['readonly' as const];
    yield { span: node.span, type: ofNames[kind], modifiers };
  }
}

function* keys({ typing }: Section): Generator<Token> {
  for (const { mapping, shape } of typing.recordOf.values()) {
    for (const { key } of mapping.entries)
      if (Object.hasOwn(shape.properties, key.text)) yield { span: key.span, type: 'property', modifiers: [] };
  }
}

function* values({ text, typing }: Section): Generator<Token> {
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
