/** The window that the page is a tab of. */
type Host = { postMessage(message: unknown): void; setState(state: unknown): void; getState(): unknown };
declare function acquireVsCodeApi(): Host;

const host = acquireVsCodeApi();

export const tell = <T>(message: T): void => host.postMessage(message);

/** What the tab is given back when the window was closed or loaded anew, and its page when it was hidden. */
export const keep = (state: object): void => host.setState(state);

/** What was kept, if anything was. */
export const kept = (): object => {
  const state = host.getState();
  return typeof state === 'object' && state !== null ? state : {};
};

/** Hears what the window tells; nobody else can send to this page. */
export function hear<T>(listener: (message: T) => void): void {
  window.addEventListener('message', ({ data }: MessageEvent<T>) => listener(data));
}
