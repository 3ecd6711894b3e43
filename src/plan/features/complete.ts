import { moved, type Span } from '../../base/span.ts';
import type { Knowledge } from '../model/knowledge.ts';
import { fullName, type PhaseOutline } from '../model/outline.ts';
import type { Section } from '../model/section.ts';
import type { Place, Snapshot } from '../model/snapshot.ts';
import { actionNames, actionOf } from '../schema/actions.ts';
import { shippedAgents } from '../schema/agent-types.ts';
import { records } from '../schema/shape.ts';
import { templateNames } from '../schema/templates.ts';
import type { ReferenceKind, Type } from '../schema/type.ts';
import { registryAgents, toolKinds } from '../schema/words.ts';
import { scalarText } from '../syntax/write.ts';
import { actionCard, issueCard, propertyCard } from './cards.ts';
import { type Context, contextAt } from './context.ts';

export type Suggestion = {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'template' | ReferenceKind;
  /** Beside the label, short. */
  readonly detail: string;
  /** Markdown, for when a person looks closer. */
  readonly doc: string;
  readonly span: Span;
  readonly insert: string;
  /** What typed words are matched with; the label where it is absent. */
  readonly filter?: string;
};

/**
 * What may be written at an offset, the likeliest first. Right in half-written text, because it looks at indentation, not at the tree;
 * at that of the offset's section alone, so that it costs with the section.
 */
export function complete(snapshot: Snapshot, knowledge: Knowledge, offset: number): readonly Suggestion[] {
  const place = snapshot.at(offset);
  const text = place?.section.text ?? '';
  const start = place?.start ?? 0;
  const context = contextAt(text, offset - start, underOf(place));
  if (context === undefined) return [];
  const found = suggestions(snapshot, text, knowledge, context);
  const seen = new Set<string>();
  return found.flatMap((one) => {
    if (seen.has(one.label)) return [];
    seen.add(one.label);
    return [{ ...one, span: moved(one.span, start) }];
  });
}

const underOf = (place: Place | undefined): string | undefined =>
  place?.section.piece.role === 'entry' ? place.section.piece.under : undefined;

function suggestions(snapshot: Snapshot, text: string, knowledge: Knowledge, context: Context): readonly Suggestion[] {
  if (context.kind === 'template') return templates(text, context);
  if (context.kind === 'value') return context.types.flatMap((type) => values(type, snapshot, knowledge, context));
  // The plan's own keys stand in other sections too.
  const others = context.path.length === 0 && !context.flow ? (snapshot.top?.entries ?? []) : [];
  return keys(text, { ...context, present: new Set([...context.present, ...others.map(({ key }) => key.text)]) });
}

function templates(text: string, { span }: Context): readonly Suggestion[] {
  const closed = /^\s*\}\}/.test(text.slice(span.end));
  return [
    ...Object.entries(templateNames).map(([name, { doc }]) => [name, doc] as const),
    ['env.', 'A variable of the environment.'] as const,
  ].map(([label, doc]) => ({
    label,
    kind: 'template',
    detail: doc,
    doc,
    span,
    insert: closed || label === 'env.' ? label : `${label} }}`,
  }));
}

function keys(text: string, context: Context): readonly Suggestion[] {
  const follows = /^\s*:/.test(text.slice(context.span.end, context.span.end + 20));
  return context.shapes.flatMap(({ properties, one }) => {
    const taken = one?.of.some((key) => context.present.has(key)) ? one.of : [];
    return Object.entries(properties)
      .filter(([key]) => !context.present.has(key) && !taken.includes(key))
      .map(([key, property]): Suggestion => {
        const insert = follows ? key : `${key}:${behindKey(property.type, context)}`;
        const detail = property.required ? 'required' : '';
        return { label: key, kind: 'key', detail, doc: propertyCard(key, property), span: context.span, insert };
      });
  });
}

/** What comes behind a new key: the beginning of the next line where something is nested, else a blank. */
function behindKey(type: Type, { flow, column }: Context): string {
  const indent = `\n${' '.repeat(column + 2)}`;
  if (flow) return ' ';
  if (type.is === 'map' || type.is === 'arguments') return indent;
  if (type.is === 'record') return Object.keys(records[type.record].properties).length > 0 ? indent : ' ';
  if (type.is === 'list' && type.of.is === 'record') return `${indent}- `;
  return ' ';
}

