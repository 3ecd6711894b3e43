#!/bin/sh
# Git, killed once where the test asks for it: after the time in the file "kill-git", whoever finds that file first. One that is done by then leaves it to the next.
if mv "$CRASH_LEDGER/kill-git" "$CRASH_LEDGER/killed-git" 2>/dev/null; then
  "$CRASH_GIT" "$@" &
  git=$!
  sleep "$(cat "$CRASH_LEDGER/killed-git")"
  if kill -9 $git 2>/dev/null; then echo "git $*" >> "$CRASH_LEDGER/hit"; else mv "$CRASH_LEDGER/killed-git" "$CRASH_LEDGER/kill-git"; fi
  wait $git
  exit $?
fi
exec "$CRASH_GIT" "$@"
