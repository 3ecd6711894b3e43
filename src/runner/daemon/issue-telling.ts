import type { Peer } from '../../adapters/ipc/server.ts';
import { Queue } from '../../adapters/tracker/queue.ts';
import { packIssues } from '../../issues/packed.ts';
import type { IssuesState } from '../../protocol/requests.ts';
import type { IssuesNews } from './tracker.ts';

/** Issues in one message: half a megabyte, as a rule. */
const issuesAtOnce = 1000;

/**
 * Tells clients of issues, each in the order in which things became so. All of them go out packed and in pieces, the next one once the one before is on
 * its way, so that neither side ever holds a hundred thousand issues as one text.
 */
export class IssueTelling {
  readonly #lines = new WeakMap<Peer, { readonly queue: Queue; all: number | undefined }>();

  /** Resolves once it is on its way. Who was told all of this version last, and nothing since, has it. */
  tell(peer: Peer, news: IssuesNews): Promise<void> {
    const line = this.#lines.get(peer) ?? { queue: new Queue(), all: undefined };
    this.#lines.set(peer, line);
    const version = news.whole && news.state.state === 'known' ? news.state.version : undefined;
    return line.queue.run(async () => {
      if (version !== undefined && version === line.all) return;
      line.all = version;
      await (news.whole ? tellAll(peer, news.state) : peer.send('issuesChanged', news.change));
    });
  }
}

async function tellAll(peer: Peer, state: IssuesState): Promise<void> {
  if (state.state === 'none') {
    await peer.send('issues', state);
    return;
  }
  const { issues, ...about } = state;
  for (let at = 0; at < issues.length; at += issuesAtOnce) {
    const isThere = await peer.send('issuesPart', packIssues(issues.slice(at, at + issuesAtOnce)));
    if (!isThere) return;
  }
  await peer.send('issues', { ...about, count: issues.length });
}
