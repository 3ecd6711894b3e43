import {
  type CancellationToken,
  ErrorCodes,
  type HandlerResult,
  LSPErrorCodes,
  type ProtocolRequestType,
  ResponseError,
  type ServerCapabilities,
} from 'vscode-languageserver-protocol';
import { type Host, textOf } from './host.ts';

/** One thing that the server can do: what it promises to the client, and how it is hooked up. */
export type Feature = { readonly capabilities: ServerCapabilities; register(host: Host): void };

/**
 * A feature that answers one kind of request. A request that is cancelled is answered as such: before its turn without being carried out,
 * later by what listens to the signal. One that our own mistake breaks is answered with an error and logged, and the server goes on.
 */
export function answers<P, R, PR, E, RO>(
  type: ProtocolRequestType<P, R, PR, E, RO>,
  capabilities: ServerCapabilities,
  answer: (host: Host, params: P, signal: AbortSignal) => NoInfer<HandlerResult<R, E>>,
): Feature {
  return {
    capabilities,
    register: (host) => {
      host.connection.onRequest(
        type,
        (params, token): HandlerResult<R, E> =>
          safely<R, E>(host, type.method, token, (signal) => answer(host, params, signal)),
      );
    },
  };
}

/** `R` as a handler may give it: what may be null may also be left out. */
// biome-ignore lint/suspicious/noConfusingVoidType: the protocol library words it so
type Given<R> = R extends null ? R | undefined | void : R;

async function safely<R, E>(
  host: Host,
  method: string,
  token: CancellationToken,
  answer: (signal: AbortSignal) => HandlerResult<R, E>,
): Promise<Given<R> | ResponseError<E>> {
  const cancelled = new ResponseError<E>(LSPErrorCodes.RequestCancelled, 'cancelled');
  if (token.isCancellationRequested) return cancelled;
  const controller = new AbortController();
  const listening = token.onCancellationRequested(() => controller.abort());
  try {
    const found = await answer(controller.signal);
    return token.isCancellationRequested ? cancelled : found;
  } catch (thrown) {
    if (token.isCancellationRequested) return cancelled;
    const text = textOf(thrown);
    host.log(text);
    return new ResponseError<E>(ErrorCodes.InternalError, `${method} failed: ${text}`);
  } finally {
    listening.dispose();
  }
}
