import os from 'node:os';
import path from 'node:path';
import type { AgentUpdate, PermissionRequest, ToolKind } from '../../agents/agent.ts';
import { shortDiff } from './short-diff.ts';
import { Terminal, terminalPiece } from './terminal.ts';
import { bounded, type Fields, list, oneOf, record, shown, text } from './wire.ts';

type ToolUpdate = Extract<AgentUpdate, { kind: 'tool' }>;

const kinds: readonly ToolKind[] = [
  'read',
  'edit',
  'delete',
  'move',
  'search',
  'execute',
  'think',
  'fetch',
  'switch_mode',
  'other',
];
const states = ['pending', 'in_progress', 'completed', 'failed'] as const;
const optionKinds = ['allow_once', 'allow_always', 'reject_once', 'reject_always'] as const;

/** Most characters kept of what one tool call shows. */
const mostOutput = 16_384;
const mostDetail = 4096;

/**
 * The tool calls of a session by id. ACP sends a call once and then only what changes in it; Gemini may send a change to a call that it
 * never sent. Every change comes out as the whole call as it now stands.
 */
export class ToolCalls {
  readonly #cwd: string;
  readonly #calls = new Map<string, ToolUpdate>();
  readonly #terminals = new Map<string, Terminal>();

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** Undefined for one that brings so little more of what a terminal prints that it is told later. */
  take(raw: Fields): ToolUpdate | undefined {
    const id = text(raw['toolCallId']) || `unnamed-${this.#calls.size}`;
    const before = this.#calls.get(id);
    const terminal = this.#terminalOf(id, raw);
    const output = this.#outputOf(raw) || terminal?.text() || serverText(raw['rawOutput']);
    const call: ToolUpdate = {
      kind: 'tool',
      id,
      title: this.#short(bounded(text(raw['title']) || before?.title || text(raw['name']) || 'tool call', 500)),
      tool: oneOf(raw['kind'], kinds) ?? before?.tool ?? 'other',
      status: statusOf(before?.status, raw),
      files: union(before?.files ?? [], this.#filesOf(raw)),
      output: output === '' ? (before?.output ?? '') : output,
    };
    this.#calls.set(id, call);
    return terminal === undefined || terminal.isDue() || differs(before, call) ? call : undefined;
  }

  /** The terminal of a call that prints more in this update. */
  #terminalOf(id: string, raw: Fields): Terminal | undefined {
    const piece = terminalPiece(raw);
    if (piece === '') return undefined;
    const terminal = this.#terminals.get(id) ?? new Terminal(mostOutput);
    this.#terminals.set(id, terminal);
    terminal.add(piece);
    return terminal;
  }

  /** What a permission request is about: the call that it names, with what it adds. */
  request(id: string, raw: unknown): PermissionRequest {
    const params = record(raw);
    const about = record(params['toolCall']);
    const known = this.#calls.get(text(about['toolCallId']));
    return {
      id,
      title: this.#short(bounded(text(about['title']) || known?.title || 'permission', 500)),
      tool: oneOf(about['kind'], kinds) ?? known?.tool ?? 'other',
      files: union(known?.files ?? [], this.#filesOf(about)),
      ...subjectOf(about['rawInput']),
      detail: bounded(this.#outputOf(about) || commandOf(about['rawInput']) || known?.output || '', mostDetail),
      options: list(params['options']).map(record).flatMap(optionOf),
    };
  }

  #outputOf(raw: Fields): string {
    const parts = list(raw['content']).map((item) => this.#contentText(record(item)));
    return bounded(parts.filter((part) => part !== '').join('\n'), mostOutput);
  }

  #contentText(item: Fields): string {
    switch (item['type']) {
      case 'content':
        return blockText(item['content']);
      case 'diff':
        return shortDiff(this.#short(text(item['path'])), text(item['oldText']), text(item['newText']));
      default:
        return '';
    }
  }

  /** Paths in the agent's own folder from there on: what comes before says nothing to a person, and is long. */
  #short(words: string): string {
    return words.replaceAll(`${this.#cwd}${path.sep}`, '');
  }

  #filesOf(raw: Fields): readonly string[] {
    const named = [...list(raw['locations']), ...list(raw['content'])].map((item) => text(record(item)['path']));
    return named.filter((file) => file !== '').map((file) => path.resolve(this.#cwd, fromHome(file)));
  }
}

/** Some agents take `~` for the person's home, as their shells do. */
const fromHome = (file: string): string => file.replace(/^~(?=$|[\\/])/, () => os.homedir());

/** What comes late does not open a call again that has ended. */
function statusOf(before: ToolUpdate['status'] | undefined, raw: Fields): ToolUpdate['status'] {
  if (before === 'completed' || before === 'failed') return before;
  return oneOf(raw['status'], states) ?? before ?? 'pending';
}

/** In anything but what it shows. */
const differs = (before: ToolUpdate | undefined, { title, tool, status, files }: ToolUpdate): boolean =>
  title !== before?.title || tool !== before.tool || status !== before.status || files.length !== before.files.length;

function optionOf(raw: Fields): PermissionRequest['options'] {
  const kind = oneOf(raw['kind'], optionKinds);
  const id = text(raw['optionId']);
  // An option of a kind that we do not know cannot be weighed, so it is not offered.
  return kind === undefined || id === '' ? [] : [{ id, name: text(raw['name']) || id, kind }];
}

const union = (one: readonly string[], other: readonly string[]): readonly string[] => [...new Set([...one, ...other])];

/** The text of a content block; what is no text is named. */
export function blockText(raw: unknown): string {
  const block = record(raw);
  switch (block['type']) {
    case 'text':
      return text(block['text']);
    case 'resource_link':
      return text(block['uri']);
    case 'resource':
      return text(record(block['resource'])['text']) || text(record(block['resource'])['uri']);
    default:
      return text(block['type']) === '' ? '' : `[${text(block['type'])}]`;
  }
}

/** Whole, or nothing at all: a policy must not decide by a part of it. Codex hands its commands to a shell of its own. */
function subjectOf(raw: unknown): { readonly subject?: string } {
  const { command, url } = record(raw);
  if (typeof command === 'string') return { subject: command };
  if (Array.isArray(command)) {
    const [shell, flag, script, ...more] = command.map(String);
    const inShell = /(?:^|\/)(?:ba|z|da)?sh$/.test(shell ?? '') && /^-l?c$/.test(flag ?? '') && more.length === 0;
    return { subject: inShell && script !== undefined ? script : command.map(String).join(' ') };
  }
  return typeof url === 'string' ? { subject: url } : {};
}

/** What the tool of an MCP server answered: Codex 2.6 tells that nowhere else. */
function serverText(raw: unknown): string {
  const { result, error } = record(raw);
  const texts = list(record(result)['content']).map(blockText);
  const words = [...texts, text(error) || text(record(error)['message'])].filter((part) => part !== '');
  return bounded(words.join('\n'), mostOutput);
}

/** What would be run, as agents put it in the raw input of a call. */
function commandOf(raw: unknown): string {
  const { command } = record(raw);
  if (typeof command === 'string') return command;
  if (Array.isArray(command)) return command.map(String).join(' ');
  return raw === undefined || raw === null ? '' : shown(raw, mostDetail);
}
