import { moved } from '../../base/span.ts';
import type { Knowledge } from '../model/knowledge.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type TemplateName, templateNames } from '../schema/templates.ts';
import type { Type } from '../schema/type.ts';
import { items, keys, names, wholePlan } from './complete-keys.ts';
import { commandLookup, type Lookup, pathLookup } from './complete-paths.ts';
import { values } from './complete-values.ts';
import { type Context, contextAt } from './context.ts';
import type { Suggestion } from './suggestion.ts';

/** A caret with the section that it is in. */
type Caret = { readonly text: string; readonly start: number; readonly context: Context };

function caretAt(snapshot: Snapshot, offset: number): Caret | undefined {
  const { section, start } = snapshot.at(offset) ?? { section: undefined, start: 0 };
  const text = section?.text ?? '';
  const under = section?.piece.role === 'entry' ? section.piece.under : undefined;
  const context = contextAt(text, offset - start, under);
  return context && { text, start, context };
}

/**
 * What may be written at an offset, the likeliest first. Right in half-written text, because it looks at indentation, not at the tree;
 * at that of the offset's section alone, so that it costs with the section.
 */
export function complete(snapshot: Snapshot, knowledge: Knowledge, offset: number): readonly Suggestion[] {
  const caret = caretAt(snapshot, offset);
  if (caret === undefined) return [];
  const seen = new Set<string>();
  return suggestions(snapshot, knowledge, caret).flatMap((one) => {
    if (one.label === '' || seen.has(one.label)) return [];
    seen.add(one.label);
    return [{ ...one, span: moved(one.span, caret.start) }];
  });
}

/** What the world should be asked before completing at an offset; undefined where what is known will do. */
export function lookupAt(snapshot: Snapshot, offset: number): Lookup | undefined {
  const context = caretAt(snapshot, offset)?.context;
  if (context?.kind !== 'value') return undefined;
  const wanted = (types: readonly Type[]): Lookup | undefined => {
    for (const type of types) {
      if (type.is === 'text' && (type.format === 'glob' || type.names !== undefined)) return pathLookup(context);
      if (type.is === 'text' && type.format === 'command') return commandLookup(context);
      const inner = type.is === 'list' ? wanted([type.of]) : type.is === 'either' ? wanted(type.of) : undefined;
      if (inner !== undefined) return inner;
    }
    return undefined;
  };
  return wanted(context.types);
}

function suggestions(snapshot: Snapshot, knowledge: Knowledge, { text, context }: Caret): readonly Suggestion[] {
  switch (context.kind) {
    case 'template':
      return templates(text, context);
    case 'value':
      return context.types.flatMap((type) => values(type, snapshot, knowledge, context));
    case 'name':
      return names(snapshot, knowledge, text, context);
    case 'item':
      return items(context);
    case 'key': {
      // The plan's own keys stand in other sections too.
      const others = context.path.length === 0 && !context.flow ? (snapshot.top?.entries ?? []) : [];
      const present = new Set([...context.present, ...others.map(({ key }) => key.text)]);
      const whole = context.path.length === 0 && present.size === 0 ? [wholePlan(context)] : [];
      return [...whole, ...keys(text, { ...context, present })];
    }
  }
}

function templates(text: string, context: Context): readonly Suggestion[] {
  const closed = /^\s*\}\}/.test(text.slice(context.span.end));
  return [
    ...Object.entries(templateNames).filter(([, { where }]) => hasValue(where, context)),
    ['env.', { doc: 'A variable of the environment.' }] as const,
  ].map(([label, { doc }]) => ({
    ...{ label, kind: 'template', detail: doc, doc, span: context.span },
    insert: closed || label === 'env.' ? label : `${label} }}`,
  }));
}

/** Whether a template of this kind stands for something at a place. */
function hasValue(where: TemplateName['where'], { path }: Context): boolean {
  if (where === 'everywhere' || path[0] === 'hooks') return true;
  if (where === 'hook' || path[0] !== 'phases') return false;
  return where === 'phase' || path[2] === 'tasks';
}
