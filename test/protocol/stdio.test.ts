import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import { framed, RawClient, serverFile } from './raw-client.ts';

const uri = 'file:///place/phaseplan.yaml';
const textDocument = { uri };
const wrong = 'version: 1\nname: x\nphases: {}\nfoo: 1\n';

/** A client whose server does not outlive its test. */
function start(context: TestContext, args?: readonly string[]): RawClient {
  const client = new RawClient(args);
  context.after(() => client.child.kill('SIGKILL'));
  return client;
}

const codes = (found: readonly { readonly code: string }[]): readonly string[] => found.map(({ code }) => code);

test('a client that can do nothing is told diagnostics for whole texts, and is asked for nothing', async (context) => {
  const client = start(context);
  const { result } = await client.initialize({});
  assert.match(JSON.stringify(result), /"positionEncoding":"utf-16".*"change":2/);
  const first = client.diagnostics();
  client.open(uri, wrong);
  assert.deepEqual(codes(await first), ['unknown-key']);
  const second = client.diagnostics();
  client.notify('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: wrong.replace('foo', 'x-foo') }],
  });
  assert.deepEqual(codes(await second), []);
  assert.deepEqual(client.asked, []);
  assert.equal(await client.end(), 0);
});

test('a client that pulls is pushed nothing', async (context) => {
  const client = start(context);
  await client.initialize({ textDocument: { diagnostic: {} } });
  client.open(uri, wrong);
  const { result } = await client.ask('textDocument/diagnostic', { textDocument });
  assert.match(JSON.stringify(result), /"kind":"full".*"unknown-key"/);
  assert.ok(!client.received.some(({ method }) => method === 'textDocument/publishDiagnostics'));
  assert.equal(await client.end(), 0);
});

test('ranges count UTF-16 units, whatever else a client offers, and edits of ranges are followed', async (context) => {
  const client = start(context);
  const { result } = await client.initialize({ general: { positionEncodings: ['utf-8', 'utf-32', 'utf-16'] } });
  assert.match(JSON.stringify(result), /"positionEncoding":"utf-16"/);
  const first = client.diagnostics();
  client.open(uri, 'version: 1\nname: x\nphases: { "🚀é": { foo: 1 } }\n');
  const at = (character: number, length: number): object => ({
    start: { line: 2, character },
    end: { line: 2, character: character + length },
  });
  const [unknown] = (await first).filter(({ code }) => code === 'unknown-key');
  assert.deepEqual(unknown?.range, at(19, 3));
  const second = client.diagnostics();
  client.notify('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [
      { range: at(11, 3), text: 'é🚀🚀' },
      { range: at(21, 3), text: 'bar' },
    ],
  });
  const [moved] = (await second).filter(({ code }) => code === 'unknown-key');
  assert.deepEqual(moved?.range, at(21, 3));
  assert.equal(await client.end(), 0);
});

test('settings are asked of clients that answer, and taken from those that send them', async (context) => {
  const client = start(context);
  const asked = client.hear(({ method }) => method === 'workspace/configuration');
  await client.initialize({ workspace: { configuration: true } });
  const { id, params } = await asked;
  assert.deepEqual(params, { items: [{ section: 'phaseline' }] });
  client.answer(id, [{ plan: { severities: { 'unknown-key': 'hint' } } }]);
  const severity = async (): Promise<number | undefined> => {
    const told = client.diagnostics();
    return (await told)[0]?.severity;
  };
  const first = severity();
  client.open(uri, wrong);
  assert.equal(await first, 4);
  const second = severity();
  const settings = { phaseline: { plan: { severities: { 'unknown-key': 'information' } } } };
  client.notify('workspace/didChangeConfiguration', { settings });
  assert.equal(await second, 3);
  const again = client.hear(({ method }) => method === 'workspace/configuration');
  client.notify('workspace/didChangeConfiguration', { settings: null });
  client.answer((await again).id, [null]);
  assert.equal(await client.end(), 0);
});

