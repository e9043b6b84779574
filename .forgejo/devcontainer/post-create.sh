#!/bin/sh
# Restores the tools of the workspace folder when a container is made, as its user, and puts them on the PATH.
set -eu

if [ ! -f forgejo-artifacts.lock.json ]; then
  echo 'There is no forgejo-artifacts.lock.json here, so there are no tools to restore.'
  exit 0
fi

answer=$(forgejo-artifacts --json restore)
bin=$(printf '%s' "$answer" | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).binDirectory')
mkdir -p "$HOME/.local/share/forgejo-artifacts/environment"
ln -sfn "$bin" "$HOME/.local/share/forgejo-artifacts/environment/bin"
echo "The tools are in $bin, which is on the PATH."
