import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  CallHierarchyIncomingCallsRequest,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
  type ClientCapabilities,
  CompletionRequest,
  CompletionResolveRequest,
  DefinitionRequest,
  DidChangeTextDocumentNotification,
  type Location,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  type WorkspaceEdit,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver-protocol/node';
import { knowledgeMethod } from '../../src/protocol/lsp.ts';
import { at, type Client, connect, end, open } from './plan-client.ts';

const here = `version: 1
name: here
agents:
  own: { prompt: Ours. }
phases:
  one:
    issues: [a-1]
    tasks:
      build: { agent: own, issue: a-1 }
      ship: { agent: tester, needs: [build] }
`;
const there = `version: 1
name: there
issues:
  a-1: { title: First }
  a-2: { title: Second, needs: [a-1] }
phases:
  one:
    issues: [a-1]
    tasks:
      build: { agent: own, issue: a-1 }
      test: { agent: tester }
`;

type Place = { readonly client: Client; uri(file: string): string; readonly folder: string };

/** A client in a workspace with two plans, the first of them open. */
async function workspace(context: TestContext, capabilities: object): Promise<Place> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-server-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const files = {
    'here.phaseplan.yaml': here,
    'sub folder/there.phaseplan.yaml': there,
    'notes.md': 'First a-1,\nthen a-10 and `a-1`.\n',
    'other.md': 'Nothing.\n',
    'node_modules/x/x.phaseplan.yaml': there,
    '.gitignore': 'ignored/\n',
    'ignored/i.phaseplan.yaml': there,
    '.beads/issues.jsonl': '{"id":"a-10","title":"Other"}\n{"title": "First", "id": "a-1"}\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const uri = (file: string): string => pathToFileURL(path.join(folder, file)).href;
  const client = await connect(capabilities, pathToFileURL(folder).href);
  await open(client, here, uri('here.phaseplan.yaml'));
  return { client, folder, uri };
}

const shown = ({ folder }: Place, { uri, range }: Location): string =>
  `${decodeURIComponent(uri.slice(pathToFileURL(folder).href.length + 1))}:${range.start.line + 1}:${range.start.character + 1}`;

test('an issue is found in every plan of the workspace, an agent of a plan only there', async (context) => {
  const place = await workspace(context, {});
  const textDocument = { uri: place.uri('here.phaseplan.yaml') };
  const references = async (word: string): Promise<readonly string[]> => {
    const asked = { textDocument, position: at(here, word), context: { includeDeclaration: false } };
    return ((await place.client.connection.sendRequest(ReferencesRequest.type, asked)) ?? []).map((one) =>
      shown(place, one),
    );
  };
  const other = 'sub folder/there.phaseplan.yaml';
  assert.deepEqual(await references('a-1]'), [
    'here.phaseplan.yaml:7:14',
    'here.phaseplan.yaml:9:35',
    `${other}:5:33`,
    `${other}:8:14`,
    `${other}:10:35`,
  ]);
  assert.deepEqual(await references('own, '), ['here.phaseplan.yaml:9:23']);
  assert.deepEqual(await references('tester'), ['here.phaseplan.yaml:10:22', `${other}:11:22`]);
  assert.deepEqual(await references('build]'), ['here.phaseplan.yaml:10:38']);
  const symbols = await place.client.connection.sendRequest(WorkspaceSymbolRequest.type, { query: 'test' });
  assert.deepEqual(
    symbols?.map(({ name, containerName }) => [name, containerName]),
    [['test', 'one']],
  );
  await end(place.client);
});

test('a definition is in this plan, in another, in a file of the workspace, or in the tracker', async (context) => {
  const place = await workspace(context, {});
  const definition = async (text: string, file: string, word: string): Promise<string> => {
    const asked = { textDocument: { uri: place.uri(file) }, position: at(text, word) };
    const found = await place.client.connection.sendRequest(DefinitionRequest.type, asked);
    return found && !Array.isArray(found) ? shown(place, found) : String(found);
  };
  assert.equal(await definition(here, 'here.phaseplan.yaml', 'own, '), 'here.phaseplan.yaml:4:3');
  const other = 'sub folder/there.phaseplan.yaml';
  assert.equal(await definition(here, 'here.phaseplan.yaml', 'a-1]'), `${other}:4:3`);
  await open(place.client, there, place.uri(other));
  // At its declaration one goes on to the issue itself.
  assert.equal(await definition(there, other, 'a-1:'), '.beads/issues.jsonl:2:1');
  const issue = { id: 'a-1', title: 'First', status: 'open', priority: 1, type: 'task' };
  const issueDocument = `${place.uri('issue')}/{id}`;
  await place.client.connection.sendNotification(knowledgeMethod, { issues: [issue], issueDocument });
  assert.equal(await definition(there, other, 'a-1:'), 'issue/a-1:1:1');
  assert.equal(await definition(there, other, 'tester'), 'null');
  await end(place.client);
});

