import type { Knowledge } from '../model/knowledge.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { shippedAgents } from '../schema/agent-types.ts';
import { records } from '../schema/shape.ts';
import type { RecordName, Type } from '../schema/type.ts';
import { registryAgents, toolKinds } from '../schema/words.ts';
import { scalarText } from '../syntax/write.ts';
import { agentCard, issueCard, propertyCard } from './cards.ts';
import type { Context } from './context.ts';
import { typesOfKind } from './context-types.ts';
import { entrySnippet, recordSnippet } from './snippets.ts';
import { type Suggestion, under } from './suggestion.ts';

const isFollowed = (text: string, { span }: Context): boolean => /^["']?\s*:/.test(text.slice(span.end, span.end + 20));

/** Keys of the records that a mapping may be, the ones that are there left out. */
export function keys(text: string, context: Context): readonly Suggestion[] {
  const follows = isFollowed(text, context);
  return context.shapes.flatMap(({ properties, one }) => {
    const taken = one?.of.some((key) => context.present.has(key)) ? one.of : [];
    return Object.entries(properties)
      .filter(([key]) => !context.present.has(key) && !taken.includes(key))
      .map(([key, property]): Suggestion => {
        const behind = follows ? { insert: key } : behindKey(key, property.type, context);
        const detail = property.required ? 'required' : '';
        const doc = propertyCard(key, property);
        return { label: key, kind: 'key', detail, doc, span: context.span, goesOn: true, ...behind };
      });
  });
}

/** A new key with what comes behind it: the beginning of the next line where something is nested, brackets for a list, else a blank. */
function behindKey(key: string, type: Type, context: Context): Pick<Suggestion, 'insert' | 'snippet'> {
  const quoted = context.quote ?? '';
  const indent = `${key}${quoted}:\n${under(context, 2)}`;
  const nested =
    type.is === 'map' ||
    type.is === 'arguments' ||
    (type.is === 'record' && Object.keys(records[type.record].properties).length > 0);
  if (nested) return context.flow ? { insert: `${key}${quoted}: { $0 }`, snippet: true } : { insert: indent };
  if (type.is === 'list') {
    if (type.of.is === 'record' && !context.flow) return { insert: `${indent}- ` };
    return { insert: `${key}${quoted}: [$0]`, snippet: true };
  }
  return { insert: `${key}${quoted}: ` };
}

/** Where an author gives names: a whole new entry, and names that things outside the plan have already. */
export function names(snapshot: Snapshot, knowledge: Knowledge, text: string, context: Context): readonly Suggestion[] {
  const follows = isFollowed(text, context);
  return typesOfKind(context.types, 'map').flatMap((type) => [
    ...known(type, snapshot, knowledge)
      .filter(({ name }) => !context.present.has(name))
      .map(({ name, rest, ...more }): Suggestion => {
        const written = context.quote === undefined ? scalarText(name) : `${name}${context.quote}`;
        const value = context.flow && rest.flow !== undefined ? rest.flow : rest.block;
        const lines = value.replaceAll('\n', `\n${under(context)}`);
        const insert = follows ? written.replace(/["']$/, '') : `${written}:${lines}`;
        return { label: name, span: context.span, ...more, insert, ...(follows ? {} : { snippet: true as const }) };
      }),
    ...(type.of.is === 'record' && !follows && !context.flow ? [newEntry(type.names, type.of.record, context)] : []),
  ]);
}

const newEntry = (names: string, record: RecordName, context: Context): Suggestion => ({
  label: `new ${names}`,
  kind: 'snippet',
  detail: '',
  doc: records[record].doc,
  span: context.span,
  snippet: true,
  insert: entrySnippet(record, names === 'issue id' ? 'issue-1' : names).replaceAll('\n', `\n${under(context)}`),
});

/** `rest` is what a new entry of this name begins with, as a snippet. */
type Known = Pick<Suggestion, 'kind' | 'detail' | 'doc' | 'filter'> & {
  readonly name: string;
  readonly rest: { readonly block: string; readonly flow?: string };
};

/** Names that a map's keys may be taken from: the tracker's issues, agent types, agents that can be started, kinds of tools. */
function known(type: Extract<Type, { is: 'map' }>, { names }: Snapshot, knowledge: Knowledge): readonly Known[] {
  if (type.names === 'kind of tool')
    return Object.entries(toolKinds).map(([name, doc]) => ({
      name,
      kind: 'key',
      detail: doc,
      doc,
      rest: { block: ' ' },
    }));
  if (type.declares === 'issue')
    return knowledge.issues
      .filter(({ id }) => !names.of('issue').has(id))
      .map((fact) => {
        const title = ` ${scalarText(fact.title).replace(/[\\$}]/g, '\\$&')}`;
        const rest = { block: `\n  title:${title}`, flow: ` { title:${title} }` };
        const filter = `${fact.id} ${fact.title}`;
        return { name: fact.id, kind: 'issue', detail: fact.title, doc: issueCard(fact), filter, rest };
      });
  if (type.declares === 'agent') return agentNames(knowledge);
  if (type.declares !== 'runner') return [];
  return Object.entries(registryAgents).map(([name, doc]) => ({
    ...{ name, kind: 'runner' as const, detail: doc, doc },
    rest: { block: `\n  acp: ${name}`, flow: ` { acp: ${name} }` },
  }));
}

function agentNames(knowledge: Knowledge): readonly Known[] {
  const rest = { block: '\n  prompt: $0', flow: ' { prompt: $0 }' };
  const found = knowledge.agents.map((fact) => ({ name: fact.name, detail: fact.description, doc: agentCard(fact) }));
  const shipped = Object.entries(shippedAgents).map(([name, doc]) => ({ name, detail: doc, doc }));
  return [...found, ...shipped].map((one) => ({ ...one, kind: 'agent', rest }));
}

/** Where a dash has to come: items of a list of records, with what they begin with. */
export function items(context: Context): readonly Suggestion[] {
  return typesOfKind(context.types, 'list').flatMap((type): readonly Suggestion[] => {
    const record = typesOfKind([type.of], 'record')[0]?.record;
    if (record === undefined) return [];
    const lines = recordSnippet(record).replaceAll('\n', `\n${under(context, 2)}`);
    const label = `- new ${record.replaceAll('-', ' ')}`;
    const doc = records[record].doc;
    return [{ label, kind: 'snippet', detail: '', doc, span: context.span, snippet: true, insert: `- ${lines}` }];
  });
}

/** A whole plan, where there is none yet. */
export const wholePlan = (context: Context): Suggestion => ({
  label: 'phase plan',
  kind: 'snippet',
  detail: 'a whole plan to begin with',
  doc: records.plan.doc,
  span: context.span,
  snippet: true,
  insert: recordSnippet('plan'),
});
