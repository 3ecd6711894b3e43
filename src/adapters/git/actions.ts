import type { Json } from '../../base/json.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type Git, gitFailure, openGit } from './git.ts';
import { identity } from './identity.ts';

/** Carries out a `git.*` action of a plan in `folder`; what it prints, or why it could not. Arguments were checked against the table of actions. */
export type GitAction = (folder: string, given: Readonly<Record<string, Json>>) => Promise<Result<string>>;

/** By the name in the table of actions. Each may be repeated: what is done already is not done again. */
export const gitActions: Readonly<
  Record<'git.commit' | 'git.branch' | 'git.tag' | 'git.push' | 'git.status', GitAction>
> = {
  'git.commit': async (folder, given) => {
    const git = openGit(folder);
    const files = words(given['files']);
    const paths = files.length === 0 ? [] : ['--', ...files];
    const added = await git('add', ...(files.length === 0 ? ['--all'] : []), '--verbose', ...paths);
    if (!added.ok) return fail(gitFailure('stage the changes', folder, added.error));
    const staged = await git('diff', '--cached', '--name-only', ...paths);
    if (!staged.ok) return fail(gitFailure('read what is staged', folder, staged.error));
    if (staged.value === '') return ok('nothing to commit\n');
    const message = `--message=${text(given['message'])}`;
    return done(
      folder,
      'commit',
      await git(...(await identity(git)), 'commit', '--no-verify', '--no-gpg-sign', message, ...paths),
    );
  },
  'git.branch': async (folder, given) => {
    const git = openGit(folder);
    const name = text(given['name']);
    if ((await git('show-ref', '--verify', `refs/heads/${name}`)).ok) return ok(`the branch ${name} is there\n`);
    return plainWords(`make the branch ${name}`, [name, text(given['from'])], async (given) =>
      done(folder, `make the branch ${name}`, await git('branch', ...given)),
    );
  },
  'git.tag': async (folder, given) => {
    const git = openGit(folder);
    const name = text(given['name']);
    if (await tagsHead(git, name)) return ok(`the tag ${name} is there\n`);
    const message = text(given['message']);
    const annotated = message === '' ? [] : ['--annotate', `--message=${message}`];
    return plainWords(`make the tag ${name}`, [name], async (words) =>
      done(folder, `make the tag ${name}`, await git(...(await identity(git)), 'tag', ...annotated, ...words)),
    );
  },
  'git.push': async (folder, given) => {
    const git = openGit(folder);
    const remote = text(given['remote']) || 'origin';
    const current = await git('symbolic-ref', '--short', 'HEAD');
    const branch = text(given['branch']) || (current.ok ? current.value.trim() : '');
    if (branch === '')
      return fail({ kind: 'git-failed', operation: 'push', detail: 'no branch is checked out: name one' });
    const tags = given['tags'] === true ? ['--tags'] : [];
    return plainWords(`push ${branch}`, [remote, branch], async (words) =>
      done(folder, `push ${branch}`, await git('push', '--porcelain', ...tags, ...words)),
    );
  },
  'git.status': async (folder) => done(folder, 'read the status', await openGit(folder)('status', '--short')),
};

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const words = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((word) => typeof word === 'string') : text(value) === '' ? [] : [text(value)];

const done = (folder: string, operation: string, result: Awaited<ReturnType<Git>>): Result<string> =>
  result.ok ? ok(result.value) : fail(gitFailure(operation, folder, result.error));

/** A name that Git would read as an option, or as "by force", is refused. */
function plainWords(
  operation: string,
  given: readonly string[],
  act: (words: readonly string[]) => Promise<Result<string>>,
): Promise<Result<string>> {
  const named = given.filter((word) => word !== '');
  const bad = named.find((word) => /^[-+:]/.test(word));
  if (bad === undefined) return act(named);
  return Promise.resolve(fail({ kind: 'git-failed', operation, detail: `${bad} is no name` }));
}

async function tagsHead(git: Git, name: string): Promise<boolean> {
  const tag = await git('rev-parse', '--verify', `refs/tags/${name}^{commit}`);
  const head = await git('rev-parse', '--verify', 'HEAD^{commit}');
  return tag.ok && head.ok && tag.value === head.value;
}