const annotated = {
  workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: { groupsOnLabel: true } } },
};

/** What an edit changes, by document, with what a person must agree to marked by `?`. */
function changes(place: Place, edit: WorkspaceEdit | null): readonly string[] {
  const plain = Object.entries(edit?.changes ?? {}).flatMap(([uri, edits]) =>
    edits.map(({ range }) => shown(place, { uri, range })),
  );
  const versioned = (edit?.documentChanges ?? []).flatMap((change) =>
    'edits' in change
      ? change.edits.flatMap((one) =>
          'range' in one
            ? [
                `${shown(place, { uri: change.textDocument.uri, range: one.range })} v${change.textDocument.version}${'annotationId' in one ? '?' : ''}`,
              ]
            : [],
        )
      : [],
  );
  return [...plain, ...versioned];
}

test('an issue is renamed in every plan, and in Markdown once a person agrees', async (context) => {
  const place = await workspace(context, annotated);
  const asked = { textDocument: { uri: place.uri('here.phaseplan.yaml') }, position: at(here, 'a-1 }') };
  const { connection } = place.client;
  const prepared = await connection.sendRequest(PrepareRenameRequest.type, asked);
  assert.match(JSON.stringify(prepared), /"placeholder":"a-1"/);
  const edit = await connection.sendRequest(RenameRequest.type, { ...asked, newName: 'b-7' });
  const other = 'sub folder/there.phaseplan.yaml';
  assert.deepEqual(changes(place, edit), [
    'here.phaseplan.yaml:7:14 v1',
    'here.phaseplan.yaml:9:35 v1',
    ...['4:3', '5:33', '8:14', '10:35'].map((where) => `${other}:${where} vnull`),
    'notes.md:1:7 vnull?',
    'notes.md:2:16 vnull?',
  ]);
  assert.deepEqual(Object.values(edit?.changeAnnotations ?? {}), [
    { label: 'Mentions in Markdown', description: '2 in 1 document', needsConfirmation: true },
  ]);
  await assert.rejects(
    connection.sendRequest(RenameRequest.type, { ...asked, newName: 'a-2' }),
    /already an issue "a-2"/,
  );
  await assert.rejects(connection.sendRequest(RenameRequest.type, { ...asked, newName: 'a 2' }), /cannot be a name/);
  const unknown = { ...asked, position: at(here, 'tester') };
  assert.equal(await connection.sendRequest(PrepareRenameRequest.type, unknown), null);
  await end(place.client);
});

test('a client that cannot ask a person keeps its Markdown as it is', async (context) => {
  const place = await workspace(context, {});
  const asked = { textDocument: { uri: place.uri('here.phaseplan.yaml') }, position: at(here, 'a-1 }') };
  const edit = await place.client.connection.sendRequest(RenameRequest.type, { ...asked, newName: 'b-7' });
  assert.equal(changes(place, edit).length, 6);
  assert.ok(!changes(place, edit).some((one) => one.startsWith('notes.md')));
  await end(place.client);
});