test('messages may come in any pieces, with other headers, and many at once', async (context) => {
  const client = start(context);
  await client.initialize({});
  const told = client.diagnostics();
  const didOpen = { textDocument: { uri, languageId: 'phaseplan', version: 1, text: `# é🚀\n${wrong}` } };
  const bytes = framed(
    { jsonrpc: '2.0', method: 'textDocument/didOpen', params: didOpen },
    'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n',
  );
  for (const byte of bytes) client.write(Buffer.of(byte));
  assert.deepEqual(codes(await told), ['unknown-key']);
  const ask = (id: string): Buffer =>
    framed({ jsonrpc: '2.0', id, method: 'textDocument/foldingRange', params: { textDocument } });
  const answers = ['a', 'b', 'c'].map((id) => client.hear((message) => message.id === id));
  client.write(Buffer.concat(['a', 'b', 'c'].map(ask)));
  for (const { result } of await Promise.all(answers)) assert.ok(Array.isArray(result));
  assert.equal(await client.end(), 0);
});

test('what the protocol does not allow is answered with its error, and the server goes on', async (context) => {
  const client = start(context);
  const error = async (method: string, params?: object): Promise<number | undefined> =>
    (await client.ask(method, params)).error?.code;
  const position = { line: 0, character: 0 };
  assert.equal(await error('textDocument/hover', { textDocument, position }), -32002);
  client.open(uri, wrong);
  await client.initialize({});
  assert.equal(await error('initialize', { processId: null, rootUri: null, capabilities: {} }), -32600);
  assert.equal(await error('textDocument/nonsense', {}), -32601);
  assert.equal(await error('textDocument/hover'), -32602);
  const logged = client.hear(({ method }) => method === 'window/logMessage');
  assert.equal(await error('textDocument/hover', { textDocument: null, position: 'here' }), -32603);
  assert.match(JSON.stringify((await logged).params), /"type":1,"message":"TypeError/);
  client.notify('$/nonsense', {});
  client.notify('textDocument/nonsense', {});
  const broken = client.hear(({ id }) => id === null);
  client.write('Content-Length: 5\r\n\r\n{"a":');
  assert.equal((await broken).error?.code, -32700);
  // What was opened before the time for it is not there.
  assert.equal((await client.ask('textDocument/foldingRange', { textDocument })).result, null);
  assert.equal((await client.ask('shutdown')).result, null);
  assert.equal(await error('textDocument/hover', { textDocument, position }), -32600);
  client.notify('exit', {});
  assert.equal(await client.ended(), 0);
});

test('agent types, programs and files are looked for where no client tells of them', async (context) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-stdio-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, '.claude', 'agents'), { recursive: true });
  writeFileSync(path.join(folder, '.claude', 'agents', 'scribe.md'), '---\nname: scribe\ndescription: Writes.\n---\n');
  writeFileSync(path.join(folder, 'check.sh'), 'true\n');
  const at = pathToFileURL(folder).href;
  const client = start(context);
  await client.initialize({}, { workspaceFolders: [{ uri: at, name: 'place' }] });
  const told = client.hear(
    ({ method, params }) => method === 'textDocument/publishDiagnostics' && JSON.stringify(params).includes('no-such'),
  );
  const lines = [
    'version: 1',
    'name: x',
    'setup:',
    '  - run: ./check.sh',
    '  - run: no-such-program',
    'phases:',
    '  a:',
  ];
  client.open(uri, [...lines, '    tasks:', '      t: { agent: scribe, prompt: Do it }', ''].join('\n'));
  assert.match(JSON.stringify((await told).params), /"program-missing"/);
  const definition = async (line: number, character: number): Promise<string> => {
    const { result } = await client.ask('textDocument/definition', { textDocument, position: { line, character } });
    return JSON.stringify(result);
  };
  assert.match(await definition(8, 20), /"uri":"[^"]*\/\.claude\/agents\/scribe\.md"/);
  assert.match(await definition(3, 14), /"uri":"[^"]*\/check\.sh"/);
  assert.equal(await client.end(), 0);
});

