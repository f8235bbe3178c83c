#!/bin/sh
# Runs a test for prove: scripts with sh, programs as they are.
case $1 in
*.t) exec sh "$@" ;;
*) exec "$@" ;;
esac