function values(type: Type, snapshot: Snapshot, knowledge: Knowledge, context: Context): readonly Suggestion[] {
  const of = (label: string, detail: string, doc = detail): Suggestion => ({
    ...written(label, context),
    kind: 'value',
    detail,
    doc,
  });
  switch (type.is) {
    case 'choice':
      return Object.entries(type.of).flatMap(([name, doc]) => (/^\d$/.test(name) ? [] : [of(name, doc)]));
    case 'constant':
      return [of(String(type.value), '')];
    case 'boolean':
      return [of('true', ''), of('false', '')];
    case 'either':
      return type.of.flatMap((one) => values(one, snapshot, knowledge, context));
    case 'list':
      return context.flow || type.single ? values(type.of, snapshot, knowledge, context) : [];
    case 'map':
      return type.names === 'kind of tool' ? Object.entries(toolKinds).map(([name, doc]) => of(name, doc)) : [];
    case 'text':
      if (type.refers) return references(type.refers, snapshot, knowledge, context);
      return Object.entries(type.suggests ?? {}).map(([name, doc]) => of(name, doc));
    default:
      return [];
  }
}

const written = (label: string, { span, needsBlank }: Context): Pick<Suggestion, 'label' | 'span' | 'insert'> => ({
  label,
  span,
  insert: (needsBlank ? ' ' : '') + (/^\d+$/.test(label) ? label : scalarText(label)),
});

/** Names of a kind that make sense here: what waits for itself, or is named already, is left out. */
function references(
  kind: ReferenceKind,
  snapshot: Snapshot,
  knowledge: Knowledge,
  context: Context,
): readonly Suggestion[] {
  const here = [
    context.path[0] === 'phases' ? context.path[1] : undefined,
    context.path[2] === 'tasks' ? context.path[3] : undefined,
  ];
  return named(kind, snapshot, knowledge, here).map(([label, detail, doc]) => {
    const filter = kind === 'issue' ? { filter: `${label} ${detail}` } : {};
    return { ...written(label, context), kind, detail, doc, ...filter };
  });
}

const phasesOf = (sections: readonly Section[]): readonly PhaseOutline[] =>
  sections.flatMap(({ outline }) => outline.phases);

type Named = readonly [name: string, detail: string, doc: string];

function named(
  kind: ReferenceKind,
  { sections }: Snapshot,
  knowledge: Knowledge,
  [phase, task]: readonly (string | undefined)[],
): readonly Named[] {
  const plain = (name: string, detail: string): Named => [name, detail, detail];
  switch (kind) {
    case 'phase':
      return phasesOf(sections)
        .filter(({ id }) => id.text !== phase)
        .map(({ id, title }) => plain(id.text, title ?? ''));
    case 'task':
      return phasesOf(sections).flatMap(({ id, tasks }) =>
        tasks
          .filter((one) => fullName(one) !== `${phase}/${task}`)
          .map((one) => plain(id.text === phase ? one.id.text : fullName(one), one.title ?? '')),
      );
    case 'runner':
      return [
        ...sections.flatMap(({ outline }) => outline.runners).map(({ text }) => plain(text, 'runner of this plan')),
        ...Object.entries(registryAgents).map(([name, doc]) => plain(name, doc)),
      ];
    case 'action':
      return actionSuggestions();
    case 'agent':
      return [
        ...sections.flatMap(({ outline }) => outline.agents).map(({ text }) => plain(text, 'declared in this plan')),
        ...knowledge.agents.map(
          ({ name, description, source }): Named => [
            name,
            description.split('\n')[0] ?? '',
            `${description}\n\n${source}`,
          ],
        ),
        ...Object.entries(shippedAgents).map(([name, doc]) => plain(name, doc)),
      ];
    case 'issue':
      return [
        ...knowledge.issues.map((fact): Named => [fact.id, fact.title, issueCard(fact)]),
        ...sections.flatMap(({ outline }) => outline.issues).map(({ id, title }) => plain(id.text, title ?? '')),
      ];
  }
}

const actionSuggestions = (): readonly Named[] =>
  actionNames.map((name) => [name, actionOf(name)?.doc ?? '', actionCard(name) ?? '']);
