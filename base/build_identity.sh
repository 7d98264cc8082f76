#!/bin/sh
# Prints base/build_identity.c: SHA-256 of the sources' names and contents, in the order of the names.
#
#   sh base/build_identity.sh FOLDER FILE...    the files' names are relative to the folder
set -eu
cd "$1"
shift
digests=$(printf '%s\n' "$@" | LC_ALL=C sort -u | tr '\n' '\0' | xargs -0 sha256sum --)
identity=$(printf '%s\n' "$digests" | sha256sum | cut -d ' ' -f 1)
echo '/* Made by base/build_identity.sh of all sources. */'
echo '#include "base/build_identity.h"'
echo
echo "const char build_identity[BUILD_IDENTITY_DIGITS + 1] ="
echo "    \"$identity\";"
