#!/bin/sh
# Installs the command line while the image of a dev container is built, as root. Any POSIX shell runs it.
set -eu
umask 022

# Where tests install to. In an image it is empty.
root=${FORGEJO_ARTIFACTS_ROOT:-}
program=$root/usr/local/lib/forgejo-artifacts
share=$root/usr/local/share/forgejo-artifacts
command=$root/usr/local/bin/forgejo-artifacts
profile=$root/etc/profile.d/forgejo-artifacts.sh
home=${_REMOTE_USER_HOME:-/root}

fail() {
  echo "forgejo-artifacts: $1" >&2
  exit 1
}

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
[ -d "$here/cli" ] || fail 'These are the sources. Use devcontainer-feature-forgejo-artifacts.tgz of a release.'
command -v node >/dev/null || fail 'There is no Node in the image. Add the feature ghcr.io/devcontainers/features/node.'
# It ends up in a script.
case ${INSTANCE:-} in
*[!A-Za-z0-9:/.,_~%-]*) fail 'The option instance has a character that no address has.' ;;
esac

mkdir -p "$program" "$share" "$(dirname "$command")" "$(dirname "$profile")"
cp "$here"/cli/* "$program/"

cat >"$command" <<EOF
#!/bin/sh
: "\${FORGEJO_ARTIFACTS_INSTANCES:=${INSTANCE:-}}"
export FORGEJO_ARTIFACTS_INSTANCES
exec node '$program/cli.cjs' "\$@"
EOF
chmod 755 "$command"

# Says which Node it needs, if the one in the image is too old.
"$command" --version

if [ "${RESTORE:-true}" = true ]; then
  cp "$here/post-create.sh" "$share/post-create.sh"
else
  printf '#!/bin/sh\n' >"$share/post-create.sh"
fi
chmod 755 "$share/post-create.sh"

# The PATH of an image is fixed, but the environment belongs to the user and the folder. So the PATH leads to a link into
# the user's home, where the restore says which environment it is.
ln -sfn "$home/.local/share/forgejo-artifacts/environment" "$share/environment"

# Login shells start with the PATH of the system.
cat >"$profile" <<EOF
case ":\$PATH:" in
*:'$share/environment/bin':*) ;;
*) PATH='$share/environment/bin':\$PATH ;;
esac
export PATH
EOF
