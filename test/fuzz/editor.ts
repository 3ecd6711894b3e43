import assert from 'node:assert/strict';
import {
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ProtocolNotificationType,
  type ServerCapabilities,
  type TextDocumentContentChangeEvent,
  type TextEdit,
} from 'vscode-languageserver-protocol/node';
import { type KnowledgeParams, knowledgeMethod } from '../../src/protocol/lsp.ts';
import { type Change, EditorText } from './editor-text.ts';
import { type Cursor, requests } from './requests.ts';
import type { Session } from './session.ts';

const knowledge = new ProtocolNotificationType<KnowledgeParams, void>(knowledgeMethod);

type Open = { readonly uri: string; version: number; text: EditorText };

/** An editor with some plans open. It tells the server each change as a change, and a second server, the reference, only whole texts. */
export class Editor {
  edits = 0;
  readonly #session: Session;
  readonly #reference: Session;
  readonly #plans: Open[] = [];
  #current = 0;

  constructor(session: Session, reference: Session) {
    this.#session = session;
    this.#reference = reference;
  }

  get capabilities(): ServerCapabilities {
    return this.#session.capabilities;
  }

  /** The text in front. */
  get text(): EditorText {
    return this.#open.text;
  }

  get #open(): Open {
    const open = this.#plans[this.#current];
    assert.ok(open, 'no plan is open');
    return open;
  }

  async open(text: string): Promise<void> {
    const plan = { uri: `file:///fuzz/${this.#plans.length}.phaseplan.yaml`, version: 1, text: new EditorText(text) };
    this.#plans.push(plan);
    await tellOpen(this.#session, plan);
  }

  /** Puts another plan in front. */
  turnTo(share: number): void {
    this.#current = Math.floor(share * this.#plans.length);
  }

  /** Closed and opened again, a plan comes after those that stayed open: so it does here, for what is told of all of them in order. */
  async reopen(): Promise<void> {
    const plan = this.#open;
    await tellClosed(this.#session, plan);
    await tellOpen(this.#session, plan);
    this.#plans.splice(this.#current, 1);
    this.#current = this.#plans.push(plan) - 1;
  }

  async close(): Promise<void> {
    for (const plan of this.#plans) await tellClosed(this.#session, plan);
    this.#plans.length = 0;
  }

  /** Makes changes, each about the text that the one before has left, and tells all of them at once. */
  async change(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    const open = this.#open;
    const contentChanges = changes.map((change): TextDocumentContentChangeEvent => {
      const range = open.text.range(change);
      open.text = open.text.changed(change);
      return { range, text: change.put };
    });
    await this.#tellChange(open, contentChanges);
  }

  /** Puts a text in the place of the whole one, as clients do that keep no track of changes. */
  async replace(text: string): Promise<void> {
    this.#open.text = new EditorText(text);
    await this.#tellChange(this.#open, [{ text }]);
  }

  async #tellChange(open: Open, contentChanges: TextDocumentContentChangeEvent[]): Promise<void> {
    open.version += 1;
    this.edits += contentChanges.length;
    const textDocument = { uri: open.uri, version: open.version };
    await this.#session.tell(DidChangeTextDocumentNotification.type, { textDocument, contentChanges });
  }

  /** Makes the edits that the server asked for. */
  async make(edits: readonly TextEdit[]): Promise<void> {
    await this.change(this.text.changesOf(edits));
  }

  /** What the world is like, and how grave problems are taken: both servers hear it. */
  async tellWorld(params: KnowledgeParams): Promise<void> {
    for (const session of [this.#session, this.#reference]) await session.tell(knowledge, params);
  }

  async tellSettings(settings: unknown): Promise<void> {
    for (const session of [this.#session, this.#reference])
      await session.tell(DidChangeConfigurationNotification.type, { settings });
  }

  cursor(at: number, to: number): Cursor {
    const { uri, text } = this.#open;
    const start = text.between(Math.round(at * text.text.length));
    const end = text.between(Math.min(text.text.length, start + Math.round(to * to * to * text.text.length)));
    const range = text.range({ start, end: Math.max(start, end) });
    return { uri, text, position: range.start, range, choice: to };
  }

  /** The server that this editor works with. */
  get session(): Session {
    return this.#session;
  }

  async diagnostics(): Promise<readonly Diagnostic[]> {
    const { uri } = this.#open;
    const report = await this.#session.ask(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    return report.kind === 'full' ? report.items : [];
  }

  /** Whatever was edited, every answer is that of a server that was only ever shown the text as it is now. */
  async compare(at: number, to: number): Promise<void> {
    const cursor = this.cursor(at, to);
    for (const plan of this.#plans) await tellOpen(this.#reference, plan);
    try {
      for (const { name, capability, ask } of requests) {
        if (this.capabilities[capability] === undefined) continue;
        const [edited, anew] = await Promise.all([ask(this.#session, cursor), ask(this.#reference, cursor)]);
        assert.deepEqual(
          comparable(edited),
          comparable(anew),
          `${name} of an edited text is not that of the same text read anew`,
        );
      }
      await this.#comparePublished();
    } finally {
      for (const plan of this.#plans) await tellClosed(this.#reference, plan);
    }
  }

  /** What is told unasked is what is answered. */
  async #comparePublished(): Promise<void> {
    const { uri, version } = this.#open;
    const told = this.#session.published.get(uri);
    if (told === undefined || told.version !== version) return;
    assert.deepEqual(told.diagnostics, await this.diagnostics(), 'other problems are told than answered');
  }
}

async function tellOpen(session: Session, { uri, version, text }: Open): Promise<void> {
  const textDocument = { uri, languageId: 'phaseplan', version, text: text.text };
  await session.tell(DidOpenTextDocumentNotification.type, { textDocument });
}

const tellClosed = (session: Session, { uri }: Open): Promise<void> =>
  session.tell(DidCloseTextDocumentNotification.type, { textDocument: { uri } });

/** Without the names that a server gives to its answers. */
const comparable = (answer: unknown): unknown =>
  typeof answer === 'object' && answer !== null && 'resultId' in answer ? { ...answer, resultId: undefined } : answer;
