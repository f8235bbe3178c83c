#!/bin/sh
# Runs a test for prove: scripts with sh, programs as they are.
LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
export LSAN_OPTIONS
case $1 in
*.t) exec sh "$@" ;;
*) exec "$@" ;;
esac
