import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CodeActionRequest,
  DefinitionRequest,
  DidChangeConfigurationNotification,
  DocumentDiagnosticRequest,
  DocumentFormattingRequest,
  DocumentLinkRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  SelectionRangeRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver-protocol/node';
import { knowledgeMethod, wantedMethod } from '../../src/protocol/lsp.ts';
import { at, connect, end, open, uri } from './plan-client.ts';

const textDocument = { uri };
const plan = `version: 1
name: small
phases:
  one:
    tasks:
      build:
        agent: writer
        verify:
          - run: ./scripts/check.sh --fast
          - run: node tools/gone.mjs
`;

test('agent types and scripts lead to their files once the client has said where they are', async () => {
  const client = await connect({});
  const { connection } = client;
  const wanted = new Promise((resolve) => connection.onNotification(wantedMethod, resolve));
  const links = async (): Promise<readonly unknown[]> =>
    ((await connection.sendRequest(DocumentLinkRequest.type, { textDocument })) ?? []).map(({ target }) => target);
  await open(client, plan);
  assert.deepEqual(await links(), []);
  const writer = { name: 'writer', description: 'Writes.', source: '.claude/agents/the writer.md' };
  await connection.sendNotification(knowledgeMethod, { agents: [writer], folder: 'file:///place' });
  assert.deepEqual(await wanted, {
    folder: 'file:///place',
    programs: ['node'],
    files: ['scripts/check.sh', 'tools/gone.mjs'],
    globs: [],
    tools: [],
  });
  const files = { 'scripts/check.sh': true, 'tools/gone.mjs': false };
  await connection.sendNotification(knowledgeMethod, { files });
  assert.deepEqual(await links(), ['file:///place/.claude/agents/the%20writer.md', 'file:///place/scripts/check.sh']);
  const definition = await connection.sendRequest(DefinitionRequest.type, {
    textDocument,
    position: at(plan, 'writer'),
  });
  assert.match(JSON.stringify(definition), /the%20writer\.md/);
  await end(client);
});

test('a selection grows from a value to its entry, its task, its phase and the whole plan', async () => {
  const client = await connect({ textDocument: { diagnostic: {} } });
  await open(client, plan);
  const ranges = await client.connection.sendRequest(SelectionRangeRequest.type, {
    textDocument,
    positions: [at(plan, 'writer')],
  });
  const starts: string[] = [];
  for (let one = ranges?.[0]; one !== undefined; one = one.parent) {
    const line = plan.split('\n')[one.range.start.line] ?? '';
    starts.push(line.slice(one.range.start.character).split('\n')[0] ?? '');
  }
  assert.deepEqual(starts.slice(0, 3), ['writer', 'agent: writer', 'agent: writer']);
  assert.ok(starts.includes('build:') && starts.includes('one:'));
  assert.equal(starts.at(-1), 'version: 1');
  assert.equal((await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument })).kind, 'full');
  await end(client);
});

test('colours of a range are those of the whole file that lie in it', async () => {
  const client = await connect({});
  await open(client, plan);
  const full = await client.connection.sendRequest(SemanticTokensRequest.type, { textDocument });
  const range = { start: { line: 5, character: 0 }, end: { line: 6, character: 80 } };
  const some = await client.connection.sendRequest(SemanticTokensRangeRequest.type, { textDocument, range });
  assert.deepEqual(full?.data.slice(0, 5), [0, 0, 'version'.length, 6, 0]);
  // `build` (a declaration), `agent` and `writer`: lines and columns count from the token before.
  assert.deepEqual(some?.data, [5, 6, 5, 1, 1, 1, 8, 5, 6, 0, 0, 7, 6, 3, 2]);
  await end(client);
});

test('one request fixes what is safe, another all problems of a code; neither comes unasked', async () => {
  const text = 'version: 1\nname: x\nphases:\n  a:\n    tasks:\n      t: { agnet: coder }\n      u: { agnet: coder }\n';
  const client = await connect({});
  await open(client, text);
  const position = at(text, 'agnet');
  const range = { start: position, end: position };
  const actions = async (only?: string[]): Promise<readonly string[]> => {
    const context = { diagnostics: [], ...(only ? { only } : {}) };
    const found = await client.connection.sendRequest(CodeActionRequest.type, { textDocument, range, context });
    return (found ?? []).map((one) => `${'kind' in one ? one.kind : ''}: ${one.title}`);
  };
  const all = 'source.fixAll.phaseline: Fix everything that has one safe fix';
  assert.deepEqual(await actions(['source.fixAll']), [all]);
  assert.deepEqual(await actions(['source.fixAll.phaseline']), [all]);
  assert.deepEqual(await actions(['refactor']), []);
  const unasked = await actions();
  assert.ok(unasked.includes('quickfix: Fix all 2 "unknown-key" problems, each by its first fix'));
  assert.ok(!unasked.includes(all));
  await end(client);
});

test('a plan, a part of it and a new line are formatted', async () => {
  const text = 'version: 1  \nname: x\nphases:\n    one:\n        tasks: {}\n';
  const client = await connect({});
  const { connection } = client;
  await open(client, text);
  const options = { tabSize: 4, insertSpaces: true };
  const edits = async (found: Promise<readonly { readonly newText: string }[] | null>): Promise<readonly string[]> =>
    ((await found) ?? []).map(({ newText }) => newText);
  const all = connection.sendRequest(DocumentFormattingRequest.type, { textDocument, options });
  assert.deepEqual(await edits(all), ['', '  ', '    ']);
  const range = { start: { line: 4, character: 3 }, end: { line: 4, character: 12 } };
  const part = connection.sendRequest(DocumentRangeFormattingRequest.type, { textDocument, options, range });
  assert.deepEqual(await edits(part), ['      ']);
  const position = { line: 3, character: 4 };
  const typed = connection.sendRequest(DocumentOnTypeFormattingRequest.type, {
    textDocument,
    position,
    ch: '\n',
    options,
  });
  assert.deepEqual(await edits(typed), ['  ']);
  await end(client);
});

test('a name is found among all open plans by some of its letters', async () => {
  const client = await connect({});
  await open(client, plan);
  const found = await client.connection.sendRequest(WorkspaceSymbolRequest.type, { query: 'bld' });
  assert.deepEqual(
    (found ?? []).map(({ name, containerName }) => [name, containerName]),
    [['build', 'one']],
  );
  assert.equal((await client.connection.sendRequest(WorkspaceSymbolRequest.type, { query: '' }))?.length, 2);
  await end(client);
});

test('a severity follows the settings, whichever way a client sends them', async () => {
  const text = 'version: 1\nname: x\nphases: {}\nfoo: 1\n';
  const client = await connect({ textDocument: { diagnostic: {} } });
  const { connection } = client;
  await open(client, text);
  const severities = async (): Promise<readonly unknown[]> => {
    const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
    return report.kind === 'full' ? report.items.map(({ severity }) => severity) : [];
  };
  assert.deepEqual(await severities(), [1]);
  await connection.sendNotification(knowledgeMethod, { severities: { 'unknown-key': 'hint', nonsense: 'loud' } });
  assert.deepEqual(await severities(), [4]);
  const settings = { phaseline: { plan: { severities: { 'unknown-key': 'off' } } } };
  await connection.sendNotification(DidChangeConfigurationNotification.type, { settings });
  assert.deepEqual(await severities(), []);
  await connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
  assert.deepEqual(await severities(), []);
  await end(client);
});
