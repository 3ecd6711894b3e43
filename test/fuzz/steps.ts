import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  CancellationTokenSource,
  CompletionRequest,
  HoverRequest,
  ResponseError,
} from 'vscode-languageserver-protocol/node';
import type { KnowledgeParams } from '../../src/protocol/lsp.ts';
import { corpusTexts } from '../unit/plan/mutated.ts';
import type { Editor } from './editor.ts';
import type { Change } from './editor-text.ts';
import { changesOf, type Edit, edit, undoing } from './edits.ts';
import { fixLaw, formatLaw, renameLaw } from './laws.ts';
import { requests } from './requests.ts';

/** One step of a person, or of the world around. What a step does not need of this it leaves. */
export type Step = {
  readonly does: string;
  readonly at: number;
  readonly to: number;
  readonly edits: readonly Edit[];
};

/** What people type: lines of plans. */
const corpusLines = corpusTexts.flatMap((text) => text.split(/(?<=\n)/));

type Doing = { readonly weight: number; readonly carry: (editor: Editor, step: Step) => Promise<void> };

const doings: Readonly<Record<string, Doing>> = {
  edit: {
    weight: 30,
    carry: async (editor, { edits }) => {
      for (const one of edits) await editor.change(changesOf(editor.text, one));
    },
  },
  'edit at once': {
    weight: 6,
    carry: async (editor, { edits }) => {
      let text = editor.text;
      const changes: Change[] = [];
      for (const one of edits)
        for (const change of changesOf(text, one)) {
          changes.push(change);
          text = text.changed(change);
        }
      await editor.change(changes);
    },
  },
  type: {
    weight: 16,
    carry: async (editor, { at, to, edits }) => {
      const typed = edits.map(({ put }) => put).join('') + (corpusLines[Math.floor(to * corpusLines.length)] ?? '');
      let start = editor.text.between(Math.round(at * editor.text.text.length));
      for (const put of typed) {
        start = editor.text.between(start);
        await editor.change([{ start, end: start, put }]);
        start += put.length;
      }
    },
  },
  'replace all': {
    weight: 1,
    carry: (editor, { edits }) => editor.replace(edits.map(({ put }) => put).join('') + editor.text.text),
  },
  'edit, undo and redo': { weight: 8, carry: undoLaw },
  ask: {
    weight: 10,
    carry: async (editor, { at, to }) => {
      const promised = requests.filter(({ capability }) => editor.capabilities[capability] !== undefined);
      const cursor = editor.cursor(at, to);
      await promised[Math.floor(((at * 7919) % 1) * promised.length)]?.ask(editor.session, cursor);
    },
  },
  'ask and cancel': { weight: 2, carry: cancelled },
  compare: { weight: 4, carry: (editor, { at, to }) => editor.compare(at, to) },
  format: { weight: 2, carry: formatLaw },
  rename: { weight: 3, carry: (editor, { at }) => renameLaw(editor, at) },
  fix: { weight: 4, carry: (editor, { at, to }) => fixLaw(editor, at, to) },
  'turn to another plan': { weight: 2, carry: async (editor, { at }) => editor.turnTo(at) },
  'close and open': { weight: 1, carry: (editor) => editor.reopen() },
  'the world changes': { weight: 2, carry: (editor, { at, to }) => editor.tellWorld(worlds(at, to)) },
  'settings change': {
    weight: 1,
    carry: (editor, { at }) => editor.tellSettings(settings[Math.floor(at * settings.length)]),
  },
};

const share = fc.nat({ max: 1_000_000 }).map((of) => of / 1_000_001);

export const step: fc.Arbitrary<Step> = fc.record({
  does: fc.oneof(...Object.entries(doings).map(([does, { weight }]) => ({ weight, arbitrary: fc.constant(does) }))),
  at: share,
  to: share,
  edits: fc.array(edit, { minLength: 1, maxLength: 6, size: 'max' }),
});

export async function carryOut(editor: Editor, one: Step): Promise<void> {
  await doings[one.does]?.carry(editor, one);
}

/** Undone, everything is as it was; redone, as it was then. */
async function undoLaw(editor: Editor, { edits }: Step): Promise<void> {
  const [first, before] = [editor.text.text, await editor.diagnostics()];
  const done: { readonly redo: Change; readonly undo: Change }[] = [];
  for (const one of edits)
    for (const redo of changesOf(editor.text, one)) {
      const text = editor.text;
      await editor.change([redo]);
      done.push({ redo, undo: undoing(text, editor.text, redo) });
    }
  const [last, after] = [editor.text.text, await editor.diagnostics()];
  for (const { undo } of done.toReversed()) await editor.change([undo]);
  assert.equal(editor.text.text, first);
  assert.deepEqual(await editor.diagnostics(), before, 'undone, the problems are not what they were');
  for (const { redo } of done) await editor.change([redo]);
  assert.equal(editor.text.text, last);
  assert.deepEqual(await editor.diagnostics(), after, 'redone, the problems are not what they were');
  for (const { undo } of done.toReversed()) await editor.change([undo]);
}

/** A question that is taken back is still answered: with what was asked for, or that it was cancelled. */
async function cancelled(editor: Editor, { at, to }: Step): Promise<void> {
  const { uri, position } = editor.cursor(at, to);
  const params = { textDocument: { uri }, position };
  const source = new CancellationTokenSource();
  const asked = [
    editor.session.ask(CompletionRequest.type, params, source.token),
    editor.session.ask(HoverRequest.type, params, source.token),
  ];
  source.cancel();
  for (const answer of await Promise.allSettled(asked))
    if (answer.status === 'rejected' && !(answer.reason instanceof ResponseError)) throw answer.reason;
}

/** What a tracker, a machine and a person's settings may say; `null` takes it back. */
function worlds(at: number, to: number): KnowledgeParams {
  const statuses = ['open', 'in_progress', 'closed', 'blocked', 'deferred'];
  const id = Math.floor(to * 5);
  const issues = Array.from({ length: 8 }, (_, index) => ({
    id: `${'abix'[(index + id) % 4]}-${index}`,
    title: `Issue ${index}`,
    status: statuses[(index + id) % statuses.length] ?? 'open',
    priority: index % 5,
    type: 'task',
  }));
  const all: readonly KnowledgeParams[] = [
    { issues },
    { issues: null },
    { agents: [{ name: 'coder', description: 'Codes.', source: '.claude/agents/coder.md' }] },
    { agents: [] },
    { agents: null },
    { programs: { node: true, npm: false, go: to > 0.5 } },
    { files: { 'scripts/check.sh': to > 0.5 }, folder: to > 0.3 ? 'file:///fuzz' : 'file:///elsewhere/' },
    { programs: null, files: null },
    { severities: { 'unknown-key': 'hint', 'files-overlap': 'off' } },
    { severities: {} },
  ];
  return all[Math.floor(at * all.length)] ?? {};
}

const severities = (given: unknown): unknown => ({ phaseline: { plan: { severities: given } } });
const settings: readonly unknown[] = [
  severities({ 'missing-key': 'off', syntax: 'warning' }),
  severities({}),
  severities(null),
  severities(['off']),
  null,
  { phaseline: 7 },
];
