import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  DiagnosticRefreshRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DocumentDiagnosticRequest,
  DocumentSymbolRequest,
  HoverRequest,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  RenameRequest,
} from 'vscode-languageserver-protocol/node';
import { knowledgeMethod } from '../../src/protocol/lsp.ts';
import { at, type Client, connect, end, open, uri } from './plan-client.ts';

const plan = `version: 1
name: small
phases:
  one:
    issues: [a-1]
    tasks:
      build: { agent: coder, issue: a-1 }
      ship: { agent: coder, issue: a-2, needs: [build] }
`;

const pull = { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } };

async function codes({ connection }: Client, of = uri): Promise<readonly unknown[]> {
  const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri: of } });
  return report.kind === 'full' ? report.items.map(({ code }) => code) : [report.kind];
}

test('a change of the tracker changes diagnostics without an edit, and nothing unchanged is sent twice', async () => {
  const client = await connect(pull);
  const refreshed = new Promise<void>((resolve) =>
    client.connection.onRequest(DiagnosticRefreshRequest.type, () => resolve()),
  );
  await open(client, plan);
  assert.deepEqual(await codes(client), ['issue-not-in-phase']);
  const first = await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
  const again = await client.connection.sendRequest(DocumentDiagnosticRequest.type, {
    textDocument: { uri },
    ...(first.resultId === undefined ? {} : { previousResultId: first.resultId }),
  });
  assert.equal(again.kind, 'unchanged');
  const issue = { id: 'a-1', title: 'First', status: 'open', priority: 1, type: 'task' };
  await client.connection.sendNotification(knowledgeMethod, { issues: [issue] });
  await refreshed;
  assert.deepEqual(await codes(client), ['issue-unknown']);
  // Who has many tells only what changed.
  const second = { ...issue, id: 'a-2' };
  await client.connection.sendNotification(knowledgeMethod, { issuesChanged: { changed: [second], removed: [] } });
  assert.ok(!(await codes(client)).includes('issue-unknown'));
  await client.connection.sendNotification(knowledgeMethod, { issuesChanged: { changed: [], removed: ['a-2'] } });
  assert.deepEqual(await codes(client), ['issue-unknown']);
  await client.connection.sendNotification(knowledgeMethod, { issues: null });
  assert.deepEqual(await codes(client), ['issue-not-in-phase']);
  await end(client);
});

test('each folder has a tracker of its own, and a plan is checked against that of the folder it lies in', async () => {
  const client = await connect(pull);
  const text = 'version: 1\nname: small\nphases:\n  one:\n    issues: [a-1]\n    tasks: { build: { agent: coder } }\n';
  const [one, other, inner] = ['file:///one', 'file:///other%20one', 'file:///one/inner'];
  const plans = [one, other, inner].map((folder) => `${folder}/a.phaseplan.yaml`);
  for (const each of plans) await open(client, text, each);
  const tell = (folder: string, ...ids: readonly string[]): Promise<void> =>
    client.connection.sendNotification(knowledgeMethod, {
      folder,
      issues: ids.map((id) => ({ id, title: 'First', status: 'open', priority: 1, type: 'task' })),
    });
  const all = async (): Promise<readonly unknown[]> =>
    (await Promise.all(plans.map((each) => codes(client, each)))).flat();
  assert.deepEqual(await all(), []);
  await tell(one, 'a-1');
  await tell('file:///other one', 'b-1');
  assert.deepEqual(await all(), ['issue-unknown'], 'only the other folder lacks it, however its name is escaped');
  await tell(inner, 'c-1');
  assert.deepEqual(await all(), ['issue-unknown', 'issue-unknown'], 'the innermost folder counts');
  assert.deepEqual(await codes(client, plans[0]), []);
  await end(client);
});

test('each thing that happens in the tracker is seen in the plan, without an edit', async () => {
  const client = await connect(pull);
  const text = `version: 1
name: small
issues:
  a-1: { title: First, status: open, needs: [a-2] }
  a-2: { title: Second }
phases:
  one:
    issues: [a-1, a-3]
    tasks:
      build: { agent: coder, issue: a-1 }
      ship: { agent: coder, issue: a-3, needs: [build] }
`;
  await open(client, text);
  const told = async (statuses: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const refreshed = new Promise<void>((resolve) =>
      client.connection.onRequest(DiagnosticRefreshRequest.type, () => resolve()),
    );
    const issues = Object.entries(statuses).map(([id, status]) => ({
      id,
      title: id,
      status,
      priority: 1,
      type: 'task',
    }));
    await client.connection.sendNotification(knowledgeMethod, { issues });
    await refreshed;
    const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    return report.kind === 'full' ? report.items.map(({ code, range }) => `${range.start.line + 1} ${code}`) : [];
  };
  const all = { 'a-1': 'open', 'a-2': 'open', 'a-3': 'open' };
  assert.deepEqual(await told(all), []);
  assert.deepEqual(await told({ ...all, 'a-2': 'closed' }), ['4 need-settled']);
  assert.deepEqual(await told({ ...all, 'a-1': 'closed' }), ['4 status-drift']);
  assert.deepEqual(await told({ ...all, 'a-3': 'closed' }), ['11 status-drift']);
  assert.deepEqual(await told({ ...all, 'a-3': 'tombstone' }), ['8 issue-deleted', '11 issue-deleted']);
  assert.deepEqual(await told({ 'a-1': 'open', 'a-2': 'open' }), ['8 issue-unknown', '11 issue-unknown']);
  assert.deepEqual(await told(all), []);
  await end(client);
});

