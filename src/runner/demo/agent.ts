import { randomUUID } from 'node:crypto';
import { agent, methods, PROTOCOL_VERSION, RequestError, type Stream } from '@agentclientprotocol/sdk';
import { takeTurn } from './turn.ts';

type Session = { readonly cwd: string; cancel: AbortController };

/**
 * Serves the demo agent over a stream until it closes. It speaks ACP as any other agent does, so that everything around agents can be tried
 * without a model; `task` is what it calls its work where the prompt has no heading.
 */
export async function serveDemoAgent(stream: Stream, version: string, task: string | undefined): Promise<void> {
  const sessions = new Map<string, Session>();
  const known = (id: string): Session => {
    const session = sessions.get(id);
    if (session === undefined) throw RequestError.sessionNotFound(id);
    return session;
  };
  const connection = agent({ name: 'phaseline-demo' })
    .onRequest(methods.agent.initialize, () => ({
      protocolVersion: PROTOCOL_VERSION,
      agentInfo: { name: 'phaseline-demo', title: 'Demo agent', version },
      agentCapabilities: { sessionCapabilities: { resume: {} } },
    }))
    .onRequest(methods.agent.session.new, ({ params }) => {
      const sessionId = randomUUID();
      sessions.set(sessionId, { cwd: params.cwd, cancel: new AbortController() });
      return { sessionId };
    })
    .onRequest(methods.agent.session.resume, ({ params }) => {
      // It remembers nothing, so any session can go on.
      sessions.set(params.sessionId, { cwd: params.cwd, cancel: new AbortController() });
      return {};
    })
    .onRequest(methods.agent.session.prompt, async ({ params, client, signal }) => {
      const session = known(params.sessionId);
      session.cancel = new AbortController();
      const prompt = params.prompt.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
      const cancelled = AbortSignal.any([session.cancel.signal, signal, connection.signal]);
      const heading = /^#\s+(.+)$/m.exec(prompt)?.[1];
      const stopReason = await takeTurn({
        client,
        session: params.sessionId,
        cwd: session.cwd,
        prompt,
        task: heading ?? task ?? 'a task',
        cancelled,
      });
      return { stopReason };
    })
    .onNotification(methods.agent.session.cancel, ({ params }) => sessions.get(params.sessionId)?.cancel.abort())
    .connect(stream);
  await connection.closed;
}