test('the call hierarchy says what waits for a task, and what an issue of any plan waits for', async (context) => {
  const place = await workspace(context, {});
  const { connection } = place.client;
  const other = 'sub folder/there.phaseplan.yaml';
  await open(place.client, there, place.uri(other));
  const prepare = async (text: string, file: string, word: string) => {
    const asked = { textDocument: { uri: place.uri(file) }, position: at(text, word) };
    return (await connection.sendRequest(CallHierarchyPrepareRequest.type, asked)) ?? [];
  };
  const [build] = await prepare(here, 'here.phaseplan.yaml', 'build:');
  assert.ok(build);
  const incoming = await connection.sendRequest(CallHierarchyIncomingCallsRequest.type, { item: build });
  assert.deepEqual(
    incoming?.map(({ from, fromRanges }) => [from.name, fromRanges[0]?.start.character]),
    [['one/ship', 37]],
  );
  assert.deepEqual(await connection.sendRequest(CallHierarchyOutgoingCallsRequest.type, { item: build }), []);
  const [second] = await prepare(there, other, 'a-2:');
  assert.ok(second);
  const outgoing = await connection.sendRequest(CallHierarchyOutgoingCallsRequest.type, { item: second });
  assert.deepEqual(
    outgoing?.map(({ to }) => `${shown(place, { uri: to.uri, range: to.selectionRange })} ${to.name} ${to.detail}`),
    [`${other}:4:3 a-1 First`],
  );
  // From a plan that only mentions it, one gets to where it is declared.
  assert.equal((await prepare(here, 'here.phaseplan.yaml', 'a-1]'))[0]?.uri, place.uri(other));
  await end(place.client);
});

/** What is offered at the caret `$0` of a plan that is typed into the open one's place. */
async function offered(place: Place, marked: string): Promise<ReadonlyMap<string, string>> {
  const uri = place.uri('here.phaseplan.yaml');
  const text = marked.replace('$0', '');
  await place.client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text }],
  });
  const asked = { textDocument: { uri }, position: at(marked, '$0') };
  const found = await place.client.connection.sendRequest(CompletionRequest.type, asked);
  const items = Array.isArray(found) ? found : (found?.items ?? []);
  return new Map(
    items.map((item) => [
      item.label,
      `${item.textEdit?.newText} ${item.insertTextFormat === 2 ? 'snippet' : 'plain'} ${item.insertTextMode ?? ''}`.trim(),
    ]),
  );
}

const snippets: ClientCapabilities = {
  textDocument: {
    completion: { completionItem: { snippetSupport: true, insertTextModeSupport: { valueSet: [1, 2] } } },
  },
};

test('files of the workspace and programs on PATH are offered while they are written, ignored files are not', async (context) => {
  const place = await workspace(context, {});
  const step = 'version: 1\nname: x\nsetup:\n  - run: ';
  assert.deepEqual([...(await offered(place, `${step}x\n    cwd: $0\n`)).keys()], ['sub folder/']);
  assert.ok((await offered(place, `${step}nod$0\n`)).has('node'));
  assert.deepEqual(
    [...(await offered(place, `${step}cat ./$0\n`)).keys()],
    ['.gitignore', 'here.phaseplan.yaml', 'notes.md', 'other.md', 'sub folder/'],
  );
  const outside = await offered(place, `${step}cat ../$0\n`);
  assert.equal(outside.size, 0);
  await end(place.client);
});

test("new entries come as snippets to who knows them, and with the line's indentation to who adds none", async (context) => {
  const phases = 'version: 1\nname: x\nphases:\n  one:\n    tasks:\n      $0\n';
  const able = await workspace(context, snippets);
  const snippet = 'task}:\n  title: ${2:title}\n  agent: ${3:coder}\n  prompt: ${4:prompt}';
  assert.equal((await offered(able, phases)).get('new task'), `\${1:${snippet} snippet 2`);
  await end(able.client);
  const plain = await workspace(context, {});
  const lines = 'task:\n        title: title\n        agent: coder\n        prompt: prompt';
  assert.equal((await offered(plain, phases)).get('new task'), `${lines} plain`);
  await end(plain.client);
});

test('documentation comes for the item that a person looks at', async (context) => {
  const place = await workspace(context, {});
  const { connection } = place.client;
  const asked = { textDocument: { uri: place.uri('here.phaseplan.yaml') }, position: at(here, 'agent: own, ') };
  const found = await connection.sendRequest(CompletionRequest.type, asked);
  const items = Array.isArray(found) ? found : (found?.items ?? []);
  const agent = items.find(({ label }) => label === 'agent');
  assert.ok(agent && agent.documentation === undefined);
  const resolved = await connection.sendRequest(CompletionResolveRequest.type, agent);
  assert.match(JSON.stringify(resolved.documentation), /Type of agent that does it/);
  await end(place.client);
});
