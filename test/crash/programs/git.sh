#!/bin/sh
# Git, killed once where the test asks for it: after the time in the file "kill-git", whoever finds that file first.
if mv "$CRASH_LEDGER/kill-git" "$CRASH_LEDGER/killed-git" 2>/dev/null; then
  "$CRASH_GIT" "$@" &
  git=$!
  sleep "$(cat "$CRASH_LEDGER/killed-git")"
  kill -9 $git 2>/dev/null && echo "git $*" >> "$CRASH_LEDGER/hit"
  wait $git
  exit $?
fi
exec "$CRASH_GIT" "$@"