test('requests that are cancelled are answered so at once, in the middle of a burst too', async (context) => {
  const client = start(context);
  await client.initialize({ textDocument: { diagnostic: {} } });
  const phase = (index: number): string => `  p${index}:\n    tasks:\n      t: { agent: coder, prompt: Do it }\n`;
  client.open(
    uri,
    `version: 1\nname: big\nphases:\n${Array.from({ length: 2000 }, (_, index) => phase(index)).join('')}`,
  );
  const burst = Array.from({ length: 40 }, (_, index) => `burst ${index}`);
  const answers = burst.map((id) => client.hear((message) => message.id === id));
  const ask = (id: string): Buffer =>
    framed({ jsonrpc: '2.0', id, method: 'textDocument/semanticTokens/full', params: { textDocument } });
  const cancel = (id: string): Buffer => framed({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id } });
  client.write(Buffer.concat([...burst.map(ask), ...burst.map(cancel)]));
  const hover = client.ask('textDocument/hover', { textDocument, position: { line: 0, character: 0 } });
  const codes = (await Promise.all(answers)).map(({ error }) => error?.code);
  // The first may have begun before its cancelling was read.
  assert.deepEqual(new Set(codes.slice(1)), new Set([-32800]));
  assert.match(JSON.stringify((await hover).result), /version/);
  const order = client.received.flatMap(({ id, method }) => (id !== undefined && method === undefined ? [id] : []));
  assert.ok(typeof order.at(-1) === 'number', 'cancelled requests waited for their turn');
  // A request for what is not there is cancelled without harm.
  client.notify('$/cancelRequest', { id: 'nothing' });
  assert.equal(await client.end(), 0);
});

test('a request that looks through the workspace stops when it is cancelled', async (context) => {
  const client = start(context);
  await client.initialize({}, { rootUri: pathToFileURL(path.resolve(import.meta.dirname, '../..')).href });
  const answer = client.hear(({ id }) => id === 'symbols');
  client.write(
    Buffer.concat([
      framed({ jsonrpc: '2.0', id: 'symbols', method: 'workspace/symbol', params: { query: 'x' } }),
      framed({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 'symbols' } }),
    ]),
  );
  assert.equal((await answer).error?.code, -32800);
  assert.equal(await client.end(), 0);
});

test('it ends with 1 when it is told to exit, or loses its client, without a shutdown', async (context) => {
  const told = start(context);
  await told.initialize({});
  told.notify('exit', {});
  assert.equal(await told.ended(), 1);
  const lost = start(context);
  await lost.initialize({});
  lost.child.stdin?.end();
  assert.equal(await lost.ended(), 1);
});

test('it ends with its editor, however that dies', { skip: process.platform === 'win32' }, async () => {
  const editor = `const { spawn } = require('node:child_process');
    const server = spawn(process.execPath, [${JSON.stringify(serverFile)}, '--stdio'], { stdio: ['pipe', 'pipe', 2] });
    server.stdin.write(${JSON.stringify(
      framed({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: null, capabilities: {} } }).toString(),
    )});
    server.stdout.once('data', () => console.log('up'));`;
  const child = spawn(process.execPath, ['-e', editor], { stdio: ['ignore', 'pipe', 'pipe'] });
  await once(child.stdout, 'data');
  // Standard error is shared with the server: it closes when both are gone.
  const gone = once(child.stderr, 'close');
  child.stderr.resume();
  child.kill('SIGKILL');
  await gone;
});

test('it says what it is, and what it was started with wrongly', () => {
  const run = (...args: readonly string[]) => spawnSync(process.execPath, [serverFile, ...args], { encoding: 'utf8' });
  assert.equal(run('--version').stdout, `${manifest.version}\n`);
  assert.match(run('--help').stdout, /--stdio/);
  for (const args of [[], ['--stdoi']]) {
    const { status, stdout, stderr } = run(...args);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /--stdio/);
  }
});
