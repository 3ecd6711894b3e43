import assert from 'node:assert/strict';
import {
  type CodeAction,
  CodeActionRequest,
  type Diagnostic,
  DocumentFormattingRequest,
  PrepareRenameRequest,
  RenameRequest,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { parseAllDocuments } from 'yaml';
import type { Editor } from './editor.ts';
import { type Cursor, editsApart, rangesInside } from './requests.ts';

// Laws of what changes a plan: each asks the server for edits, makes them in the editor, and asks again.

const textDocumentOf = ({ uri }: Cursor): { readonly textDocument: { readonly uri: string } } => ({
  textDocument: { uri },
});

const codesOf = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map(({ code }) => String(code)).sort();

const countOf = (diagnostics: readonly Diagnostic[], code: string): number =>
  diagnostics.filter((one) => one.code === code).length;

/** The edits of one plan; `undefined` where some are about another one. */
function editsOf(edit: WorkspaceEdit | null | undefined, { uri }: Cursor): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const change of edit?.documentChanges ?? []) {
    if (!('textDocument' in change) || change.textDocument.uri !== uri) return undefined;
    for (const one of change.edits) if ('newText' in one) edits.push(one);
  }
  return edits.length > 0 ? edits : undefined;
}

/** Formatting twice is formatting once; only blanks change, and no problem comes or goes. */
export async function formatLaw(editor: Editor): Promise<void> {
  const cursor = editor.cursor(0, 0);
  const params = { ...textDocumentOf(cursor), options: { tabSize: 2, insertSpaces: true } };
  const [before, problems] = [editor.text.text, await editor.diagnostics()];
  const edits = (await editor.session.ask(DocumentFormattingRequest.type, params)) ?? [];
  await editor.make(edits);
  const bare = (text: string): string => text.replaceAll(/[ \t]/g, '');
  assert.equal(bare(editor.text.text), bare(before), 'formatting changed more than blanks');
  if (edits.length > 0)
    assert.deepEqual(codesOf(await editor.diagnostics()), codesOf(problems), 'formatting changed the problems');
  const again = await editor.session.ask(DocumentFormattingRequest.type, params);
  assert.deepEqual(again, [], 'formatting is not done after the first time');
}

/** A name whose text is the same in every place that YAML has for it. */
const plainName = /^[A-Za-z][\w-]*$/;
const notAString = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** What is renamed and renamed back is what it was, and in between no problem comes or goes. */
export async function renameLaw(editor: Editor, at: number): Promise<void> {
  const cursor = editor.cursor(at, 0);
  const place = { ...textDocumentOf(cursor), position: cursor.position };
  const found = await editor.session.ask(PrepareRenameRequest.type, place);
  if (found === null || !('placeholder' in found)) return;
  const { range, placeholder } = found;
  const name = newNameFor(cursor.text.text);
  const edits = editsOf(await editor.session.ask(RenameRequest.type, { ...place, newName: name }), cursor);
  if (edits === undefined || !plainName.test(placeholder) || notAString.test(placeholder)) return;
  assert.equal(placeholder, cursor.text.slice(range), 'what can be renamed is not what stands there');
  editsApart(edits, cursor);
  const problems = await editor.diagnostics();
  await editor.make(edits);
  assert.deepEqual(
    codesOf(await editor.diagnostics()),
    codesOf(problems),
    `renaming ${placeholder} changed the problems`,
  );
  const inside = editor.text.text.indexOf(name);
  const back = { ...textDocumentOf(cursor), position: editor.text.position(inside), newName: placeholder };
  const returning = editsOf(await editor.session.ask(RenameRequest.type, back), cursor) ?? [];
  await editor.make(returning);
  assert.equal(editor.text.text, cursor.text.text, `${placeholder} is not what it was after it was renamed back`);
}

function newNameFor(text: string): string {
  let name = 'renamed';
  while (text.includes(name)) name += '-x';
  return name;
}

/** Whether it is YAML, as told by the parser beneath our own reading: that one also takes a word for a key that is half typed. */
const isYaml = (text: string): boolean =>
  [...parseAllDocuments(text, { uniqueKeys: false })].every(({ errors }) => errors.length === 0);

/** A fix of a text that can be read leaves one that is YAML, and what it mends is gone. */
export async function fixLaw(editor: Editor, at: number, choice: number): Promise<void> {
  const problems = await editor.diagnostics();
  const problem = problems[Math.floor(at * problems.length)];
  if (problem === undefined) return;
  const cursor = { ...editor.cursor(0, 0), range: problem.range };
  const context = { diagnostics: [problem], ...(choice < 0.2 ? { only: ['source.fixAll'] } : {}) };
  const params = { ...textDocumentOf(cursor), range: problem.range, context };
  const actions = (await editor.session.ask(CodeActionRequest.type, params)) ?? [];
  rangesInside(actions, cursor);
  const whole = actions.filter((one): one is CodeAction => 'edit' in one);
  const action = whole[Math.floor(choice * whole.length)];
  const edits = editsOf(action?.edit, cursor);
  if (action === undefined || edits === undefined) return;
  editsApart(edits, cursor);
  const before = editor.text.text;
  await editor.make(edits);
  const left = await editor.diagnostics();
  // In a text that cannot be read as a whole, what is read changes with whatever is put right: there a fix of another place promises nothing.
  const readable = countOf(problems, 'syntax') + countOf(problems, 'conflict-markers') === 0;
  if (readable && isYaml(before))
    assert.ok(isYaml(editor.text.text), `"${action.title}" leaves a text that cannot be read`);
  for (const { code, message } of action.diagnostics ?? []) {
    const same = (all: readonly Diagnostic[]): number =>
      all.filter((one) => one.code === code && one.message === message).length;
    if (readable) assert.ok(same(left) < same(problems), `"${action.title}" does not mend ${code}: ${message}`);
  }
}