test('each diagnostic leads to its page', async () => {
  const client = await connect(pull);
  await open(client, plan);
  const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
  assert.deepEqual(report.kind === 'full' && report.items.map(({ codeDescription }) => codeDescription?.href), [
    'file:///pages/issue-not-in-phase.md',
  ]);
  await end(client);
});

test('a client that does not ask is told, with the version, and once more when the file is closed', async () => {
  const client = await connect({});
  const told: PublishDiagnosticsParams[] = [];
  let wake = (): void => undefined;
  client.connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    told.push(params);
    wake();
  });
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  let heard = next();
  await open(client, 'version: 1\nname: x\nphases: {}\nfoo: 1\n');
  await heard;
  assert.deepEqual([told[0]?.version, told[0]?.diagnostics.map(({ code }) => code)], [1, ['unknown-key']]);
  heard = next();
  const range = { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } };
  await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range, text: '' }],
  });
  await heard;
  assert.deepEqual([told[1]?.version, told[1]?.diagnostics], [2, []]);
  heard = next();
  await client.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  await heard;
  assert.deepEqual(told[2]?.diagnostics, []);
  await end(client);
});

test('an unknown issue is mended by the code action that it offers', async () => {
  const client = await connect(pull);
  await open(client, plan);
  await client.connection.sendNotification(knowledgeMethod, {
    issues: ['a-1', 'b-2'].map((id) => ({ id, title: id, status: 'open', priority: 1, type: 'task' })),
  });
  const position = at(plan, 'a-2');
  const actions = await client.connection.sendRequest(CodeActionRequest.type, {
    textDocument: { uri },
    range: { start: position, end: position },
    context: { diagnostics: [] },
  });
  const edits = (actions ?? []).flatMap((action) => ('edit' in action ? (action.edit?.changes?.[uri] ?? []) : []));
  const mended = {
    range: { start: position, end: { ...position, character: position.character + 3 } },
    newText: 'a-1',
  };
  assert.deepEqual(
    edits.find(({ newText }) => newText === 'a-1'),
    mended,
  );
  await end(client);
});

test('completion, hover, outline, lenses and rename answer for an open plan', async () => {
  const client = await connect(pull);
  await open(client, plan);
  const issue = { id: 'a-1', title: 'First things first', status: 'in_progress', priority: 1, type: 'task' };
  await client.connection.sendNotification(knowledgeMethod, { issues: [issue] });
  const textDocument = { uri };
  const completion = await client.connection.sendRequest(CompletionRequest.type, {
    textDocument,
    position: at(plan, 'a-1]'),
  });
  const items = Array.isArray(completion) ? completion : (completion?.items ?? []);
  assert.equal(items.find(({ label }) => label === 'a-1')?.detail, 'First things first');
  const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument, position: at(plan, 'a-1]') });
  assert.match(JSON.stringify(hover?.contents), /First things first.*in progress/s);
  const outline = await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
  assert.match(JSON.stringify(outline), /"one".*"build".*"ship"/s);
  const lenses = await client.connection.sendRequest(CodeLensRequest.type, { textDocument });
  assert.deepEqual(lenses?.at(-1)?.command?.arguments, [{ plan: uri, phase: 'one', task: 'ship' }]);
  const rename = await client.connection.sendRequest(RenameRequest.type, {
    textDocument,
    position: at(plan, 'build'),
    newName: 'make',
  });
  assert.equal(rename?.changes?.[uri]?.length, 2);
  await end(client);
});

test('a request for a file that is not open, and a cancelled one, do no harm', async () => {
  const client = await connect(pull);
  const textDocument = { uri: 'file:///nowhere.phaseplan.yaml' };
  assert.equal(
    await client.connection.sendRequest(HoverRequest.type, { textDocument, position: { line: 0, character: 0 } }),
    null,
  );
  await assert.rejects(client.connection.sendRequest('phaseline/nonsense', {}));
  await open(client, plan);
  assert.deepEqual(await codes(client), ['issue-not-in-phase']);
  await end(client);
});
