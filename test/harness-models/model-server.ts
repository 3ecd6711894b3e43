// A model server with a script instead of a model: enough of four services' wire forms for real agents to do one task offline.
import http from 'node:http';
import { anthropicAnswer, anthropicMessages } from './anthropic.ts';
import { geminiAnswer, geminiStream } from './gemini.ts';
import { chatCompletions, responses } from './openai.ts';
import { isHeld, type Json, object, type ServerEvent } from './turn.ts';

export type ModelServer = {
  /** `http://127.0.0.1:<port>`, no slash at the end. */
  readonly url: string;
  /** Method and path of every request so far. */
  readonly asked: readonly string[];
  close(): Promise<void>;
};

/** `held`: the first words are said, and then nothing more. */
type Answer =
  | { readonly events: readonly ServerEvent[]; readonly held?: boolean }
  | { readonly json: Json; readonly status?: number };

/** Serves on the loopback only, at a free port. */
export async function startModelServer(): Promise<ModelServer> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '/';
      asked.push(`${request.method} ${path}`);
      const body = parse(Buffer.concat(chunks).toString());
      const reply = answer(path, body, String(asked.length));
      send(response, 'events' in reply ? { ...reply, held: isHeld(body) } : reply);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(path: string, body: Json, id: string): Answer {
  if (path.includes('/messages/count_tokens')) return { json: { input_tokens: 10 } };
  if (path.includes('/v1/messages'))
    return body['stream'] === true ? { events: anthropicMessages(body, id) } : { json: anthropicAnswer(body, id) };
  if (path.includes('/chat/completions')) return { events: chatCompletions(body, id) };
  if (path.endsWith('/responses')) return { events: responses(body, id) };
  if (path.includes(':countTokens')) return { json: { totalTokens: 10 } };
  if (path.includes(':streamGenerateContent')) return { events: geminiStream(body) };
  if (path.includes(':generateContent')) return { json: geminiAnswer(body) };
  if (path.includes('/models'))
    return { json: { object: 'list', data: [{ id: 'scripted', object: 'model' }], models: [], has_more: false } };
  return { json: { error: { type: 'not_found', message: 'the scripted model knows no such path' } }, status: 404 };
}

function parse(text: string): Json {
  try {
    return object(JSON.parse(text));
  } catch {
    return {};
  }
}

function send(response: http.ServerResponse, answer: Answer): void {
  if ('json' in answer) {
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.json));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const events = answer.held === true ? answer.events.slice(0, wordsBeforeHold) : answer.events;
  for (const { event, data } of events) {
    if (event !== undefined) response.write(`event: ${event}\n`);
    response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  }
  if (answer.held !== true) response.end();
}

/** Enough events for the first word in every wire form. */
const wordsBeforeHold = 4;
